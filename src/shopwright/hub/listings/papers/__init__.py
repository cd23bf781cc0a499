"""Size charts and certificates that channels show beside products, and which products each is for."""
