"""A real order history as input: read, judged row by row, and turned into orders and undos in time order.

`history.read_history()` does it all without a shop; what became of every row stands in its report.
"""
