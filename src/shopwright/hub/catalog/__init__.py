"""The products of a seller: master products, their variants and options."""
