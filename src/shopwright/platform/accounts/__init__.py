"""Apps, users, shops, consents and tokens."""
