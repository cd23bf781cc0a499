"""What is refunded, and how much of it."""
