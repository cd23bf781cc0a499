"""Migrations of aftersales."""
