"""Where goods lie and how many: locations, the ledger of movements, reservations and buffers."""
