"""Tokens in Vault, shared by the processes of any number of machines."""

from __future__ import annotations

import logging
import secrets
from urllib.parse import quote, unquote

import msgspec

from shopwright import decoders
from shopwright.client.auth.token_refresher import LEASE
from shopwright.client.auth.tokens import StoreLock, Token
from shopwright.client.errors import VaultError

from .connection import Secret, Vault

log = logging.getLogger("shopwright.client")

#: How often a save is tried while others write the same token.
_SAVES = 16


class VaultTokenStore:
    """Tokens in Vault's KV engine of version 2, one secret for each account below ``path``.

    Every write names the version that it replaces, so that none overwrites another unseen: of two refreshes of one
    token the later one stays. The lock of an account is a secret beside it, which ends by Vault's clock.

    ``vault``: the connection; without it, that of the environment (``Vault.from_env``).
    """

    def __init__(self, vault: Vault | None = None, path: str = "shopwright") -> None:
        self._vault = vault or Vault.from_env()
        self._path = path.strip("/")
        self._seen: dict[str, int] = {}

    def load(self, account: str) -> Token | None:
        secret = self._vault.read(self._place("tokens", account))
        self._seen[account] = secret.version
        return self._token(account, secret)

    def save(self, account: str, token: Token) -> None:
        place, data = self._place("tokens", account), msgspec.to_builtins(token)
        version = self._seen.pop(account, None)
        if version is None:
            version = self._vault.read(place).version
        for _ in range(_SAVES):
            written = self._vault.write(place, data, version=version)
            if written is not None:
                self._seen[account] = written
                return
            secret = self._vault.read(place)
            kept = self._token(account, secret)
            if kept is not None and (kept == token or kept.access_token_ends > token.access_token_ends > 0):
                log.info("a newer token of %s is in the store, and stays", account)
                return
            version = secret.version
        raise VaultError(
            f"The token of the account {account!r} could not be saved: others write it all the time.",
            remedy="Find out who does, and give each its own path.",
        )

    def delete(self, account: str) -> None:
        self._seen.pop(account, None)
        self._vault.destroy(self._place("tokens", account))

    def accounts(self) -> list[str]:
        names = self._vault.names(f"{self._path}/tokens")
        return sorted(unquote(name.replace("=", "%")) for name in names if not name.endswith("/"))

    def lock(self, account: str) -> StoreLock:
        return _Lease(self._vault, self._place("locks", account))

    def _place(self, kind: str, account: str) -> str:
        """The path of an account's secret: what no path may hold is written as ``=`` and two hex digits."""
        name = quote(account, safe="").replace("%", "=").replace(".", "=2E")
        return f"{self._path}/{kind}/{name}"

    def _token(self, account: str, secret: Secret) -> Token | None:
        if secret.data is None:
            return None
        try:
            return decoders.convert(secret.data, Token)
        except msgspec.ValidationError as error:
            raise VaultError(
                f"Vault's secret for the account {account!r} is no token.",
                cause=str(error),
                remedy="Give the store another path, or remove that secret.",
            ) from None


class _Lease:
    """A lock as a secret that names its owner. It expires, so a process that died does not block the others."""

    def __init__(self, vault: Vault, place: str) -> None:
        self._vault = vault
        self._place = place
        self._owner = secrets.token_hex(16)
        self._version: int | None = None

    def try_acquire(self) -> bool:
        if self._version is not None:
            return True
        secret = self._vault.read(self._place)
        if secret.data and secret.data.get("owner") and secret.age < LEASE:
            return False
        self._version = self._vault.write(self._place, {"owner": self._owner}, version=secret.version)
        return self._version is not None or self._is_mine()

    def release(self) -> None:
        version, self._version = self._version, None
        if version is None:
            return
        try:
            self._vault.write(self._place, {"owner": ""}, version=version)
        except VaultError as error:
            log.warning("the lock of a token could not be released, and ends by itself: %s", error.message)

    def _is_mine(self) -> bool:
        """Whether an earlier try took the lock, and its answer was lost."""
        secret = self._vault.read(self._place)
        if not secret.data or secret.data.get("owner") != self._owner:
            return False
        self._version = secret.version
        return True
