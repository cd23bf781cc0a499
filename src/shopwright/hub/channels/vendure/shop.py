"""What the hub has to know of a channel of Vendure before it reads and writes there."""

from __future__ import annotations

from dataclasses import dataclass

from . import queries as shapes
from .api import Api

DEFAULT_CODE = "__default_channel__"


@dataclass(frozen=True, slots=True)
class Shop:
    """A channel of Vendure and the global settings. ``precision``: decimals of its money.

    ``reserve``: how many pieces of each variant Vendure keeps from buyers.
    """

    channel_id: str
    is_default: bool
    name: str
    region: str
    currency: str
    language: str
    precision: int
    tracks_stock: bool
    reserve: int


def read_shop(api: Api) -> Shop:
    """The channel that the API is called for."""
    reply = api.call(shapes.SHOP, shapes.ShopReply)
    channel, settings = reply.active_channel, reply.global_settings
    is_default = channel.code == DEFAULT_CODE
    seller = channel.seller.name if channel.seller else ""
    countries = (
        [country.code for country in channel.default_shipping_zone.members] if channel.default_shipping_zone else []
    )
    return Shop(
        channel_id=channel.id,
        is_default=is_default,
        name=(seller or "Vendure") if is_default else channel.code,
        # Where it sends to one country alone, that is its own.
        region=countries[0] if len(countries) == 1 else "",
        currency=channel.default_currency_code,
        language=channel.default_language_code,
        precision=settings.server_config.money_strategy_precision,
        tracks_stock=settings.track_inventory,
        reserve=settings.out_of_stock_threshold,
    )
