"""Pages of a shop's products and stock."""
