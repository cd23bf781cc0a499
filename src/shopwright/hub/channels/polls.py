"""Reads what channels have in their lists, since notifications may be lost, late or doubled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import F, Max, Q
from django.utils import timezone

from shopwright.hub.core.claims import Claim, claiming

from . import intake
from .cases import ExternalCase
from .clock import now_of
from .models import Connection, ConnectionState, Event
from .plugin import TellsListings
from .protocol import Capability, Change, ExternalOrder, Session
from .registry import channel_of
from .services import open_session

#: How far back the first look goes, and by how much each next one overlaps the one before.
FIRST_LOOK = timedelta(days=30)
OVERLAP = timedelta(minutes=5)


def poll_orders(connection: Connection) -> int:
    """Keep an event for each order that changed since the last look and that no event told of; returns how many.

    So it does for listings, where the channel has no other way to tell of them.
    """
    if Capability.ORDERS not in channel_of(connection.channel).capabilities:
        return 0
    since = connection.orders_read_to or now_of(connection.app) - FIRST_LOOK
    newest, changes = since, list[Change]()
    with open_session(connection, "poll") as session:
        if isinstance(session, TellsListings):
            for external_id, at in session.listings_since(since - OVERLAP):
                newest = max(newest, at)
                stamp = f"poll:listing:{external_id}:{int(at.timestamp() * 1000)}"
                changes.append(Change("listing", external_id, stamp, at))
        for order in session.orders_since(since - OVERLAP):
            newest = max(newest, order.updated_at)
            changes.append(_change_of(order))
    count = intake.keep(connection, changes, "poll")
    Connection.objects.filter(pk=connection.pk).update(orders_read_to=_read_to(connection, newest))
    return count


def poll_cases(connection: Connection) -> int:
    """Keep an event for each return and cancellation that changed since the last look; returns how many are new."""
    capabilities = channel_of(connection.channel).capabilities
    if not capabilities & {Capability.RETURNS, Capability.CANCELLATIONS}:
        return 0
    since = connection.cases_read_to or now_of(connection.app) - FIRST_LOOK
    newest, changes = since, []
    with open_session(connection, "returns") as session:
        for kind, case in _cases_since(session, since - OVERLAP, capabilities):
            newest = max(newest, case.updated_at)
            # Much may happen in a second: what the list shows of a case is the event, not its time alone.
            stamp = f"poll:{kind}:{case.external_id}:{hashlib.sha256(repr(case).encode()).hexdigest()[:24]}"
            changes.append(Change(kind, case.external_id, stamp, case.updated_at))
    count = intake.keep(connection, changes, "poll")
    Connection.objects.filter(pk=connection.pk).update(cases_read_to=_read_to(connection, newest))
    return count


def _read_to(connection: Connection, newest: datetime) -> datetime:
    """How far a look came. A time that is yet to come would hide all that changes until then."""
    return min(newest, now_of(connection.app))


def _cases_since(
    session: Session, since: datetime, capabilities: frozenset[Capability]
) -> Iterator[tuple[str, ExternalCase]]:
    if Capability.RETURNS in capabilities:
        for case in session.returns_since(since):
            yield "return", case
    if Capability.CANCELLATIONS in capabilities:
        for cancellation in session.cancellations_since(since):
            yield "cancellation", cancellation


def _change_of(order: ExternalOrder) -> Change:
    # The same state of the same order is the same event, however often it is read.
    stamp = f"poll:order:{order.external_id}:{int(order.updated_at.timestamp() * 1000)}:{order.raw_status}"
    return Change("order", order.external_id, stamp, order.updated_at)


@contextmanager
def claim(connection_id: int, every: timedelta) -> Iterator[Connection | None]:
    """A connection that nobody else looks at until the block ends; None where another process does so, or did lately.

    A claim ends with a process that is killed, and the next sweep of any process that is due looks again.
    """
    with claiming(Claim.POLL, connection_id) as is_mine:
        yield _begin_look(connection_id, every) if is_mine else None


def _begin_look(connection_id: int, every: timedelta) -> Connection | None:
    now = timezone.now()
    due = Connection.objects.filter(Q(polled_at=None) | Q(polled_at__lte=now - every), pk=connection_id)
    if not due.filter(state=ConnectionState.ACTIVE).update(polled_at=now):
        return None
    return Connection.objects.select_related("app", "workspace").get(pk=connection_id)


def due_connections(every: timedelta) -> list[int]:
    """Connections that nobody has begun to look at for so long, the longest waiting first."""
    due = Connection.objects.filter(Q(polled_at=None) | Q(polled_at__lte=timezone.now() - every))
    return list(
        due.filter(state=ConnectionState.ACTIVE)
        .order_by(F("polled_at").asc(nulls_first=True))
        .values_list("pk", flat=True)
    )


def last_heard(connection: Connection) -> datetime | None:
    """When the channel last told something by itself."""
    heard: datetime | None = Event.objects.filter(connection=connection, source="webhook").aggregate(
        at=Max("received_at")
    )["at"]
    return heard
