"""Which goods of which orders travel together: parcels that are split, combined, and taken apart again."""
