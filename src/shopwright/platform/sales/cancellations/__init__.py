"""Cancellations of orders and lines."""
