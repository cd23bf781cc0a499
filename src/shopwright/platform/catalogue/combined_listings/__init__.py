"""Combined listings: products of one shop that buyers see as one. No operation makes them; the control API does."""
