"""Returns, exchanges and aftersales requests."""
