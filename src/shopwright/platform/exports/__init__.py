"""A shop's data to take away: products, orders, inventory, messages and reviews (docs/guide/exports.md)."""
