"""The rules of trade of each market: time windows, taxes, fees, and who ships how. Most figures are invented.

``data/trade_rules.json`` holds the defaults and what each market has of its own (docs/reference/markets.md,
docs/decisions/0028-invented-numbers-are-data.md, docs/decisions/0030-packages-appear-when.md). A shop may override any
field.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.identity import Shop

from .dates import Dated

ShippingType = Literal["TIKTOK", "SELLER"]
ShippedBy = Literal["CREATE_PACKAGES", "SHIP_PACKAGE", "MARK_AS_SHIPPED"]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of the file."""


class Tax(_Part, frozen=True, kw_only=True):
    """``ADDED`` comes on top of prices (US), ``INCLUDED`` is in them, ``NONE`` is not shown. ``rate`` is a fraction."""

    mode: Literal["ADDED", "INCLUDED", "NONE"] = "INCLUDED"
    type: str = "VAT"
    rate: Decimal = Decimal(0)
    on_shipping: bool = True


class Shipping(_Part, frozen=True, kw_only=True):
    """What a buyer pays for delivery, by delivery type; nothing from ``free_from`` of goods on."""

    fees: dict[str, Decimal]
    free_from: Decimal | None = None


class SmallOrderFee(_Part, frozen=True, kw_only=True):
    """Of an order whose goods come to less than ``below``; without an ``amount`` it is what they lack."""

    below: Decimal
    amount: Decimal | None = None


class Fees(_Part, frozen=True, kw_only=True):
    """Fees of a whole order, in the market's currency; ``retail_delivery_states`` are the states that take one."""

    small_order: SmallOrderFee | None = None
    buyer_service: Decimal = Decimal(0)
    handling: Decimal = Decimal(0)
    shipping_insurance: Decimal = Decimal(0)
    item_insurance_rate: Decimal = Decimal(0)
    retail_delivery: Decimal = Decimal(0)
    retail_delivery_states: tuple[str, ...] = ()
    cash_on_delivery: Decimal = Decimal(0)


class Windows(_Part, frozen=True, kw_only=True):
    """How long things may take. Hours unless the name says otherwise; due times cancel, service levels only warn.

    A buyer sends goods back ``buyer_ships_back`` after the approval, which must come before ``ship_back`` ends, and the
    parcel travels for ``return_transit``. Counted from payment: ``shipping_*`` and ``collection_*``; from the estimate
    of delivery: ``delivery_due``.
    """

    payment_minutes: int
    hold_minutes: int
    shipping_sla: int
    shipping_due: int
    collection_sla: int
    collection_due: int
    delivery_sla: int
    delivery_due: int
    after_sales: int
    cancel_answer: int
    return_answer: int
    receipt_answer: int
    replacement_answer: int
    partial_refund_answer: int
    ship_back: int
    buyer_ships_back: int
    return_transit: int
    arbitration: int
    refund_minutes: int
    rma_review_business_days: int
    tracking_edit: int
    mask_after_completion: int
    anonymise_after_cancellation: int
    fulfilled_by_platform: int


class DocumentForm(Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form in which labels and the like are made, in its time."""

    form: Literal["PDF", "ZPL"]


class Rules(_Part, frozen=True, kw_only=True):
    """The trade rules of one market.

    ``package_at_payment``: whether a package exists once the order is paid, by shipping type. ``shipped_by``: the
    operation that ships, by shipping type. ``buyer_cancels_until_collection``: buyers may still ask after the seller
    shipped. ``shipping_rejects_cancel_request``: shipping answers a buyer's request with no, else it is refused.
    ``tracking_edits``: how often a tracking number may be corrected. ``masks_platform_shipping``: buyers' data are
    masked where TikTok's carriers ship. ``masks_over_time``: it is masked before and after the sale.
    ``split_by_across_borders``: for cross-border sellers, where that differs. ``takes_reported_scans``: sellers report
    what happens to parcels that they carry. ``first_mile_group``: parcels to markets of one group may lie in one
    bundle, none where parcels are not bundled. ``combines_live_orders``: by the group of a live session.
    ``fee_fields``: the fees that orders of the market show even where they are 0.
    """

    windows: Windows
    tax: Tax
    shipping: Shipping
    fees: Fees
    hold: bool
    package_at_payment: dict[str, bool]
    shipped_by: dict[str, ShippedBy]
    handover: tuple[Literal["PICKUP", "DROP_OFF"], ...]
    split_by: Literal["SKU", "ITEM"]
    split_by_across_borders: Literal["SKU", "ITEM"] | None
    combine_by: Literal["REQUEST", "TRACKING_NUMBER"]
    line_item_cancel: bool
    buyer_cancels_until_collection: bool
    seller_cancels_awaiting_collection: bool
    shipping_rejects_cancel_request: bool
    seller_returns_in_transit: bool
    tracking_edits: int
    takes_reported_scans: bool
    first_mile_group: Literal["ASIA", "EU"] | None
    combines_live_orders: bool
    fee_fields: tuple[str, ...]
    has_fast_dispatch: bool
    documents: tuple[DocumentForm, ...]
    needs_invoice: bool
    masks_platform_shipping: bool
    masks_over_time: bool
    has_exchanges: bool
    payment_methods: tuple[str, ...]
    order_types: tuple[str, ...]


class _File(_Part, frozen=True, kw_only=True):
    about: str
    invented: tuple[str, ...]
    defaults: dict[str, object]
    regions: dict[str, dict[str, object]]


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("market", "trade_rules.json"), type=_File)


def _merged(under: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    merged = dict(under)
    for name, value in over.items():
        below = merged.get(name)
        merged[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


@lru_cache(maxsize=256)
def _rules(code: str, overrides: bytes) -> Rules:
    own = _merged(_file().defaults, _file().regions[code])
    return decoders.convert(_merged(own, decoders.decode(overrides)), Rules, strict=False)


def trade_rules(code: str, overrides: Mapping[str, object] | None = None) -> Rules:
    """A market's rules, with a shop's own fields over them; msgspec.ValidationError for a field of no rule."""
    return _rules(code, msgspec.json.encode(overrides or {}))


def invented_rules() -> tuple[str, ...]:
    """The fields that TikTok does not publish and that are ours."""
    return _file().invented


def rules_of(shop: Shop) -> Rules:
    """The rules of one shop."""
    return trade_rules(shop.region, shop.doc.trade)
