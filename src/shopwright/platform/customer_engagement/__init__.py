"""Messages of a shop to many of its buyers, and what comes of them."""
