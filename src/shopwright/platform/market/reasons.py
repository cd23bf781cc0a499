"""Why orders are cancelled, refunded and sent back, and why such a request is rejected: lists per market and status.

Everything stands in ``data/reasons.json``, which names what is invented. Names are TikTok Shop's keys, in Great Britain
often with ``_uk`` behind; an English text and whose fault a reason is are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

from .dates import Dated, day_of

Party = Literal["SELLER", "BUYER", "SYSTEM"]
ReturnKind = Literal["REFUND", "RETURN_AND_REFUND", "REPLACEMENT"]
Rejected = Literal["CANCELLATION", "REFUND", "RETURN", "RECEIVED_PACKAGE", "REPLACEMENT"]


class Reason(msgspec.Struct, frozen=True):
    """A reason: the key that programs send, and an English text for people."""

    name: str
    text: str


class _Known(msgspec.Struct, frozen=True, array_like=True):
    """A reason as the file has it; ``fault`` is None where nobody is to blame."""

    text: str
    fault: Literal["SELLER", "BUYER"] | None


class _List(Dated, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Reasons for one thing in some regions and statuses (none: any), the usual ones first."""

    what: str
    by: Party
    regions: tuple[str, ...]
    names: tuple[str, ...]
    statuses: tuple[str, ...] = ()
    invented: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``system``: by our code the name elsewhere and the name in Great Britain."""

    about: str
    invented: tuple[str, ...]
    invented_names: tuple[str, ...]
    line_items: tuple[str, ...]
    empties_stock: tuple[str, ...]
    system: dict[str, tuple[str, str]]
    reasons: dict[str, _Known]
    lists: tuple[_List, ...]


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("market", "reasons.json"), type=_File)


@cache
def _by_name() -> Mapping[str, Reason]:
    return {name: Reason(name, known.text) for name, known in _file().reasons.items()}


@lru_cache(maxsize=4096)
def _listed(what: str, region: str, by: str, status: str, day: date | None) -> tuple[Reason, ...]:
    nameses = (
        item.names
        for item in _file().lists
        if item.what == what
        and item.by == by
        and region in item.regions
        and (not item.statuses or status in item.statuses)
        and item.holds_on(day)
    )
    return tuple(_by_name()[name] for name in next(nameses, ()))


def cancel_reasons(region: str, by: Party, status: str, at: int | None = None) -> tuple[Reason, ...]:
    """For what a party may cancel in a status of the order, such as UNPAID or AWAITING_SHIPMENT; empty: it may not.

    ``at``, here and below: a moment in unix seconds, whose day decides which lists hold; all do where it is left out.
    """
    return _listed("CANCEL", region, by, status, day_of(at))


def return_reasons(
    region: str, kind: ReturnKind, by: Literal["BUYER", "SELLER"], status: str, at: int | None = None
) -> tuple[Reason, ...]:
    """For what a party may ask for money, a return or a replacement in a status of the order; empty: it may not."""
    return _listed(kind, region, by, status, day_of(at))


def reject_reasons(region: str, what: Rejected, at: int | None = None) -> tuple[Reason, ...]:
    """Why a seller may reject a buyer's request, or (RECEIVED_PACKAGE) what the buyer sent back."""
    return _listed(f"REJECT_{what}", region, "SELLER", "", day_of(at))


def find_reason(name: str) -> Reason | None:
    """The reason with a name, of any market and for any request; None for an unknown name."""
    return _by_name().get(name)


def reason_text(name: str) -> str:
    """The text for people of a reason; the name itself where no reason is called so, as an operator's own words."""
    reason = find_reason(name)
    return reason.text if reason else name


def system_reason(code: str, region: str = "") -> Reason:
    """Why the platform cancels, by our own code; LookupError for any other.

    UNPAID_TIMEOUT, SHIPPING_TIMEOUT (the seller did not ship), COLLECTION_TIMEOUT (the carrier did not come),
    UNTRACEABLE, NOT_DELIVERED (30 days after the estimate), PACKAGE_LOST, PACKAGE_DAMAGED, PACKAGE_REFUSED,
    PACKAGE_UNDELIVERABLE, PACKAGE_SCRAPPED, LATE_DELIVERY, ADDRESS_MISSING, RISK, PLATFORM.
    """
    elsewhere, in_britain = _file().system[code]
    return _by_name()[in_britain if region == "GB" else elsewhere]


def is_fault_of_seller(name: str) -> bool:
    """Whether the seller answers for a reason and so pays for shipping; False for a name that is not known."""
    known = _file().reasons.get(name)
    return known is not None and known.fault == "SELLER"


def allows_line_items(name: str) -> bool:
    """Whether single items of an order may be cancelled for this reason: only those out of stock may."""
    return name in _file().line_items


def empties_stock(name: str) -> bool:
    """Whether a seller who cancels for this reason says that nothing is left of the SKUs: their stock becomes 0."""
    return name in _file().empties_stock


def invented_names() -> frozenset[str]:
    """The names that TikTok Shop is not known to use."""
    return frozenset(_file().invented_names)
