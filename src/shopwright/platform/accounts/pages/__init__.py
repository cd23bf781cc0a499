"""Pages of consent and of apps."""
