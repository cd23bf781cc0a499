"""Control endpoints for apps, users, shops and tokens."""
