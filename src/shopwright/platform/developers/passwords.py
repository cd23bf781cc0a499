"""Passwords: what is asked of them, and their hashes (Argon2id)."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING

from .errors import FIELD_WRONG

if TYPE_CHECKING:
    from argon2 import PasswordHasher

#: The shortest and the longest password.
SHORTEST, LONGEST = 12, 200

#: Cost of one hash: passes, KiB of memory, lanes.
PASSES, MEMORY_KIB, LANES = 2, 19_456, 1


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _hash_of_nobody() -> str:
    return _hasher().hash("nobody has this password")


def check_password(password: str, email: str) -> None:
    """Refuse what is too short, too long, or the address itself."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise FIELD_WRONG(reason=f"A password has {SHORTEST} to {LONGEST} characters - at `$.password`.")
    if password.casefold() == email.casefold() or len(set(password)) < 4:
        raise FIELD_WRONG(reason="That password is too easy to guess - at `$.password`.")


async def hash_password(password: str) -> str:
    """The hash to keep. It takes tens of milliseconds, beside the event loop."""
    return await asyncio.to_thread(lambda: _hasher().hash(password))


async def is_password(password_hash: str, password: str) -> bool:
    """Whether a password fits; takes as long where there is no hash, so that time does not tell who has an account."""
    return await asyncio.to_thread(_verify, password_hash, password[:LONGEST])


def _verify(password_hash: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        _hasher().verify(password_hash or _hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)
