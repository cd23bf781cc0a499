"""Tokens and app credentials in HashiCorp Vault, or in OpenBao, which answers the same calls."""
