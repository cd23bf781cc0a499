"""What a product listing is, and every rule that it must obey."""
