"""Events and looks at channels as the page of jobs lists them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from shopwright.hub.core.wake import wake
from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of

from . import intake
from .models import Connection, ConnectionState, Event, Traffic


class Thing(NamedTuple):
    """What an event is about, as the hub knows it."""

    words: str
    link: Link


#: Finds objects by connection and the channel's id.
Finder = Callable[[Collection[tuple[int, str]]], Mapping[tuple[int, str], Thing]]
_finders: dict[str, Finder] = {}

_WHAT = {
    "order": "Order",
    "listing": "Listing",
    "listings": "All listings",
    "return": "Return",
    "cancellation": "Cancellation",
    "consent": "Consent",
    "locations": "Warehouses",
    "location": "Warehouse",
    "category": "Category",
    "pictures": "Changed pictures",
}
_ITSELF = "Nothing to do: it is tried again by itself."


def find_by(kind: str, finder: Finder) -> None:
    """Have what events of a kind are about named and linked by a function."""
    _finders[kind] = finder


class Events(Source[Event]):
    """What channels told, each looked at once."""

    kind, title, time = "events", "Channel events", "received_at"
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(state=Event.State.NEW, attempts=0),
        JobState.FAILED: Q(state=Event.State.NEW, attempts__gt=0),
        JobState.GIVEN_UP: Q(state=Event.State.FAILED),
        JobState.CANCELLED: Q(state=Event.State.CANCELLED),
    }

    def rows(self, workspace_id: int) -> QuerySet[Event]:
        return Event.objects.filter(workspace_id=workspace_id).select_related("connection")

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(external_id=text)

    def jobs(self, rows: Sequence[Event]) -> list[Job]:
        things = _things(rows)
        return [self._job(row, things.get((row.kind, row.connection_id, row.external_id))) for row in rows]

    def _job(self, row: Event, thing: Thing | None) -> Job:
        state = state_of(row)
        is_open = row.state == Event.State.NEW
        what = _WHAT.get(row.kind, row.kind)
        name = what if row.kind in ("listings", "consent", "locations") else f"{what} {row.external_id}"
        return Job(
            kind=self.kind,
            pk=row.pk,
            at=row.received_at,
            about=thing.words if thing else name,
            link=thing.link if thing else Link("connection", (row.connection_id,)),
            state=state,
            connection=row.connection.name,
            progress=f"told by {_SOURCES.get(row.source, row.source)}",
            attempts=row.attempts + (state is JobState.DONE),
            next_try=row.due_at if is_open else None,
            cause=row.trouble,
            remedy=row.remedy or (_ITSELF if state is JobState.FAILED else ""),
            can_retry=row.state != Event.State.DONE,
            can_cancel=row.state in (Event.State.NEW, Event.State.FAILED),
        )

    def retry(self, workspace_id: int, pk: int) -> str:
        if not intake.try_again(_event(workspace_id, pk)):
            raise JobError("It is done already.")
        return "It is looked at again now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        if not intake.drop(_event(workspace_id, pk)):
            raise JobError("It is not waiting any more.")
        return "It is not looked at. What changes there later is."


_SOURCES = {
    "webhook": "the channel", "poll": "a look at the channel", "setup": "connecting", "answer": "an answer",
    "check": "a check",
}  # fmt: skip


def _event(workspace_id: int, pk: int) -> Event:
    event = Event.objects.filter(workspace_id=workspace_id, pk=pk).first()
    if event is None:
        raise JobError("It is not there any more.")
    return event


def _things(rows: Sequence[Event]) -> dict[tuple[str, int, str], Thing]:
    things: dict[tuple[str, int, str], Thing] = {}
    for kind, finder in _finders.items():
        keys = {(row.connection_id, row.external_id) for row in rows if row.kind == kind}
        if keys:
            things.update({(kind, *key): thing for key, thing in finder(keys).items()})
    return things


class TrafficSource(Source[Traffic]):
    """Work that is the same again and again: a row for each connection and kind of traffic. ``kinds``: in words."""

    time = "moved_at"
    kinds: ClassVar[Mapping[str, str]]
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.FAILED: Q(failed_at__isnull=False) & (Q(worked_at=None) | Q(failed_at__gt=F("worked_at"))),
    }

    def rows(self, workspace_id: int) -> QuerySet[Traffic]:
        connections = Connection.objects.filter(workspace_id=workspace_id).exclude(state=ConnectionState.GONE)
        return (
            Traffic.objects.filter(connection__in=connections, kind__in=self.kinds)
            .annotate(moved_at=Greatest("worked_at", "failed_at"))
            .select_related("connection")
        )

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(connection__name__icontains=text)

    def retry(self, workspace_id: int, pk: int) -> str:
        row = self.rows(workspace_id).filter(pk=pk).first()
        if row is None:
            raise JobError("It is not there any more.")
        if row.connection.state != ConnectionState.ACTIVE:
            raise JobError(f"{row.connection.name} is “{row.connection.get_state_display()}”: connect it first.")
        with transaction.atomic():
            self.begin(row)
        return "It is done now."

    def at(self, row: Traffic) -> datetime:
        """When it last worked or failed."""
        moved_at: datetime = row.moved_at  # type: ignore[attr-defined]  # annotated by rows()
        return moved_at

    def begin(self, row: Traffic) -> None:
        """Have the work done now."""
        wake("connections")


class Polls(TrafficSource):
    """Looks at what channels have in their lists."""

    kind, title = "polls", "Looks at channels"
    kinds: ClassVar[Mapping[str, str]] = {"poll": "Look for orders", "returns": "Look for returns and cancellations"}

    def jobs(self, rows: Sequence[Traffic]) -> list[Job]:
        return [
            Job(
                kind=self.kind,
                pk=row.pk,
                at=self.at(row),
                about=self.kinds[row.kind],
                link=Link("connection", (row.connection_id,)),
                state=state_of(row),
                connection=row.connection.name,
                progress="again and again",
                cause=row.trouble,
                remedy=_ITSELF if state_of(row) is JobState.FAILED else "",
                can_retry=True,
            )
            for row in rows
        ]
