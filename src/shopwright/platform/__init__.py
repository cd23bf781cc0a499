"""The shop: a stateful server that is a TikTok Shop."""
