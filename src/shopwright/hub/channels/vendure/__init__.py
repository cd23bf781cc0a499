"""Vendure 3, through its Admin API: products, stock, orders and fulfilments of one of its channels."""
