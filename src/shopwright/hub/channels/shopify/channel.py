"""Shopify as a channel: an app of the seller's own in their store, by client credentials; and its notifications."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec

from shopwright import decoders
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
from .refunds import PREFIX
from .session import ShopifySession

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com")


class _Id(msgspec.Struct, frozen=True):
    id: int = 0


class _Told(msgspec.Struct, frozen=True):
    """The part of a notification that matters. An order's own have ``id``, what belongs to one has ``order_id``.

    ``returned``: the return that a refund or a parcel belongs to.
    """

    id: int = 0
    order_id: int | None = None
    returned: _Id | None = msgspec.field(name="return", default=None)


class Shopify:
    """The channel ``shopify``. ``page_size``: of orders and products. ``base_url``: of another server, for tests."""

    name = "shopify"
    title = "Shopify"
    connects_by_fields: Literal[True] = True
    capabilities = frozenset(
        {
            Capability.LISTINGS,
            Capability.PRICES,
            Capability.STOCK,
            Capability.ORDERS,
            Capability.SHIPMENTS,
            Capability.RETURNS,
            Capability.CANCELLATIONS,
            Capability.REFUNDS,
        }
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
        shop = self._api(app).call(shapes.SHOP, shapes.ShopReply).shop
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
            told = decoders.decode(body, type=_Told)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise HookRefusedError("the notification cannot be read") from error
        shop = headers.get("x-shopify-shop-domain", "")
        return shop, _changes_of(headers.get("x-shopify-topic", ""), shop, told, headers)

    def _api(self, app: App) -> Api:
        shop = _domain(app)
        return Api(app, shop, self._base_url or f"https://{shop}")


def _domain(app: App) -> str:
    shop = app.settings["shop"].strip().lower().removeprefix("https://").rstrip("/")
    if not _DOMAIN.fullmatch(shop):
        raise ChannelError(f"{shop!r} is no store.", remedy="Give its address, like my-store.myshopify.com.")
    return shop


def _changes_of(topic: str, shop: str, told: _Told, headers: Mapping[str, str]) -> Sequence[Change]:
    """What the hub has to look at after a notification; nothing for what it does not follow."""
    event_id = headers.get("x-shopify-webhook-id", "")
    at = _time(headers.get("x-shopify-triggered-at", ""))
    return [
        Change(kind, external_id, f"{event_id}:{position}" if position else event_id, at)
        for position, (kind, external_id) in enumerate(_things(topic, shop, told))
    ]


def _things(topic: str, shop: str, told: _Told) -> list[tuple[str, str]]:
    """Kinds and ids of what a notification is about."""
    kind = topic.partition("/")[0]
    returned = [("return", str(told.returned.id))] if told.returned and told.returned.id else []
    if topic == "app/uninstalled":
        return [("consent", shop)]
    if topic == "refunds/create" and told.order_id and told.id:
        own = returned or [("return", f"{PREFIX}{told.id}")]
        return [("order", str(told.order_id)), *own, ("cancellation", str(told.order_id))]
    if kind in ("reverse_fulfillment_orders", "reverse_deliveries"):
        return returned
    if told.order_id and kind != "returns":
        return [("order", str(told.order_id))]
    if not told.id:
        return []
    if topic == "orders/cancelled":
        return [("order", str(told.id)), ("cancellation", str(told.id))]
    names = {"orders": "order", "products": "listing", "returns": "return"}
    return [(names[kind], str(told.id))] if kind in names else []


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
