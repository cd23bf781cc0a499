"""Pictures that are drawn."""
