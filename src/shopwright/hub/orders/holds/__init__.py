"""What keeps orders from being shipped: the rules for it, each hold with its reason, and how it ended."""
