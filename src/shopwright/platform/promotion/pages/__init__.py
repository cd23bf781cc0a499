"""The pages of a shop's promotions."""
