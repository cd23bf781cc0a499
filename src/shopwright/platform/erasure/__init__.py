"""Erasure of a buyer's personal data, everywhere that it is kept (docs/guide/erasure.md)."""
