"""Uploaded files and pictures."""
