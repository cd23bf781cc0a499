"""Shopify, through its Admin GraphQL API 2026-10: products, stock, orders and fulfilments of one store."""
