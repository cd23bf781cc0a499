"""Orders, packages, cancellations, returns and refunds: one context."""
