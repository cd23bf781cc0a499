"""The PyPI client ``tiktok-shop-api``, unmodified but for its base URL: one face for its sync and its async form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tiktok_shop_api import (
    AsyncTikTokShop,
    AsyncTikTokShopAuth,
    TikTokShop,
    TikTokShopAuth,
    TokenSet,
    Webhooks,
)

from shopwright.testing import WebhookReceiver
from tests.harness.client_in_use import request_model
from tests.harness.server import RunningPlatform


@dataclass
class App:
    """A developer's app, and the client that it uses. ``run`` makes a coroutine of the async client a plain call."""

    platform: RunningPlatform
    keys: dict[str, str]
    run: Callable[[Any], Any]
    is_async: bool
    clients: list[Any] = field(default_factory=list)

    def auth(self) -> Any:
        kind = AsyncTikTokShopAuth if self.is_async else TikTokShopAuth
        return kind(self.keys["app_key"], self.keys["app_secret"], base_url=self.platform.url)

    def exchange(self, code: str) -> TokenSet:
        tokens: TokenSet = self.run(self.auth().exchange_code(code))
        return tokens

    def refresh(self, refresh_token: str) -> TokenSet:
        tokens: TokenSet = self.run(self.auth().refresh(refresh_token))
        return tokens

    def client(self, tokens: TokenSet, cipher: str | None = None) -> Client:
        kind = AsyncTikTokShop if self.is_async else TikTokShop
        keys = self.keys["app_key"], self.keys["app_secret"], tokens.access_token, cipher
        self.clients.append(kind(*keys, base_url=self.platform.url))
        return Client(self, self.clients[-1])

    def close(self) -> None:
        """Close what was opened."""
        for client in self.clients:
            self.run(client.aclose() if self.is_async else client.close())


@dataclass
class Client:
    """One seller's shop through the client: ``call("products", "get_product", product_id)`` answers the data."""

    app: App
    inner: Any

    def call(self, group: str, method: str, *args: Any, body: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        operation = getattr(getattr(self.inner, group), method)
        if body is not None:
            kwargs["body"] = request_model(operation).from_dict(body)
        return self.app.run(operation(*args, **kwargs)).data

    def products(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self.call("products", method, *args, **kwargs)


def verified(app: App, receiver: WebhookReceiver) -> list[Any]:
    """What was received so far, each notification verified and parsed by the client, in the order of their ids."""
    return [
        Webhooks.verify_and_parse(
            app_key=app.keys["app_key"],
            app_secret=app.keys["app_secret"],
            raw_body=notification.raw,
            signature=notification.headers["authorization"],
        )
        for notification in sorted(
            receiver.received, key=lambda notification: int(notification.body["tts_notification_id"])
        )
    ]


def settle(app: App) -> None:
    """Let everything that is due be delivered."""
    app.platform.post("/sandbox/clock/advance", {"seconds": 0})
