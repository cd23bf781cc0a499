"""Delivery options and shipping templates of a region, with the ids by which shops name them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .regions import DeliveryOption, ShippingTemplate, all_regions, region

_OPTION_PREFIX, _TEMPLATE_PREFIX = "6956", "7450"


def _id(prefix: str, code: str, suffix: str) -> str:
    """19 digits, stable: a prefix for the kind, the region's place in the alphabet, the suffix."""
    number = sorted(one.code for one in all_regions()).index(code) + 1
    return f"{prefix}{number:03d}{suffix:0>12}"


@cache
def delivery_options(code: str) -> Mapping[str, DeliveryOption]:
    """A region's delivery options by id."""
    return {_id(_OPTION_PREFIX, code, one.suffix): one for one in region(code).delivery_options}


@cache
def delivery_option_types(code: str) -> Mapping[str, str]:
    """Option id and its type."""
    return {option_id: one.type for option_id, one in delivery_options(code).items()}


@cache
def shipping_templates(code: str) -> Mapping[str, ShippingTemplate]:
    """A region's shipping templates by id."""
    return {_id(_TEMPLATE_PREFIX, code, one.suffix): one for one in region(code).shipping_templates}


@cache
def shipping_template_ids(code: str) -> frozenset[str]:
    """The ids of a region's shipping templates."""
    return frozenset(shipping_templates(code))
