"""Reads a real order history, checks it row by row, and replays its orders, cancellations and returns in a shop.

`history.read_history()` does it all without a shop; what became of every row stands in its report.
"""
