"""Brings orders in, whatever way they come: each state once, in the channel's order, with the stock they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection as database
from django.db import transaction

from shopwright.hub.catalog.queries import variant_by_sku
from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Change, ExternalLine, ExternalOrder, Session
from shopwright.hub.core.storable import cut_texts, without_nul
from shopwright.hub.listings.models import Offer
from shopwright.hub.listings.services import when_linked
from shopwright.hub.stock import services as stock
from shopwright.hub.stock.queries import location_behind

from .announce import announce_cancelled, announce_changed, state_of
from .buyers import identity_keys, keys_of, seal
from .holds import services as holds
from .holds.models import ABOUT_OTHERS, OrderHold
from .holds.restock import stock_changed
from .models import Order, OrderLine, Payment, Progress


def register() -> None:
    """Work on what channels tell about orders."""
    intake.handle("order", read_order)
    when_linked(link_lines)
    stock.when_changed(stock_changed)


def read_order(connection: Connection, session: Session, external_id: str) -> None:
    """Look at an order on its channel and apply what is there."""
    seen = session.order(external_id)
    if seen is not None:
        apply(connection, seen)


def apply(connection: Connection, seen: ExternalOrder) -> Order:
    """Make the hub's order what the channel has, and hold or let go of stock with it.

    The same state twice changes nothing, and an older one is left alone.
    """
    seen = without_nul(seen)
    with transaction.atomic():
        _lock(connection, seen.external_id)
        # The row too: people write notes and hold orders without the lock above.
        orders = Order.objects.select_for_update()
        order = orders.filter(connection=connection, external_id=seen.external_id).first()
        if order is not None and order.seen_at > seen.updated_at:
            return order
        before, earlier = _cancelled_lines(order), state_of(order)
        order = _keep(connection, seen, order)
        lines = [_keep_line(order, line) for line in seen.lines]
        cancelled = _cancelled_lines(order) - before
        _hold_stock(connection, order, lines, seen.location_id)
        holds.reconcile(order)
        if cancelled:
            announce_cancelled(order, [line for line in lines if line.pk in cancelled])
        announce_changed(order, earlier)
        if order.progress == Progress.CANCELLED and earlier.progress != Progress.CANCELLED:
            _judge_others(order)
    return order


def _judge_others(order: Order) -> None:
    """Look again at the buyer's other orders that are held for how many there are."""
    keys = identity_keys(order.workspace_id, order.buyer)
    if not keys:
        return
    held = OrderHold.objects.filter(ended_at=None, rule__kind__in=ABOUT_OTHERS).values("order_id")
    others = Order.objects.filter(workspace_id=order.workspace_id, buyer_keys__overlap=keys, pk__in=held)
    for other in others.exclude(pk=order.pk).select_related("connection"):
        stamp = f"others:{other.pk}:{order.pk}"
        intake.keep(other.connection, [Change("order", other.external_id, stamp, order.seen_at)], "check")


def _cancelled_lines(order: Order | None) -> set[int]:
    """The ids of an order's lines that will not be sent."""
    if order is None:
        return set()
    lines = OrderLine.objects.filter(order=order)
    if order.progress != Progress.CANCELLED:
        lines = lines.filter(is_cancelled=True)
    return set(lines.values_list("pk", flat=True))


def link_lines(connection: Connection, variants: Mapping[str, int]) -> None:
    """Orders that came before their goods were known hold stock from now on. ``variants``: by the channel's SKU ids."""
    unknown = OrderLine.objects.filter(order__connection=connection, variant=None, sku_id__in=variants)
    for external_id in sorted(set(unknown.values_list("order__external_id", flat=True))):
        _lock(connection, external_id)
        with holds.changing(Order.objects.get(connection=connection, external_id=external_id)) as order:
            lines = list(order.lines.all())
            for line in lines:
                if line.variant_id is None and line.sku_id in variants:
                    line.variant_id = variants[line.sku_id]
                    line.save(update_fields=["variant"])
            _hold_stock(connection, order, lines)
            holds.reconcile(order)


def ask_to_cancel(connection: Connection, external_id: str, *, is_asked: bool) -> None:
    """Keep an order from being shipped while it is not decided whether it is cancelled."""
    with transaction.atomic():
        _lock(connection, external_id)
        with holds.changing(Order.objects.get(connection=connection, external_id=external_id)) as order:
            if order.is_cancel_asked != is_asked:
                order.is_cancel_asked = is_asked
                order.save(update_fields=["is_cancel_asked"])
            holds.reconcile(order)


def _lock(connection: Connection, external_id: str) -> None:
    """Two processes never work on one order at a time, even while it has no row yet."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [external_id, connection.pk])


def _keep(connection: Connection, seen: ExternalOrder, order: Order | None) -> Order:
    if order is None:
        order = Order(workspace_id=connection.workspace_id, connection=connection, external_id=seen.external_id)
    order.number, order.raw_status = seen.number, seen.raw_status
    order.payment, order.progress = Payment(seen.payment.value), Progress(seen.progress.value)
    order.can_ship, order.currency, order.total = seen.can_ship, seen.currency, seen.total
    order.sealed = seal(order.buyer_purpose, seen.buyer)
    order.buyer_keys = keys_of(connection.workspace_id, seen.buyer)
    order.buyer_note, order.shipping_option = seen.buyer_note, seen.shipping_option
    order.placed_at, order.ship_by, order.seen_at = seen.placed_at, seen.ship_by, seen.updated_at
    order.hold_until = seen.hold_until
    cut_texts(order, "number", "raw_status", "buyer_note", "shipping_option")
    order.save()
    return order


def _keep_line(order: Order, seen: ExternalLine) -> OrderLine:
    line = OrderLine.objects.filter(order=order, external_id=seen.external_id).first()
    if line is None:
        line = OrderLine(workspace_id=order.workspace_id, order=order, external_id=seen.external_id)
    if line.variant_id is None:
        offer = Offer.objects.filter(connection_id=order.connection_id, external_id=seen.sku_id).first()
        line.variant = (offer and offer.variant) or variant_by_sku(order.workspace_id, seen.seller_sku)
    line.sku_id, line.seller_sku, line.title, line.options = seen.sku_id, seen.seller_sku, seen.title, seen.options
    line.image_url, line.quantity, line.unit_price = seen.image_url, seen.quantity, seen.unit_price
    line.is_cancelled, line.is_gone = seen.is_cancelled, seen.is_gone
    cut_texts(line, "title", "options")
    line.save()
    return line


def _hold_stock(connection: Connection, order: Order, lines: Sequence[OrderLine], warehouse_id: str = "") -> None:
    """Hold for what is to be sent, let go of what is cancelled, take out what a carrier has.

    ``warehouse_id``: the channel's warehouse that the order is sent from, where it names one.
    """
    named = location_behind(connection, warehouse_id)
    location = named or stock.default_location(connection.workspace)
    is_over = order.progress == Progress.CANCELLED
    known = [line for line in lines if line.variant_id]
    cancelled = [line for line in known if line.is_cancelled or is_over]
    kept = [line for line in known if line not in cancelled]
    holds = [
        stock.Hold(line.variant_id or 0, location.pk, line.quantity, line.cause, is_firm=named is not None)
        for line in kept
    ]
    with stock.together():
        oversold = stock.reserve(connection, holds)
        stock.release(order.workspace_id, [line.cause for line in cancelled])
        stock.consume(order.workspace_id, [line.cause for line in kept if line.is_gone])
    for line in lines:
        is_oversold = line in kept and not line.is_gone and line.variant_id in oversold
        if line.is_oversold != is_oversold:
            line.is_oversold = is_oversold
            line.save(update_fields=["is_oversold"])
