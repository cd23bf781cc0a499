"""Warehouses, delivery options, carriers, routes and tracking numbers."""
