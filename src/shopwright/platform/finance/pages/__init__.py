"""The pages of a shop's money."""
