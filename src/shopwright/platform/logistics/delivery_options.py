"""Delivery options and shipping templates of a region, with the ids by which shops name them, and its carriers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from shopwright.platform.core.identity import Shop
from shopwright.platform.market.dates import day_of
from shopwright.platform.market.regions import (
    DeliveryOption,
    ShippingProvider,
    ShippingTemplate,
    all_regions,
    find_region,
    region,
)

#: The type of the option that the seller's own carriers serve; TikTok's carriers serve all others.
SEND_BY_SELLER = "SEND_BY_SELLER"

_OPTION_PREFIX, _TEMPLATE_PREFIX = "6956", "7450"


def _id(prefix: str, code: str, suffix: str) -> str:
    """19 digits, stable: a prefix for the kind, the region's place in the alphabet, the suffix."""
    number = sorted(market.code for market in all_regions()).index(code) + 1
    return f"{prefix}{number:03d}{suffix:0>12}"


@cache
def delivery_options(code: str) -> Mapping[str, DeliveryOption]:
    """A region's delivery options by id."""
    return {
        _id(_OPTION_PREFIX, code, delivery_option.suffix): delivery_option
        for delivery_option in region(code).delivery_options
    }


@cache
def shipping_templates(code: str) -> Mapping[str, ShippingTemplate]:
    """A region's shipping templates by id."""
    return {
        _id(_TEMPLATE_PREFIX, code, shipping_template.suffix): shipping_template
        for shipping_template in region(code).shipping_templates
    }


@cache
def template_options(code: str, template_id: str) -> Mapping[str, DeliveryOption]:
    """The delivery options that a shipping template sends by, by id."""
    by_seller = shipping_templates(code)[template_id].shipped_by == "SELLER"
    return {
        id_: delivery_option
        for id_, delivery_option in delivery_options(code).items()
        if (delivery_option.type == SEND_BY_SELLER) is by_seller
    }


def carriers(code: str, *stops: str | None, at: int | None = None) -> tuple[ShippingProvider, ...]:
    """A region's carriers; with further regions named, those that are carriers there too.

    ``at`` leaves those that are carriers at a moment in unix seconds.
    """
    day = day_of(at)
    shipping_providers = tuple(known for known in region(code).shipping_providers if known.holds_on(day))
    for stop in stops:
        if stop and stop != code:
            market = find_region(stop)
            names = {shipping_provider.name for shipping_provider in market.shipping_providers} if market else set()
            shipping_providers = tuple(
                shipping_provider for shipping_provider in shipping_providers if shipping_provider.name in names
            )
    return shipping_providers


def options_of(shop: Shop) -> Mapping[str, DeliveryOption]:
    """The delivery options that a shop has switched on, by id."""
    return {} if "DELIVERY_OPTION" in shop.doc.failed_prerequisites else delivery_options(shop.region)


def templates_of(shop: Shop) -> Mapping[str, ShippingTemplate]:
    """A shop's shipping templates by id."""
    return {} if "SHIPPING_TEMPLATE" in shop.doc.failed_prerequisites else shipping_templates(shop.region)
