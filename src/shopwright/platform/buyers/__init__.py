"""Buyers: who they are, and how their data is kept and masked."""
