"""Migrations of stock."""
