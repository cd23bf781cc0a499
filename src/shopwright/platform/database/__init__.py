"""Transactions, dialects, encryption and migrations; it knows no capability."""
