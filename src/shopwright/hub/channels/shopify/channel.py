"""Shopify as a channel: an app of the seller's own in their store, by client credentials; and its notifications."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from shopwright.hub.channels.protocol import (
    App,
    Capability,
    Change,
    ChannelError,
    ExternalShop,
    Field,
    HookRefusedError,
    Limits,
    QuantityMeaning,
    Session,
)

from . import queries as shapes
from .api import Api
from .session import ShopifySession

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com")


class _Told(msgspec.Struct, frozen=True):
    """The part of a notification that matters. An order's own have ``id``, what belongs to one has ``order_id``."""

    id: int = 0
    order_id: int | None = None


class Shopify:
    """The channel ``shopify``. ``page_size``: of orders and products. ``base_url``: of another server, for tests."""

    name = "shopify"
    title = "Shopify"
    capabilities = frozenset(
        {Capability.LISTINGS, Capability.PRICES, Capability.STOCK, Capability.ORDERS, Capability.SHIPMENTS}
    )
    quantity = QuantityMeaning.COMPARED
    limits = Limits(stock_batch=100, price_batch=100)
    fields: tuple[Field, ...] = (
        Field("shop", "Store", "Its address, like my-store.myshopify.com."),
        Field("app_key", "Client ID", "Dev Dashboard, your app, Settings. The app is installed in the store."),
        Field("app_secret", "Client secret", is_secret=True),
    )

    def __init__(self, *, page_size: int = 50, base_url: str = "") -> None:
        self._page_size, self._base_url = page_size, base_url

    def consent_url(self, app: App, *, state: str, redirect: str) -> str:
        """None: whoever owns the app and the store installs it there, and its credentials open the store."""
        return ""

    def finish_consent(self, app: App, query: Mapping[str, str]) -> str:
        """The store's address. Raises ChannelError where the credentials do not open it."""
        (shop,) = self.shops(app, _domain(app))
        return shop.external_id

    def shops(self, app: App, account: str) -> Sequence[ExternalShop]:
        api = self._api(app)
        try:
            shop = api.call(shapes.SHOP, shapes.ShopReply).shop
        finally:
            api.close()
        region = shop.shop_address.country_code_v2 or ""
        return [ExternalShop(shop.myshopify_domain, shop.name, region, shop.currency_code)]

    def open(self, app: App, account: str, shop: ExternalShop) -> Session:
        return ShopifySession(self._api(app), shop, self._page_size)

    def consent_ends(self, app: App, account: str) -> datetime | None:
        """Never: it lasts until the app is taken out of the store. Tokens are renewed daily."""
        return None

    def read_hook(self, app: App, body: bytes, headers: Mapping[str, str]) -> tuple[str, Sequence[Change]]:
        digest = hmac.new(app.settings["app_secret"].encode(), body, hashlib.sha256).digest()
        if not hmac.compare_digest(base64.b64encode(digest).decode(), headers.get("x-shopify-hmac-sha256", "")):
            raise HookRefusedError("the signature is not Shopify's")
        try:
            told = msgspec.json.decode(body, type=_Told)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise HookRefusedError("the notification cannot be read") from error
        shop = headers.get("x-shopify-shop-domain", "")
        change = _change_of(headers.get("x-shopify-topic", ""), shop, told, headers)
        return shop, [change] if change else []

    def _api(self, app: App) -> Api:
        shop = _domain(app)
        return Api(app, shop, self._base_url or f"https://{shop}")


def _domain(app: App) -> str:
    shop = app.settings["shop"].strip().lower().removeprefix("https://").rstrip("/")
    if not _DOMAIN.fullmatch(shop):
        raise ChannelError(f"{shop!r} is no store.", remedy="Give its address, like my-store.myshopify.com.")
    return shop


def _change_of(topic: str, shop: str, told: _Told, headers: Mapping[str, str]) -> Change | None:
    """What the hub has to look at after a notification; None for what it does not follow."""
    kind, _, _ = topic.partition("/")
    event_id = headers.get("x-shopify-webhook-id", "")
    at = _time(headers.get("x-shopify-triggered-at", ""))
    if topic == "app/uninstalled":
        return Change("consent", shop, event_id, at)
    if told.order_id:
        return Change("order", str(told.order_id), event_id, at)
    if kind == "orders" and told.id:
        return Change("order", str(told.id), event_id, at)
    if kind == "products" and told.id:
        return Change("listing", str(told.id), event_id, at)
    return None


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
