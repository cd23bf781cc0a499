"""What the owner must know about connections."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from shopwright.hub.core.watch import Raised, Rule
from shopwright.hub.core.work import Link

from .clock import now_of
from .models import Connection, ConnectionState, Event
from .polls import last_heard
from .protocol import Capability, ChannelError
from .registry import channels

log = logging.getLogger("shopwright.hub.channels")

#: How long before its end an authorisation is told of.
SOON = timedelta(days=14)
#: After how long without an answer a channel is silent.
SILENT = timedelta(hours=1)
#: So many orders found by looking, and none told: notifications do not come any more.
UNTOLD = 5


def _connections(workspace_id: int) -> QuerySet[Connection]:
    return Connection.objects.select_related("app").filter(workspace_id=workspace_id)


class NeedsConsent(Rule):
    name, title = "consent", "A shop needs consent"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        for connection in _connections(workspace_id).filter(state=ConnectionState.CONSENT):
            yield _about(connection, f"{connection.name}: {connection.trouble}", "Open the shop and connect it again.")


class ConsentEnds(Rule):
    name, title = "consent_ends", "An authorisation ends soon"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        ending = _connections(workspace_id).filter(state=ConnectionState.ACTIVE, consent_ends_at__isnull=False)
        for connection in ending:
            ends = connection.consent_ends_at
            if ends is not None and ends < _now(connection) + SOON:
                words = f"{connection.name}: the authorisation ends on {ends:%-d %B %Y}."
                yield _about(connection, words, "Connect the shop again before, and nothing stops.", is_urgent=False)


class Silent(Rule):
    """No call of an active connection has worked for an hour."""

    name, title = "silent", "A channel does not answer"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        old = timezone.now() - SILENT
        active = _connections(workspace_id).filter(state=ConnectionState.ACTIVE, created_at__lt=old)
        quiet = active.annotate(worked_at=Max("traffic__worked_at")).filter(Q(worked_at=None) | Q(worked_at__lt=old))
        for connection in quiet:
            since = (
                f"since {connection.worked_at:%-d %B, %H:%M} UTC" if connection.worked_at else "since it is connected"
            )
            trouble = connection.traffic.exclude(trouble="").order_by("-failed_at").values_list("trouble", flat=True)
            said = next(iter(trouble[:1]), "")
            yield _about(
                connection,
                f"{connection.name} has not answered {since}. {said}".strip(),
                "Test the connection on its page; see that the worker runs.",
            )


class Untold(Rule):
    """Orders are found by looking at the channel, and it told of none of them, as it did before."""

    name, title = "untold", "Notifications do not come any more"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        for connection in _connections(workspace_id).filter(state=ConnectionState.ACTIVE):
            kind = channels().get(connection.channel)
            heard = last_heard(connection) if kind and Capability.ORDERS in kind.capabilities else None
            if heard is None or heard > timezone.now() - SILENT:
                continue
            missed = Event.objects.filter(
                workspace_id=workspace_id,
                connection=connection,
                kind="order",
                source="poll",
                received_at__gt=heard + timedelta(minutes=10),
            )
            if missed[UNTOLD - 1 : UNTOLD].exists():
                yield _about(
                    connection,
                    f"{connection.name} has told nothing by itself since {heard:%-d %B, %H:%M} UTC. "
                    "Orders are found by looking, which takes a minute longer.",
                    "Check the address for notifications: it is on the page of the shop.",
                    is_urgent=False,
                )


RULES = (NeedsConsent(), ConsentEnds(), Silent(), Untold())


def _about(connection: Connection, words: str, remedy: str, *, is_urgent: bool = True) -> Raised:
    return Raised(
        str(connection.pk), words, remedy, Link("connection", (connection.pk,)), connection.pk, is_urgent=is_urgent
    )


def _now(connection: Connection) -> datetime:
    """The time by a connection's clock; by the machine's while that cannot be read."""
    try:
        return now_of(connection.app)
    except ChannelError as error:
        log.warning("the machine's clock counts for connection %s: %s", connection.pk, error)
        return timezone.now()
