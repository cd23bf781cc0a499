"""``shopwright up``: platform, hub and PostgreSQL as one tree of processes."""
