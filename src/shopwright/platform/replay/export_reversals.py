"""What went back of an exported order: by whom, why, when, how many units, and how much money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.core.money import share
from shopwright.platform.market.reasons import Reason as MarketReason
from shopwright.platform.market.reasons import cancel_reasons, system_reason

from .export_format import plain
from .export_rows import Sale
from .model import Canceller, HistoricCourse, UndoKind

_HOUR, _DAY = 3600, 86_400
#: How long after its delivery, its shipping or its purchase a return is taken to be refunded where a file is silent.
_AFTER_DELIVERY, _AFTER_SHIPPING, _AFTER_PURCHASE = 2 * _DAY, 4 * _DAY, 6 * _DAY
_LONG_WORD = 4

#: Words in a reason that tell why the platform cancelled, and our code of that reason.
_SYSTEM_CODES = (
    (("unpaid", "payment", "not paid"), "UNPAID_TIMEOUT"),
    (("collect", "pick up", "pickup"), "COLLECTION_TIMEOUT"),
    (("ship", "dispatch"), "SHIPPING_TIMEOUT"),
    (("lost",), "PACKAGE_LOST"),
    (("damage",), "PACKAGE_DAMAGED"),
    (("delivery failed", "undeliver", "package delivery"), "PACKAGE_UNDELIVERABLE"),
    (("risk", "fraud", "spam"), "RISK"),
)


class RowReversal(msgspec.Struct, frozen=True, gc=False):
    """Units of a row's own sale that went back. ``refund``: what the buyer got, where it is less than was paid."""

    row: int
    units: int
    kind: UndoKind
    at: int
    by: Canceller = "BUYER"
    reason: str = ""
    refund: Decimal | None = None


class ExportedLine(msgspec.Struct):
    """A row that was sold, and what its cells say of its return: units, or all of it."""

    sale: Sale
    kept_units: int
    is_cancelled: bool
    units_back: int
    kind: UndoKind | None

    @property
    def unit_money(self) -> Decimal:
        """What a unit was sold for."""
        sale = self.sale
        return sale.price - (sale.seller_discount + sale.platform_discount) / sale.units


class OrderFacts(msgspec.Struct, frozen=True):
    """What an export says of an order as a whole, for what went back of it. ``latest``: the file's latest moment."""

    placed_at: int
    course: HistoricCourse
    cancelled_at: int
    by: Canceller | None
    reason: str
    refund: Decimal
    is_refunded: bool
    region: str
    decimals: int
    latest: int


def reversals_of(lines: Sequence[ExportedLine], facts: OrderFacts) -> list[RowReversal]:
    """What went back of the lines of an order.

    Cancelled lines as a whole; returned units by their number; of an order that was refunded, and does not say for
    what, as many units as the refund paid for.
    """
    cancelled = [line for line in lines if line.is_cancelled]
    others = [line for line in lines if not line.is_cancelled]
    reversals = [_cancellation(line, facts) for line in cancelled]
    units = {line.sale.row: min(line.units_back, line.kept_units) for line in others}
    if not any(units.values()):
        for line in others:
            if line.kind in {"RETURN", "REFUND"} or facts.is_refunded:
                units[line.sale.row] = line.kept_units
    if not any(units.values()) and not cancelled and facts.refund:
        units = _paid_for(others, facts.refund)
    back = [line for line in others if units[line.sale.row]]
    refunds = _refunds(back, units, facts) if not cancelled else [None] * len(back)
    for line, refund in zip(back, refunds, strict=True):
        kind = _kind(line, facts)
        at = _returned_at(facts) if kind != "CANCELLATION" else _cancelled_at(facts)
        reversals.append(RowReversal(line.sale.row, units[line.sale.row], kind, at, refund=refund))
    return reversals


def _cancellation(line: ExportedLine, facts: OrderFacts) -> RowReversal:
    by: Canceller = facts.by or ("SYSTEM" if facts.course.stage == "UNPAID" else "BUYER")
    reason = find_reason(facts.region, by, facts.reason, is_paid=facts.course.stage != "UNPAID")
    return RowReversal(line.sale.row, line.kept_units, "CANCELLATION", _cancelled_at(facts), by, reason)


def _kind(line: ExportedLine, facts: OrderFacts) -> UndoKind:
    """Goods that were never handed over cannot come back."""
    if facts.course.stage in {"UNPAID", "TO_SHIP"}:
        return "CANCELLATION"
    return "REFUND" if line.kind == "REFUND" and not line.units_back else "RETURN"


def _cancelled_at(facts: OrderFacts) -> int:
    return facts.cancelled_at or max(facts.placed_at, min(facts.placed_at + _HOUR, facts.latest))


def _returned_at(facts: OrderFacts) -> int:
    course = facts.course
    if course.delivered_at:
        begun, takes = course.delivered_at, _AFTER_DELIVERY
    elif course.shipped_at or course.ready_at:
        begun, takes = max(course.shipped_at, course.ready_at), _AFTER_SHIPPING
    else:
        begun, takes = facts.placed_at, _AFTER_PURCHASE
    return max(begun + 2 * _HOUR, min(begun + takes, facts.latest))


def _paid_for(lines: Sequence[ExportedLine], refund: Decimal) -> dict[int, int]:
    """How many units of each row a refund pays for, the first rows first; one unit where it pays for none whole."""
    units, left = {}, refund
    for line in lines:
        price = line.unit_money
        count = min(line.kept_units, int(left // price)) if price > 0 else 0
        units[line.sale.row] = count
        left -= count * price
    if lines and not any(units.values()):
        units[lines[0].sale.row] = 1
    return units


def _refunds(back: Sequence[ExportedLine], units: dict[int, int], facts: OrderFacts) -> list[Decimal | None]:
    """What each line was refunded, None where it is all that was paid."""
    paid = [line.unit_money * units[line.sale.row] for line in back]
    if not facts.refund or facts.refund >= sum(paid):
        return [None] * len(back)
    return list(share(facts.refund, paid, facts.decimals))


def find_reason(region: str, by: Canceller, text: str, *, is_paid: bool) -> str:
    """The market's name of a reason that a file gives in its own words; the usual one where none is alike."""
    if by == "SYSTEM":
        said = plain(text)
        code = next((code for words, code in _SYSTEM_CODES if any(word in said for word in words)), "")
        return system_reason(code or ("PLATFORM" if is_paid else "UNPAID_TIMEOUT"), region).name
    known = cancel_reasons(region, by, "AWAITING_SHIPMENT" if is_paid else "UNPAID")
    if not known:
        return ""
    said_words = _long_words(text)
    best = max(known, key=lambda reason: len(said_words & _long_words(_text_of(reason))))
    return best.name if said_words & _long_words(_text_of(best)) else known[0].name


def _text_of(reason: MarketReason) -> str:
    return f"{reason.name} {reason.text}".replace("_", " ")


def _long_words(text: str) -> set[str]:
    return {word for word in plain(text).split() if len(word) >= _LONG_WORD}
