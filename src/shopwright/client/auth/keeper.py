"""Keeps one account's access token fresh: refreshed ahead of its end, by one caller at a time wherever it is shared."""

from __future__ import annotations

import logging
from collections.abc import Callable

from shopwright.client.core.effects import Flow, acquire, work
from shopwright.client.core.options import Clock
from shopwright.client.errors import ApiCallError, NotAuthorized, RateLimited, ServerTrouble, ShopwrightError

from .tokens import Token, TokenStore

log = logging.getLogger("shopwright.client")

#: Exchanges a token's refresh token for a new token.
Refresh = Callable[[Token], Flow[Token]]

_DAY = 86_400


class TokenKeeper:
    """``ahead``: seconds before its end at which an access token is replaced.

    ``warn_days``: from how many days before the authorisation itself ends the log warns, once a day.
    """

    def __init__(
        self,
        store: TokenStore,
        account: str,
        refresh: Refresh,
        clock: Clock,
        *,
        ahead: float = 600.0,
        warn_days: int = 30,
    ) -> None:
        self.store = store
        self.account = account
        self._refresh = refresh
        self._clock = clock
        self._ahead = ahead
        self._warn_days = warn_days
        self._token: Token | None = None
        self._refused: str | None = None
        self._warned_at = 0.0

    def access_token(self) -> Flow[str]:
        """A token to call with; ``NotAuthorized`` when there is none."""
        token = self._token
        if token is None or self._is_due(token):
            token = yield from self._fresh(None)
        return token.access_token

    def renew(self, refused: str) -> Flow[bool]:
        """After the server refused an access token: whether there is another now. Somebody else may have got it."""
        token = yield from self._fresh(refused)
        return token.access_token != refused

    def token(self) -> Flow[Token]:
        """The account's token as it is kept, refreshed when due."""
        yield from self.access_token()
        assert self._token is not None
        return self._token

    def put(self, token: Token) -> Flow[None]:
        """Keep a token that was obtained elsewhere (a new authorisation)."""
        yield from work(lambda: self.store.save(self.account, token))
        self._token = token

    def _is_due(self, token: Token) -> bool:
        return bool(token.access_token_ends) and token.access_token_ends - self._clock.now() < self._ahead

    def _will_do(self, token: Token, refused: str | None) -> bool:
        return token.access_token != refused and not self._is_due(token)

    def _fresh(self, refused: str | None) -> Flow[Token]:
        """A token that will do: from the store, else by refreshing, one at a time in this client and beyond it."""
        lock = yield from acquire(f"token:{self.account}")
        try:
            found = yield from self._load()
            if not self._will_do(found, refused) and found.refresh_token:
                found = yield from self._refreshed(refused)
            self._token = found
            self._warn(found)
            return found
        finally:
            lock.release()

    def _load(self) -> Flow[Token]:
        found = yield from work(lambda: self.store.load(self.account))
        if found is None:
            raise self._nothing()
        return found

    def _refreshed(self, refused: str | None) -> Flow[Token]:
        lock = self.store.lock(self.account)
        yield from work(lock.acquire, lock.release)
        try:
            found = yield from self._load()
            if self._will_do(found, refused):
                return found
            try:
                new = yield from self._exchanged(found)
            except ShopwrightError as error:
                if found.access_token == refused or found.access_token_ends <= self._clock.now():
                    raise
                log.warning("the token of %s could not be refreshed yet: %s", self.account, error.message)
                return found
            yield from work(lambda: self.store.save(self.account, new))
            return new
        finally:
            lock.release()

    def _exchanged(self, old: Token) -> Flow[Token]:
        """A new token for an old one; a refresh token that was refused once is not sent again."""
        if old.refresh_token == self._refused:
            raise self._ended(old)
        try:
            return (yield from self._refresh(old))
        except (RateLimited, ServerTrouble):
            raise
        except ApiCallError as error:
            self._refused = old.refresh_token
            raise self._ended(old) from error

    def _warn(self, token: Token) -> None:
        now = self._clock.now()
        left = token.refresh_token_ends - now
        if token.refresh_token_ends and left < self._warn_days * _DAY and now - self._warned_at > _DAY:
            self._warned_at = now
            log.warning(
                "the authorisation of %s ends in %d days: have the user open the authorisation link again",
                self.account,
                left // _DAY,
            )

    def _nothing(self) -> NotAuthorized:
        return NotAuthorized(
            f"There is no token for the account {self.account!r}.",
            cause="Nobody has authorised the app for it yet, or the token is kept elsewhere.",
            remedy="Have the user open authorization_url, and hand the code to authorize; or pass access_token.",
        )

    def _ended(self, token: Token) -> NotAuthorized:
        ends = token.authorization_ends
        return NotAuthorized(
            f"The token of the account {self.account!r} is refused and cannot be refreshed.",
            cause=(
                f"The authorisation was withdrawn, or has ended ({ends:%Y-%m-%d})."
                if ends
                else "It has no refresh token, or the authorisation was withdrawn."
            ),
            remedy="Have the user authorise the app again.",
        )
