"""Tokens and token stores."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import UTC, datetime
from enum import IntEnum
from typing import Protocol

import msgspec


class UserType(IntEnum):
    """Who authorised an app (docs/reference/authorization.md#tokens)."""

    SELLER = 0
    CREATOR = 1
    PARTNER = 3


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """An access token, the refresh token behind it, and when each ends, in Unix seconds.

    Ends that are 0 are unknown: such a token is used until the server refuses it.
    """

    access_token: str
    access_token_ends: int = 0
    refresh_token: str = ""
    refresh_token_ends: int = 0
    open_id: str = ""
    seller_name: str = ""
    seller_base_region: str = ""
    user_type: int = UserType.SELLER
    granted_scopes: tuple[str, ...] = ()

    @property
    def authorization_ends(self) -> datetime | None:
        """When the user's authorisation ends, and with it the refresh token."""
        return datetime.fromtimestamp(self.refresh_token_ends, UTC) if self.refresh_token_ends else None

    def __repr__(self) -> str:
        return f"Token(access_token=[redacted], open_id={self.open_id!r}, ends={self.access_token_ends})"


class StoreLock(Protocol):
    """A lock that one caller of the store holds at a time, across processes; a process that died loses it.

    A handle may be taken in one thread and let go in another.
    """

    def try_acquire(self) -> bool:
        """Take the lock if it is free, without waiting; returns whether it was."""

    def release(self) -> None:
        """Release the lock if this handle holds it. Quick; does not raise for a lock that is gone."""


class TokenStore(Protocol):
    """Keeps tokens by account. Every method may touch disk or network."""

    def load(self, account: str) -> Token | None:
        """The token of an account, if there is one."""

    def save(self, account: str, token: Token) -> None:
        """Keep a token in place of the one before."""

    def delete(self, account: str) -> None:
        """Forget an account's token, if there is one."""

    def accounts(self) -> list[str]:
        """The accounts that have a token, sorted."""

    def lock(self, account: str) -> StoreLock:
        """A new handle on the lock under which an account's token is refreshed."""


class MemoryTokenStore:
    """Tokens for as long as this process lives; safe to share between threads and clients."""

    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def load(self, account: str) -> Token | None:
        return self._tokens.get(account)

    def save(self, account: str, token: Token) -> None:
        self._tokens[account] = token

    def delete(self, account: str) -> None:
        self._tokens.pop(account, None)

    def accounts(self) -> list[str]:
        return sorted(self._tokens)

    def lock(self, account: str) -> StoreLock:
        return _ThreadLock(self._locks[account])


class _ThreadLock:
    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self._is_held = False

    def try_acquire(self) -> bool:
        self._is_held = self._is_held or self._lock.acquire(blocking=False)
        return self._is_held

    def release(self) -> None:
        if self._is_held:
            self._is_held = False
            self._lock.release()
