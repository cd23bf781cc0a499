"""Manufacturers and responsible persons of the EU, and the audit of products for compliance."""
