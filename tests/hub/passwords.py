"""Passwords of tests."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The hub's way to keep passwords, without its price: tests make many people."""

    time_cost, memory_cost, parallelism = 1, 8, 1
