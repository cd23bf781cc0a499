"""The plain REST door: products, orders, inventory, messages and reviews with a bearer token and no signature."""
