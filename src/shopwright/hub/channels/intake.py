"""What channels tell: kept in a row before they get their answer, and worked on afterwards, whatever dies meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any, NamedTuple

from django.db import connection as database
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shopwright.hub.core.told_as import name_work
from shopwright.hub.core.waits import Work, are_spent, wait_after
from shopwright.hub.core.wake import CHANNEL, wake

from .checked import UnusableError, checked, checked_as, id_in_words
from .checked_session import Refusal
from .models import ChannelApp, Connection, ConnectionState, Event
from .protocol import Change, ChannelError, Session
from .refusals import keep_refusals
from .services import note_traffic, open_session, set_consent_gone

log = logging.getLogger("shopwright.hub.channels")

#: Looks at an object on the channel, by its id, and applies what is there; the other one at several.
Handler = Callable[[Connection, Session, str], None]
HandlerOfMany = Callable[[Connection, Session, Sequence[str]], None]


class _Handling(NamedTuple):
    handler: HandlerOfMany
    at_once: int


_handlers: dict[str, _Handling] = {}
#: Due events that one step looks at.
_WINDOW = 200


_OUR_FAULT = "This is a fault of the hub: report it with what the worker's log says."


def handle(kind: str, handler: Handler) -> None:
    """Have a function work on events of a kind: it looks at the object on the channel and applies what it finds."""

    def handle_each(connection: Connection, session: Session, external_ids: Sequence[str]) -> None:
        for external_id in external_ids:
            handler(connection, session, external_id)

    handle_many(kind, handle_each, at_once=1)


def handle_many(kind: str, handler: HandlerOfMany, *, at_once: int) -> None:
    """The same for a function that looks at up to so many objects of a connection at a time."""
    _handlers[kind] = _Handling(handler, at_once)


def receive(app: ChannelApp, shop_id: str, changes: Iterable[Change], source: str = "webhook") -> int:
    """Keep changes of a shop; returns how many are new. Those of shops that are not connected are dropped."""
    changes = list(changes)
    if not changes:
        return 0
    try:
        checked_as(shop_id, str, "external_id")
    except UnusableError:
        return 0
    connection = Connection.objects.filter(app=app, external_id=shop_id).exclude(state=ConnectionState.GONE).first()
    return keep(connection, changes, source) if connection else 0


def keep(connection: Connection, changes: Iterable[Change], source: str) -> int:
    """Keep changes of a connection, each once. Those that cannot be used are kept as events that failed."""
    usable, refusals = list[Change](), list[Refusal]()
    for change in changes:
        try:
            usable.append(checked(change))
        except UnusableError as error:
            refusals.append(Refusal(change.kind, id_in_words(change.external_id), error))
    keep_refusals(connection, refusals)
    if not usable:
        return 0
    columns = zip(*((change.event_id, change.kind, change.external_id) for change in usable), strict=True)
    values: dict[str, Any] = {
        "workspace": connection.workspace_id,
        "connection": connection.pk,
        "source": source,
        "is_patient": source == "setup",
        "now": timezone.now(),
        "told": CHANNEL,
        **dict(zip(("event_ids", "kinds", "external_ids"), map(list, columns), strict=True)),
    }
    with database.cursor() as cursor:
        cursor.execute(_KEEP, values)
        return int(cursor.fetchone()[0])


# One statement, which is a transaction of its own where there is none: channels send several of them for each sale.
_KEEP = """
WITH new AS (
    INSERT INTO channels_event (
        workspace_id, connection_id, event_id, kind, external_id, source, is_patient, due_at, received_at,
        state, attempts, trouble, remedy
    )
    SELECT %(workspace)s, %(connection)s, change.event_id, change.kind, change.external_id, %(source)s, %(is_patient)s,
        %(now)s, %(now)s, 'new', 0, '', ''
    FROM unnest(%(event_ids)s::text[], %(kinds)s::text[], %(external_ids)s::text[])
        WITH ORDINALITY AS change (event_id, kind, external_id, place)
    ORDER BY change.place
    ON CONFLICT (connection_id, event_id) DO NOTHING
    RETURNING id
), counted AS (SELECT count(*) AS count FROM new)
SELECT count, CASE WHEN count > 0 THEN pg_notify(%(told)s, 'events')::text END FROM counted
"""


def is_awaited(connection: Connection, kind: str) -> bool:
    """Whether something of a kind is still to be read of a connection."""
    return Event.objects.filter(connection=connection, kind=kind, state=Event.State.NEW).exists()


def work_due() -> int:
    """Work on events that are due; returns how many. Any number may do so at a time.

    Those of a kind that are of one connection are worked on together, in one transaction.
    """
    due = Event.objects.filter(state=Event.State.NEW, due_at__lte=timezone.now()).order_by("is_patient", "due_at", "id")
    groups: dict[tuple[int, str], list[int]] = {}
    for pk, connection_id, kind in due.values_list("pk", "connection_id", "kind")[:_WINDOW]:
        groups.setdefault((connection_id, kind), []).append(pk)
    return sum(_work_together(ids) for (_, kind), pks in groups.items() for ids in _batches(pks, _at_once(kind)))


def _batches(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch


def _at_once(kind: str) -> int:
    handling = _handlers.get(kind)
    return handling.at_once if handling else 1


def _work_together(ids: list[int]) -> int:
    """Work on events of one kind and connection; where that fails for several, on each by itself.

    What fails since the channel cannot be asked now is not asked for each of them.
    """
    events = list[Event]()
    try:
        with transaction.atomic():
            events = _claim(ids)
            if events:
                name_work(f"Intake of {events[0].connection}")
                _apply(events)
                _end(events)
    except ChannelError as error:
        cannot_ask = error.is_passing or error.needs_consent
        if len(events) == 1 or cannot_ask:
            for event in events:
                _failed(event.pk, str(error), error.remedy, gives_up=not cannot_ask, error=error)
            return len(events)
    except Exception as error:
        if len(events) <= 1:
            # A fault of ours: the event stays, a person sees it, and a mended version works on it.
            log.exception("event %s failed", ids)
            for event in events:
                _failed(event.pk, f"{type(error).__name__}: {error}", _OUR_FAULT, gives_up=False)
            return len(events)
    else:
        return len(events)
    return sum(_work_together([event.pk]) for event in events)


def _claim(ids: Sequence[int]) -> list[Event]:
    """Those of the events of whose objects nobody else works on one, until this transaction ends.

    The objects come first: whoever works on one ends its older events too, and two who had locked events of each
    other's objects would wait for each other.
    """
    with database.cursor() as cursor:
        cursor.execute(_CLAIM, [list(ids)])
        mine = [pk for (pk,) in cursor.fetchall()]
    if not mine:
        return []
    rows = (
        Event.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("connection__app", "connection__workspace")
        .filter(pk__in=mine, state=Event.State.NEW)
        .order_by("pk")
    )
    return list(rows)


# Rows are chosen before any lock is tried, whatever the planner thinks.
_CLAIM = """
SELECT id FROM (
    SELECT id, connection_id, kind, external_id FROM channels_event
    WHERE id = ANY(%s) AND state = 'new' ORDER BY id OFFSET 0
) AS events
WHERE pg_try_advisory_xact_lock(hashtextextended('event:' || kind || ':' || external_id, connection_id))
"""


def _end(events: Sequence[Event]) -> None:
    """End events and the older ones of their objects: what was looked at just now is newer than all of them."""
    newest: dict[str, int] = {}
    for event in events:
        newest[event.external_id] = max(event.pk, newest.get(event.external_id, 0))
    older = [Q(external_id=external_id, pk__lte=pk) for external_id, pk in newest.items()]
    same = Event.objects.filter(connection=events[0].connection, kind=events[0].kind, state=Event.State.NEW)
    same.filter(reduce(or_, older)).update(state=Event.State.DONE, done_at=timezone.now(), trouble="", remedy="")


def _apply(events: Sequence[Event]) -> None:
    connection, kind = events[0].connection, events[0].kind
    if connection.state == ConnectionState.GONE:
        return
    if kind == "consent":
        _check_consent(connection)
    elif handling := _handlers.get(kind):
        # An object that several events tell of is looked at once.
        external_ids = list(dict.fromkeys(event.external_id for event in events))
        with open_session(connection, events[-1].source) as session:
            handling.handler(connection, session, external_ids)


def _check_consent(connection: Connection) -> None:
    """Ask the channel whether the hub may still call it."""
    with open_session(connection, "check") as session:
        checks = session.check()
    if any(check.name == "Consent" and not check.is_good for check in checks):
        set_consent_gone(connection)


def _failed(event_id: int, trouble: str, remedy: str, *, gives_up: bool, error: ChannelError | None = None) -> None:
    event = Event.objects.select_related("connection").get(pk=event_id)
    if error is not None and not isinstance(error, UnusableError):
        # What the session noted was rolled back. By itself: others note theirs while they hold events.
        note_traffic(event.connection, event.source, error)
    with transaction.atomic():
        event = Event.objects.select_for_update(of=("self",)).get(pk=event_id)
        if event.state != Event.State.NEW:
            return  # dropped meanwhile
        event.attempts += 1
        event.trouble, event.remedy = trouble[:2000], remedy
        if gives_up or are_spent(Work.EVENT, event.attempts - 1):
            event.state = Event.State.FAILED
            wake("alerts")
        else:
            event.due_at = timezone.now() + wait_after(Work.EVENT, event.attempts - 1)
        event.save(update_fields=["attempts", "trouble", "remedy", "state", "due_at"])


def try_again(event: Event) -> bool:
    """Work on an event now that failed, waits or was dropped; False for one that is done."""
    with transaction.atomic():
        again = Event.objects.filter(pk=event.pk).exclude(state=Event.State.DONE)
        count = again.update(state=Event.State.NEW, attempts=0, due_at=timezone.now())
        wake("events")
    return bool(count)


def drop(event: Event) -> bool:
    """Work no more on an event that waits or was given up; False for any other."""
    waiting = Event.objects.filter(pk=event.pk, state__in=[Event.State.NEW, Event.State.FAILED])
    return bool(waiting.update(state=Event.State.CANCELLED, done_at=timezone.now()))
