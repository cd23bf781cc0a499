"""The pages of a shop's reviews."""
