"""Puts the platform together and serves it."""
