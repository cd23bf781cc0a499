"""Pages of a shop's orders, parcels and claims."""
