"""Orders: how they are placed, paid, changed and read."""
