"""Customer engagement."""
