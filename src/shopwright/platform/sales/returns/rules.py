"""Who may ask for what of an order, in which state, and for which reasons (docs/reference/returns.md#who)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from shopwright.platform.market.reasons import Reason, Rejected, ReturnKind, reject_reasons, return_reasons
from shopwright.platform.market.regions import all_regions
from shopwright.platform.market.trade_rules import Rules
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.states import OrderStatus

from .states import Decision, ReturnType

Asker = Literal["BUYER", "SELLER"]

#: How many pictures a seller may send with a rejection.
MOST_IMAGES = 6

_S, _T = OrderStatus, ReturnType
_SENT = frozenset({_S.AWAITING_COLLECTION, _S.IN_TRANSIT, _S.DELIVERED})
_DELIVERED = frozenset({_S.DELIVERED})
_NEVER: frozenset[OrderStatus] = frozenset()


def asked_in(kind: ReturnType, by: Asker, rules: Rules) -> frozenset[OrderStatus]:
    """The states of an order in which a party may ask for a type of return; none: never."""
    if kind is _T.EXCHANGE and not rules.has_exchanges:
        return _NEVER
    if by == "BUYER":
        return _SENT if kind is _T.REFUND else _DELIVERED
    if kind in {_T.REPLACEMENT, _T.EXCHANGE}:
        return _NEVER
    if rules.seller_returns_in_transit:
        return frozenset({_S.IN_TRANSIT, _S.DELIVERED})
    return _DELIVERED if kind is _T.REFUND else _NEVER


_KINDS: dict[ReturnType, ReturnKind] = {
    _T.REFUND: "REFUND",
    _T.RETURN_AND_REFUND: "RETURN_AND_REFUND",
    _T.REPLACEMENT: "REPLACEMENT",
    _T.EXCHANGE: "REPLACEMENT",
}


def reasons_to_ask(order: Order, kind: ReturnType, by: Asker, at: int) -> Sequence[Reason]:
    """The reasons for a type of return in the order's state at a moment in unix seconds, the usual ones first."""
    return reasons_in(order.region, order.status, kind, by, at)


def reasons_in(region: str, status: OrderStatus, kind: ReturnType, by: Asker, at: int) -> Sequence[Reason]:
    """The reasons for a type of return of a market in a state of an order, at a moment in unix seconds."""
    return return_reasons(region, _KINDS[kind], by, str(status), at)


_REJECTED: dict[Decision, Rejected] = {
    Decision.REJECT_REFUND: "REFUND",
    Decision.REJECT_RETURN: "RETURN",
    Decision.REJECT_RECEIVED_PACKAGE: "RECEIVED_PACKAGE",
    Decision.OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG: "RECEIVED_PACKAGE",
    Decision.REJECT_REPLACEMENT: "REPLACEMENT",
}


def reasons_to_reject(region: str, decision: Decision, at: int) -> Sequence[Reason]:
    """The reasons that a rejection needs at a moment in unix seconds; none for a decision that rejects nothing."""
    what = _REJECTED.get(decision)
    return reject_reasons(region, what, at) if what else ()


def is_reason_to_reject(name: str, decision: Decision | None = None) -> bool:
    """Whether a reason rejects so in any market and at any time: cancellations where no decision is named."""
    what = _REJECTED.get(decision) if decision else "CANCELLATION"
    return what is not None and any(
        reason.name == name for market in all_regions() for reason in reject_reasons(market.code, what)
    )


def is_reason_to_ask(name: str, kind: ReturnType, by: Asker) -> bool:
    """Whether a reason holds for a type of return in any market, state and time."""
    return any(
        reason.name == name
        for market in all_regions()
        for status in OrderStatus
        for reason in return_reasons(market.code, _KINDS[kind], by, str(status))
    )


def is_overdue(order: Order, now: int) -> bool:
    """Whether an order in transit is past its latest estimate of delivery; ``now`` in unix seconds."""
    return order.status is _S.IN_TRANSIT and 0 < order.deadlines.delivery_sla < now
