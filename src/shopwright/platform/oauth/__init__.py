"""Consent, authorisation codes, tokens, and the end of an authorisation."""
