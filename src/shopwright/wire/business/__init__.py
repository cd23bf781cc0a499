"""What uploads of the Business API may be, for who sends them and who takes them."""
