"""What a pre-sale promises: from when on the goods can leave, or how long they take to be made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from shopwright.platform.catalogue.listing import PreSale
from shopwright.platform.core.business_days import after_business_days
from shopwright.platform.core.durations import DAY_SECONDS
from shopwright.platform.market.regions import region

from .order import Handling


class Promise(msgspec.Struct, frozen=True):
    """The type of an order of such goods; ``release``, in unix seconds, is 0 where they can leave at once."""

    order_type: str = "NORMAL"
    release: int = 0
    handling: Handling | None = None


def promise_of(pre_sales: Iterable[PreSale | None], now: int, code: str, known: Sequence[str]) -> Promise:
    """What an order of goods with these pre-sales promises; ``known`` are the order types of the market.

    The goods leave together, so the latest release and the longest handling count.
    """
    promised = [pre_sale for pre_sale in pre_sales if pre_sale is not None and pre_sale.type]
    order_type = next((pre_sale.type for pre_sale in promised if pre_sale.type in known), None)
    days_of = {pre_sale.type: _days(pre_sale) for pre_sale in sorted(promised, key=_days) if _days(pre_sale)}
    releases = [pre_sale.fulfillment_type.release_date or 0 for pre_sale in promised if pre_sale.fulfillment_type]
    if "PRE_ORDER" in days_of:
        releases.append(now + days_of["PRE_ORDER"] * DAY_SECONDS)
    longest = max(days_of, key=lambda kind: days_of[kind], default=None)
    handling = Handling(days_of[longest], _day_kind(code, longest)) if longest else None
    return Promise(order_type or "NORMAL", max(releases, default=0), handling)


def _days(pre_sale: PreSale) -> int:
    return (pre_sale.fulfillment_type.handling_duration_days or 0) if pre_sale.fulfillment_type else 0


def _day_kind(code: str, kind: str) -> str:
    """The days in which a market counts a kind of pre-sale."""
    return next((known.day_kind for known in region(code).pre_sale if known.type == kind), "BUSINESS")


def handled_by(start: int, handling: Handling | None) -> int:
    """When goods are made that somebody begins to make then; both in unix seconds."""
    if handling is None:
        return start
    if handling.day_kind == "CALENDAR":
        return start + handling.days * DAY_SECONDS
    return after_business_days(start * 1000, handling.days) // 1000
