"""What orders bring their sellers: fees, statements, payments, and the seller's account."""
