"""Refreshes the access token of one account before it ends, by one caller at a time across all clients of the store."""

from __future__ import annotations

import logging
from collections.abc import Callable

from shopwright.client.core.effects import Flow, acquire, run_to_end, until, within, work
from shopwright.client.core.options import Clock
from shopwright.client.errors import (
    HIDE_FRAMES,
    ApiCallError,
    NoReply,
    NotAuthorized,
    RateLimited,
    ServerTrouble,
    ShopwrightError,
    TokenStoreError,
)

from .tokens import StoreLock, Token, TokenStore

__tracebackhide__ = HIDE_FRAMES

log = logging.getLogger("shopwright.client")

#: Exchanges a token's refresh token for a new token; the second argument says whether it is urgent.
Refresh = Callable[[Token, bool], Flow[Token]]

_DAY = 86_400

#: Seconds that a refresh may take, and seconds after which stores release the lock of a process that died.
_REFRESH_SECONDS, LEASE = 45.0, 60.0

#: Seconds to wait for another process's refresh: longer than ``LEASE``, so that a dead process's lock has ended.
_LOCK_WAIT_SECONDS = 90.0

#: Seconds until a refresh that can wait is tried again.
_RETRY_SECONDS = 60.0


class TokenRefresher:
    """Gives out an account's access token, refreshed when due.

    ``ahead``: seconds before its end at which an access token is replaced.

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
        #: Unix time; ``Engine`` replaces it with the server's time.
        self.now: Callable[[], float] = clock.now
        self._refresh = refresh
        self._clock = clock
        self._ahead = ahead
        self._warn_days = warn_days
        self._token: Token | None = None
        self._unsaved: Token | None = None
        self._refused: str | None = None
        self._retry_at: tuple[str, float] = ("", 0.0)
        self._warned_at: float | None = None

    def access_token(self) -> Flow[str]:
        """The access token for a call. Raises ``NotAuthorized`` when there is none."""
        return (yield from self.token()).access_token

    def renew(self, refused: str) -> Flow[bool]:
        """Get another access token after the server refused one, from the store or by a refresh; false for no other."""
        token = yield from self._fresh_token(refused)
        return token.access_token != refused

    def token(self) -> Flow[Token]:
        """The account's token as it is kept, refreshed when due."""
        token = self._token
        if token is None or self._is_due(token):
            token = yield from self._fresh_token(None)
        self._warn(token)
        return token

    def put(self, token: Token) -> Flow[None]:
        """Save the token of a new authorisation."""
        self._refused = None
        yield from run_to_end(self._with_store_lock(lambda: self._save(token)))

    def _is_due(self, token: Token) -> bool:
        """Whether to refresh a token: it ends soon, and it is neither new nor was refreshing it tried just now."""
        if not token.access_token_ends:
            return False
        now = self.now()
        rested, until = self._retry_at
        return token.access_token_ends - now < self._ahead and (token.access_token != rested or now >= until)

    def _is_usable(self, token: Token, refused: str | None) -> bool:
        return token.access_token != refused and not self._is_due(token)

    def _fresh_token(self, refused: str | None) -> Flow[Token]:
        """A usable token, from the store or by a refresh. One caller at a time, in this client and across clients."""
        lock = yield from acquire(f"token:{self.account}")
        try:
            token = yield from self._load()
            if not self._is_usable(token, refused) and token.refresh_token:
                token = yield from run_to_end(self._with_store_lock(lambda: self._refresh_locked(refused)))
            self._token = token
            return token
        finally:
            lock.release()

    def _load(self) -> Flow[Token]:
        if self._unsaved is not None:
            return (yield from self._save(self._unsaved))
        token = yield from work(lambda: self.store.load(self.account))
        if token is None:
            raise self._no_token_error()
        return token

    def _save(self, token: Token) -> Flow[Token]:
        """Save a new token. Where the store fails the token is used from memory, and saved at the next load."""
        self._token = self._unsaved = token
        try:
            yield from work(lambda: self.store.save(self.account, token))
        except Exception:
            log.exception("the new token of %s could not be saved: it is lost when this process ends", self.account)
        else:
            self._unsaved = None
        return token

    def _with_store_lock(self, flow: Callable[[], Flow[Token]]) -> Flow[Token]:
        """Run a flow while holding the store's lock."""
        lock: StoreLock = self.store.lock(self.account)
        if not (yield from until(lock.try_acquire, lock.release, _LOCK_WAIT_SECONDS)):
            raise self._lock_error()
        try:
            result = yield from flow()
        except BaseException:
            lock.release()
            raise
        yield from work(lock.release)
        return result

    def _refresh_locked(self, refused: str | None) -> Flow[Token]:
        """Refresh the token, or take another process's new one. Keep the old one if a refresh fails that can wait."""
        token = yield from self._load()
        if self._is_usable(token, refused) or not token.refresh_token:
            return token
        is_urgent = token.access_token == refused or token.access_token_ends <= self.now()
        try:
            new = yield from self._exchange(token, is_urgent)
        except ShopwrightError as error:
            if is_urgent:
                raise
            log.warning("the token of %s could not be refreshed yet: %s", self.account, error.message)
            self._retry_at = (token.access_token, self.now() + _RETRY_SECONDS)
            return token
        yield from self._save(new)
        now = self.now()
        self._retry_at = (new.access_token, now + max((new.access_token_ends - now) / 2, _RETRY_SECONDS))
        return new

    def _exchange(self, old: Token, is_urgent: bool) -> Flow[Token]:
        """Exchange an old token for a new one. A refresh token that was refused before is not sent again."""
        if old.refresh_token == self._refused:
            raise self._refused_error(old, "")
        ends = self._clock.monotonic() + _REFRESH_SECONDS
        try:
            flow = self._refresh(old, is_urgent)
            return (yield from within(flow, lambda: ends - self._clock.monotonic(), self._timeout_error))
        except (RateLimited, ServerTrouble):
            raise
        except ApiCallError as error:
            self._refused = old.refresh_token
            raise self._refused_error(old, f" The token service says {error.code}: {error.server_message}.") from error

    def _warn(self, token: Token) -> None:
        if not token.refresh_token_ends:
            return
        now = self.now()
        left = token.refresh_token_ends - now
        if left >= self._warn_days * _DAY or (self._warned_at is not None and now - self._warned_at < _DAY):
            return
        self._warned_at = now
        log.warning(
            "the authorisation of %s %s on %s: have the user open the authorisation link again",
            self.account,
            f"ends in {int(left // _DAY)} days," if left > 0 else "has ended",
            f"{token.authorization_ends:%Y-%m-%d}",
        )

    def _no_token_error(self) -> NotAuthorized:
        return NotAuthorized(
            f"There is no token for the account {self.account!r}.",
            cause="Nobody has authorised the app for it yet, or its token is in another store.",
            remedy="Have the user open authorization_url, and hand the code to authorize; or pass access_token.",
        )

    def _refused_error(self, token: Token, said: str) -> NotAuthorized:
        ends = token.authorization_ends
        return NotAuthorized(
            f"The token of the account {self.account!r} is refused and cannot be refreshed.",
            cause=f"The authorisation was withdrawn, or has ended{f' ({ends:%Y-%m-%d})' if ends else ''}.{said}",
            remedy="Have the user authorise the app again; before, see that app key and secret are right.",
        )

    def _lock_error(self) -> TokenStoreError:
        return TokenStoreError(
            f"Another client has been refreshing the token of the account {self.account!r} for too long.",
            cause="It holds the token store's lock and has not released it.",
            remedy="Find the process that hangs; the lock of a process that has ended is released.",
        )

    def _timeout_error(self, wait: float) -> NoReply:
        return NoReply(
            f"The token of the account {self.account!r} could not be refreshed within {_REFRESH_SECONDS:.0f} s.",
            cause="The token service, or the way to it, is down or slow.",
            remedy="Try again later.",
        )
