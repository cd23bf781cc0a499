"""Control endpoints for orders."""
