"""SKPP: products that earn rewards by what they offer."""
