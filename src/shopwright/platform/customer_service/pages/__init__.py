"""The pages of a shop's conversations."""
