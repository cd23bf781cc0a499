"""Returns, refunds and cancellations."""
