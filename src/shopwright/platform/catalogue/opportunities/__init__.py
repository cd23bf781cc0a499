"""Opportunities: what buyers look for and the shop could list."""
