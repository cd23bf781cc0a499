"""Workspaces, members, roles and log-in: who may do what, and what was done."""
