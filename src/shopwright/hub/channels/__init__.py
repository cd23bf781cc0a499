"""Places to sell: what a channel can do, the connections to it, and what it tells the hub."""
