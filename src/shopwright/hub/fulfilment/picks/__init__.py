"""From the shelf into the cart: pick lists for orders, sorted by bin."""
