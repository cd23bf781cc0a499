"""Draws what is printed for a parcel: labels, packing slips, hazard sheets and invoice labels, from values to bytes."""
