"""Reads what channels have in their lists, since notifications may be lost, late or doubled."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from . import intake
from .clock import now_of
from .models import Connection, ConnectionState, Event
from .protocol import Capability, Change, ExternalOrder
from .registry import channel_of
from .services import open_session

#: How far back the first look goes, and by how much each next one overlaps the one before.
FIRST_LOOK = timedelta(days=30)
OVERLAP = timedelta(minutes=5)


def poll_orders(connection: Connection) -> int:
    """Keep an event for each order that changed since the last look and that no event told of; returns how many."""
    if Capability.ORDERS not in channel_of(connection.channel).capabilities:
        return 0
    since = connection.orders_read_to or now_of(connection.app) - FIRST_LOOK
    newest, changes = since, []
    with open_session(connection, "poll") as session:
        for order in session.orders_since(since - OVERLAP):
            newest = max(newest, order.updated_at)
            changes.append(_change_of(order))
    count = intake.keep(connection, changes, "poll")
    Connection.objects.filter(pk=connection.pk).update(orders_read_to=newest)
    return count


def _change_of(order: ExternalOrder) -> Change:
    # The same state of the same order is the same event, however often it is read.
    stamp = f"poll:order:{order.external_id}:{int(order.updated_at.timestamp() * 1000)}:{order.raw_status}"
    return Change("order", order.external_id, stamp, order.updated_at)


def active_connections() -> list[Connection]:
    return list(Connection.objects.select_related("app", "workspace").filter(state=ConnectionState.ACTIVE))


def last_heard(connection: Connection) -> datetime | None:
    """When the channel last told something by itself."""
    heard: datetime | None = Event.objects.filter(connection=connection, source="webhook").aggregate(
        at=Max("received_at")
    )["at"]
    return heard
