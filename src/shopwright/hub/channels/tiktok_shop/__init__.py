"""TikTok Shop, through the Python client: any number of shops of any region."""
