"""Products, categories and stock: what a listing must obey, and what happens to it."""
