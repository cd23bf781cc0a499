"""The client's tokens in the hub's encrypted store."""

from __future__ import annotations

import msgspec

from shopwright import decoders
from shopwright.client.auth.tokens import Token
from shopwright.hub.channels.accounts import Credentials


class HubTokenStore:
    """A token store of the client over the credentials of a channel's app."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def load(self, account: str) -> Token | None:
        text = self._credentials.load(account)
        return decoders.decode(text, type=Token) if text else None

    def save(self, account: str, token: Token) -> None:
        self._credentials.save(account, msgspec.json.encode(token).decode())

    def delete(self, account: str) -> None:
        self._credentials.delete(account)

    def accounts(self) -> list[str]:
        return self._credentials.accounts()

    def lock(self, account: str) -> _Lease:
        return _Lease(self._credentials, account)


class _Lease:
    def __init__(self, credentials: Credentials, account: str) -> None:
        self._credentials, self._account = credentials, account
        self._lease: str | None = None

    def try_acquire(self) -> bool:
        if self._lease is None:
            self._lease = self._credentials.try_lock(self._account)
        return self._lease is not None

    def release(self) -> None:
        if self._lease is not None:
            self._credentials.unlock(self._account, self._lease)
            self._lease = None
