"""A folder as a channel: orders and products come in as CSV or XLSX, stock, prices and shipments go out as CSV."""
