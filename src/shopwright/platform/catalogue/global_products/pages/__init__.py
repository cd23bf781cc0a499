"""The pages of a seller's global products."""
