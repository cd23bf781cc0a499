"""The Vault token in use: given or by AppRole, renewed while it lasts, replaced where it was refused."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from shopwright.client.errors import VaultError

log = logging.getLogger("shopwright.client")

#: Sends a call with a token (``None``: without) and returns what Vault answers.
Send = Callable[[str, str, object, str | None], Mapping[str, Any]]


class AppRole(msgspec.Struct, frozen=True, kw_only=True):
    """A log-in by Vault's AppRole: ids of a role and of its secret, and where the method is mounted."""

    role_id: str
    secret_id: str
    mount: str = "approle"

    def __repr__(self) -> str:
        return f"AppRole(role_id=[redacted], secret_id=[redacted], mount={self.mount!r})"


class Session:
    """Gives out one Vault token to all threads; one of them logs in or renews."""

    def __init__(self, login: str | AppRole, send: Send, monotonic: Callable[[], float]) -> None:
        self._login = login
        self._send = send
        self._monotonic = monotonic
        self._changing = threading.Lock()
        self._token = ""
        self._renew_at: float | None = None

    def token(self) -> str:
        """The token for the next call, renewed once two thirds of its time are over."""
        with self._changing:
            if not self._token:
                self._log_in()
            elif self._renew_at is not None and self._monotonic() >= self._renew_at:
                self._renew()
            return self._token

    def replace(self, refused: str) -> bool:
        """Log in anew after a token was refused; false where there is no other to be had."""
        with self._changing:
            if isinstance(self._login, str):
                return False
            if self._token == refused:
                self._log_in()
            return True

    def _log_in(self) -> None:
        if isinstance(self._login, AppRole):
            ids = {"role_id": self._login.role_id, "secret_id": self._login.secret_id}
            self._take(self._send("POST", f"auth/{self._login.mount}/login", ids, None)["auth"])
            return
        try:
            state = self._send("GET", "auth/token/lookup-self", None, self._login)["data"]
        except VaultError as error:
            if error.status != 403:
                raise
            state = {}  # it may not look at itself: whether it is any good is told by the call itself
        self._token = self._login
        self._schedule(state.get("ttl", 0), is_renewable=bool(state.get("renewable")))

    def _renew(self) -> None:
        """Renew the token; log in anew where it cannot be renewed. A given token is then used until its end."""
        try:
            self._take(self._send("POST", "auth/token/renew-self", {}, self._token)["auth"])
        except VaultError as error:
            if isinstance(self._login, AppRole):
                self._log_in()
                return
            self._renew_at = None
            log.warning("the Vault token could not be renewed, and ends: %s", error.message)

    def _take(self, auth: Mapping[str, Any]) -> None:
        self._token = auth["client_token"]
        # A token of AppRole that is not renewable is replaced instead.
        is_renewable = bool(auth.get("renewable")) or isinstance(self._login, AppRole)
        self._schedule(auth.get("lease_duration", 0), is_renewable=is_renewable)

    def _schedule(self, seconds: float, *, is_renewable: bool) -> None:
        self._renew_at = self._monotonic() + seconds * 2 / 3 if seconds and is_renewable else None
