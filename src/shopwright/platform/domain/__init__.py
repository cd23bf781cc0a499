"""Rules without I/O: state tables, stock arithmetic, prices, listing rules, regions, categories."""
