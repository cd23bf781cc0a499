"""Import of product files: read, mapped, checked, applied and taken back, each step a visible run."""
