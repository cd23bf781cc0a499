"""What control endpoints are made of."""
