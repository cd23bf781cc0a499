"""Size charts of sellers, their audit with a listing, and appeals against it."""
