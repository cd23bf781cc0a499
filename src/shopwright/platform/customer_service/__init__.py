"""Conversations of buyers and shops, their messages and sessions."""
