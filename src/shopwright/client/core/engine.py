"""The state that all calls of one client share."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.client.auth.token_refresher import TokenRefresher

from .breaker import CircuitBreaker
from .build import App
from .limiter import RateLimiter
from .options import Clock
from .records import Observer


class Engine:
    """App, address, tokens, limits and observers. ``skew`` is how far the server's clock is ahead, once learnt."""

    def __init__(
        self,
        app: App,
        base_url: str,
        *,
        clock: Clock,
        token_refresher: TokenRefresher,
        limiter: RateLimiter | None,
        breaker: CircuitBreaker | None,
        observers: Sequence[Observer] = (),
    ) -> None:
        self.app = app
        self.base_url = base_url.rstrip("/")
        self.clock = clock
        self.token_refresher = token_refresher
        token_refresher.now = self.now
        self.limiter = limiter
        self.breaker = breaker
        self.observers = list(observers)
        self.skew = 0.0
        self.shop_ciphers: dict[str, str] | None = None

    def now(self) -> float:
        """Unix time, as far as known by the server's clock."""
        return self.clock.now() + self.skew
