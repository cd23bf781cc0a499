"""Migrations of catalog."""
