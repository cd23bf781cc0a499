"""Packages: how they are made, shipped, tracked and printed."""
