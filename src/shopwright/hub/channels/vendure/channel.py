"""Vendure as a channel: a user of the seller's own Vendure, who logs in with a password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from shopwright.hub.channels.protocol import (
    App,
    Capability,
    Change,
    ExternalShop,
    Field,
    HookRefusedError,
    Limits,
    QuantityMeaning,
    Session,
)

from . import queries as shapes
from .api import Api
from .session import VendureSession
from .shop import read_shop


class Vendure:
    """The channel ``vendure``. ``page_size``: of orders and products."""

    name = "vendure"
    title = "Vendure"
    connects_by_fields: Literal[True] = True
    capabilities = frozenset(
        {
            Capability.LISTINGS,
            Capability.PRICES,
            Capability.STOCK,
            Capability.ORDERS,
            Capability.SHIPMENTS,
            Capability.CANCELLATIONS,
            Capability.REFUNDS,
        }
    )
    quantity = QuantityMeaning.ON_HAND
    limits = Limits(stock_batch=50, price_batch=50)
    fields: tuple[Field, ...] = (
        Field("base_url", "Address", "Of its Admin API, like https://shop.example.com/admin-api."),
        Field("user", "User name", "An administrator of the hub's own, with a role that allows what the guide names."),
        Field("password", "Password", is_secret=True),
    )

    def __init__(self, *, page_size: int = 50) -> None:
        self._page_size = page_size

    def consent_url(self, app: App, *, state: str, redirect: str) -> str:
        """None: the user name and the password open the shop."""
        return ""

    def finish_consent(self, app: App, query: Mapping[str, str]) -> str:
        """The user's name. Raises ChannelError where it and the password do not open the shop."""
        account = app.settings["user"]
        app.credentials.delete(account)
        self.shops(app, account)
        return account

    def shops(self, app: App, account: str) -> Sequence[ExternalShop]:
        """The channels of that Vendure which the user may see."""
        channels = Api(app, account).call(shapes.USER, shapes.UserReply).me.channels
        return [_shop(app, account, channel) for channel in channels]

    def open(self, app: App, account: str, shop: ExternalShop) -> Session:
        return VendureSession(Api(app, account, shop.settings["channel"]), self._page_size)

    def consent_ends(self, app: App, account: str) -> datetime | None:
        """Never: a session that ended is begun again by the password."""
        return None

    def read_hook(self, app: App, body: bytes, headers: Mapping[str, str]) -> tuple[str, Sequence[Change]]:
        raise HookRefusedError("Vendure sends no notifications without a plugin")


def _shop(app: App, account: str, channel: shapes.UserChannel) -> ExternalShop:
    shop = read_shop(Api(app, account, channel.token))
    return ExternalShop(channel.id, shop.name, shop.region, shop.currency, {"channel": channel.token})
