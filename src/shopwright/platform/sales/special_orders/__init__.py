"""Orders that are more than a parcel of goods: prints, blind boxes, vouchers, goods for customs."""
