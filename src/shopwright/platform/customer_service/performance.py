"""How well a shop serves its buyers: figures of the sessions that began on some days."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.store import OrderFilter, Orders

from .conversation import Session
from .store import SessionFilter, Sessions
from .times import times

#: Sessions and orders that are read at once.
_AT_ONCE = 500

#: From this score on a buyer is satisfied.
_SATISFIED = 4


class Performance(msgspec.Struct, frozen=True):
    """Shares are percentages, ``response_minutes`` a mean; money is in the market's currency."""

    sessions: int
    responses: Decimal
    satisfied: Decimal
    response_minutes: Decimal
    converted: Decimal
    guided: Decimal


def performance_of(tx: Tx, shop: Shop, begin_ms: int, end_ms: int) -> Performance:
    """The figures of the sessions in which a buyer wrote that began in a time, its end excluded."""
    asked = [session for session in _sessions(tx, shop, begin_ms, end_ms) if session.asked_at]
    answered = [session for session in asked if session.response_ms is not None]
    in_time = [session for session in answered if (session.response_ms or 0) <= times().answer_counts_seconds * 1000]
    scores = [session.score for session in asked if session.score]
    orders = _guided_orders(tx, shop, answered)
    waits = [Decimal(session.response_ms or 0) / 60_000 for session in answered]
    return Performance(
        sessions=len(asked),
        responses=_share(len(in_time), len(asked)),
        satisfied=_share(sum(score >= _SATISFIED for score in scores), len(scores)),
        response_minutes=_rounded(sum(waits, Decimal(0)) / (len(waits) or 1)),
        converted=_share(len({session_id for session_id, _ in orders.values()}), len(answered)),
        guided=sum((total for _, total in orders.values()), Decimal(0)),
    )


def _sessions(tx: Tx, shop: Shop, begin_ms: int, end_ms: int) -> Iterator[Session]:
    wanted, after = SessionFilter(begin_from=begin_ms, begin_before=end_ms), None
    while page := tx[Sessions].page(shop.shop_id, wanted, descending=False, after=after, size=_AT_ONCE):
        yield from page
        after = page[-1].begin_at, page[-1].session_id


def _guided_orders(tx: Tx, shop: Shop, answered: list[Session]) -> dict[str, tuple[str, Decimal]]:
    """Order id → the session that led to it, and its total: orders that a buyer placed soon after an answer."""
    guided: dict[str, tuple[str, Decimal]] = {}
    for session in answered:
        until = session.answered_at + times().guided_seconds * 1000
        wanted = OrderFilter(buyer_id=session.buyer_id, created_from=session.answered_at, created_before=until)
        page = tx[Orders].page(shop.shop_id, wanted, by="created_at", descending=False, after=None, size=_AT_ONCE)
        for order_id, order in tx[Orders].some(shop.shop_id, [row.order_id for row in page]).items():
            guided.setdefault(order_id, (session.session_id, order.money.total))
    return guided


def _share(part: int, whole: int) -> Decimal:
    return _rounded(Decimal(part * 100) / whole) if whole else Decimal("0.00")


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
