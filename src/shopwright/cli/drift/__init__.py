"""``shopwright drift``: what replies hold, beside what the contract says."""
