"""Brings orders in, whatever way they come: each state once, in the channel's order, with the stock they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection as database
from django.db import transaction
from django.db.models import Q

from shopwright.hub.channels import intake, protocol
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.plugin import ReadsManyOrders
from shopwright.hub.channels.protocol import ExternalOrder, Session
from shopwright.hub.core.storable import without_nul
from shopwright.hub.listings.services import when_linked
from shopwright.hub.stock.announce import when_changed

from .announce import Change, announce_cancelled, announce_changed, announce_moved, state_of
from .buyers import identity_keys
from .holds import services as holds
from .holds.models import ABOUT_OTHERS, OrderHold
from .holds.restock import stock_changed
from .models import Order, OrderLine, Progress
from .stock_of_lines import Taken, hold_stock
from .write_orders import write_lines, write_orders

#: Orders that are read and applied at a time.
AT_ONCE = 50


def register() -> None:
    """Work on what channels tell about orders."""
    intake.handle_many("order", read_orders, at_once=AT_ONCE)
    when_linked(link_lines)
    when_changed(stock_changed)


def read_orders(connection: Connection, session: Session, external_ids: Sequence[str]) -> None:
    """Look at orders on their channel and apply what is there."""
    if isinstance(session, ReadsManyOrders):
        seen = session.orders(external_ids)
    else:
        seen = [order for order in map(session.order, external_ids) if order is not None]
    apply_many(connection, seen)


def read_order(connection: Connection, session: Session, external_id: str) -> None:
    """Look at an order on its channel and apply what is there."""
    read_orders(connection, session, [external_id])


def apply(connection: Connection, seen: ExternalOrder) -> Order:
    """Make the hub's order what the channel has, and hold or let go of stock with it.

    The same state twice changes nothing, and an older one is left alone.
    """
    return apply_many(connection, [seen])[0]


def apply_many(connection: Connection, orders: Iterable[ExternalOrder]) -> list[Order]:
    """Make the hub's orders what the channel has, in one transaction with the stock that they hold."""
    seen = [without_nul(order) for order in orders]
    # Whoever calls this within a transaction has all of it undone when it fails.
    with transaction.atomic(savepoint=False):
        known = lock_orders(connection, {order.external_id for order in seen})
        newest = _newest(seen, known)
        before = {external_id: state_of(known.get(external_id)) for external_id in newest}
        gone = _cancelled_lines([known[external_id] for external_id in newest if external_id in known])
        rows = write_orders(connection, newest.values(), known)
        lines, moves = write_lines(connection, rows, newest)
        hold_stock(connection, [Taken(row, lines[row.pk], newest[row.external_id].location_id) for row in rows])
        holds.reconcile_many(rows)
        announce_moved(moves)
        for row in rows:
            if cancelled := _cancelled_now(row, lines[row.pk]) - gone:
                announce_cancelled(row, [line for line in lines[row.pk] if line.pk in cancelled])
        announce_changed([Change(row, before[row.external_id]) for row in rows])
        for row in rows:
            if row.progress == Progress.CANCELLED and before[row.external_id].progress != Progress.CANCELLED:
                _judge_others(row)
    known.update({row.external_id: row for row in rows})
    return [known[order.external_id] for order in seen]


def _judge_others(order: Order) -> None:
    """Look again at the buyer's other orders that are held for how many there are."""
    keys = identity_keys(order.workspace_id, order.buyer)
    if not keys:
        return
    held = OrderHold.objects.filter(ended_at=None, rule__kind__in=ABOUT_OTHERS).values("order_id")
    others = Order.objects.filter(workspace_id=order.workspace_id, buyer_keys__overlap=keys, pk__in=held)
    for other in others.exclude(pk=order.pk).select_related("connection"):
        told = protocol.Change("order", other.external_id, f"others:{other.pk}:{order.pk}", order.seen_at)
        intake.keep(other.connection, [told], "check")


def _newest(seen: Iterable[ExternalOrder], known: Mapping[str, Order]) -> dict[str, ExternalOrder]:
    """The newest of what was seen of each order, where it is no older than what is kept."""
    newest: dict[str, ExternalOrder] = {}
    for order in seen:
        row, other = known.get(order.external_id), newest.get(order.external_id)
        is_older = row is not None and row.seen_at > order.updated_at
        if not is_older and (other is None or other.updated_at <= order.updated_at):
            newest[order.external_id] = order
    return newest


def _cancelled_lines(orders: Collection[Order]) -> set[int]:
    """The ids of lines that will not be sent."""
    if not orders:
        return set()
    is_over = Q(order__progress=Progress.CANCELLED)
    return set(OrderLine.objects.filter(is_over | Q(is_cancelled=True), order__in=orders).values_list("pk", flat=True))


def _cancelled_now(order: Order, lines: Iterable[OrderLine]) -> set[int]:
    is_over = order.progress == Progress.CANCELLED
    return {line.pk for line in lines if is_over or line.is_cancelled}


def link_lines(connection: Connection, variants: Mapping[str, int]) -> None:
    """Orders that came before their goods were known hold stock from now on. ``variants``: by the channel's SKU ids."""
    unknown = OrderLine.objects.filter(order__connection=connection, variant=None, sku_id__in=variants)
    # All at once: whoever brings some of them in locks them in the same order.
    for known in lock_orders(connection, set(unknown.values_list("order__external_id", flat=True))).values():
        with holds.changing(known) as order:
            lines = list(order.lines.all())
            for line in lines:
                if line.variant_id is None and line.sku_id in variants:
                    line.variant_id = variants[line.sku_id]
                    line.save(update_fields=["variant"])
            hold_stock(connection, [Taken(order, lines)])
            holds.reconcile(order)


def ask_to_cancel(connection: Connection, external_id: str, *, is_asked: bool) -> None:
    """Keep an order from being shipped while it is not decided whether it is cancelled."""
    with transaction.atomic():
        known = lock_orders(connection, [external_id])
        with holds.changing(known[external_id]) as order:
            if order.is_cancel_asked != is_asked:
                order.is_cancel_asked = is_asked
                order.save(update_fields=["is_cancel_asked"])
            holds.reconcile(order)


def lock_orders(connection: Connection, external_ids: Collection[str]) -> dict[str, Order]:
    """The orders of a channel that are there, locked, by its ids. They are locked before anything else that they own.

    Two processes never work on an order, even while it has no row yet.
    """
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(id, %s)) FROM (SELECT unnest(%s::text[]) AS id) AS ids",
            [connection.pk, sorted(external_ids)],
        )
    # The rows too: people write notes and hold orders without the lock above.
    rows = Order.objects.select_for_update().filter(connection=connection, external_id__in=external_ids)
    return {row.external_id: row for row in rows.order_by("pk")}
