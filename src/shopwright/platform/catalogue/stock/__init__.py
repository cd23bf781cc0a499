"""Stock for each SKU and warehouse, with its ledger."""
