"""``shopwright coverage``: what of the Partner API an integration uses, and what it misses."""
