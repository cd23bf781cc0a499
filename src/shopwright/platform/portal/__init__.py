"""Web pages: consent, the developers' page with inspector and push log, and what changes apps, faults and the clock."""
