"""The demo shop: a real UK gift retailer's catalogue, with generated pictures.

`catalogue.load()` reads the products; `pictures.render()` draws one picture. Importing this package costs nothing.
"""
