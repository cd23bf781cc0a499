"""Compares the orders of the last days: those that are missing here, and those in another state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from shopwright.hub.channels.clock import now_of
from shopwright.hub.channels.protocol import ExternalOrder, Session
from shopwright.hub.core.work import Link
from shopwright.hub.orders.models import Order
from shopwright.hub.work.models import Run, What

from .notes import note, on_their_way

#: How far back orders are compared, by when they changed last.
DAYS = timedelta(days=7)
CHUNK = 50


def compare_orders(run: Run, session: Session) -> bool:
    """Compare the next orders; whether there are more. The cursor is the time of change of the first one left."""
    since = datetime.fromisoformat(run.cursor) if run.cursor else now_of(run.connection.app) - DAYS
    orders, following = _chunk(session.orders_since(since), since)
    _compare(run, orders)
    run.orders += len(orders)
    run.cursor = following.isoformat() if following else ""
    return following is not None


def _chunk(orders: Iterator[ExternalOrder], since: datetime) -> tuple[list[ExternalOrder], datetime | None]:
    """Orders of one chunk, and the time of the next one. Orders of the same moment stay together."""
    chunk: list[ExternalOrder] = []
    for order in orders:
        if len(chunk) >= CHUNK and order.updated_at > max(chunk[-1].updated_at, since):
            return chunk, order.updated_at
        chunk.append(order)
    return chunk, None


def _compare(run: Run, orders: list[ExternalOrder]) -> None:
    ids = [order.external_id for order in orders]
    ours = Order.objects.filter(connection=run.connection, external_id__in=ids).prefetch_related("lines")
    known = {order.external_id: order for order in ours}
    skipped = on_their_way(run.connection, "order", ids)
    for seen in orders:
        if seen.external_id in skipped:
            continue
        mine = known.get(seen.external_id)
        if mine is None:
            note(run, What.ORDER_MISSING, seen.external_id, f"Order {seen.number}", "not here", seen.raw_status)
        elif mine.seen_at <= seen.updated_at and state_of(mine) != state_of_seen(seen):
            note(
                run, What.ORDER_STATE, seen.external_id, f"Order {seen.number}",
                state_of(mine), state_of_seen(seen), link=Link("order", (mine.pk,)),
            )  # fmt: skip


def state_of(order: Order) -> str:
    """The state of an order here, in words."""
    cancelled = sum(line.is_cancelled for line in order.lines.all())
    return _state(order.raw_status, order.payment, cancelled)


def state_of_seen(seen: ExternalOrder) -> str:
    """The state of an order on its channel, in the same words."""
    return _state(seen.raw_status, seen.payment.value, sum(line.is_cancelled for line in seen.lines))


def _state(raw_status: str, payment: str, cancelled: int) -> str:
    lines = f", {cancelled} line{'' if cancelled == 1 else 's'} cancelled" if cancelled else ""
    return f"{raw_status}, {payment}{lines}"
