"""What channels tell: kept in a row before they get their answer, and worked on afterwards, whatever dies meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.db import connection as database
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shopwright.hub.core.waits import Work, are_spent, wait_after
from shopwright.hub.core.wake import wake

from .checked import UnusableError, checked, checked_as, id_in_words
from .checked_session import Refusal
from .models import ChannelApp, Connection, ConnectionState, Event
from .protocol import Change, ChannelError, Session
from .refusals import keep_refusals
from .services import note_traffic, open_session, set_state

log = logging.getLogger("shopwright.hub.channels")

Handler = Callable[[Connection, Session, str], None]
_handlers: dict[str, Handler] = {}


_OUR_FAULT = "This is a fault of the hub: report it with what the worker's log says."


def handle(kind: str, handler: Handler) -> None:
    """Have a function work on events of a kind: it looks at the object on the channel and applies what it finds."""
    _handlers[kind] = handler


def receive(app: ChannelApp, shop_id: str, changes: Iterable[Change], source: str = "webhook") -> int:
    """Keep changes of a shop; returns how many are new. Those of shops that are not connected are dropped."""
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
    rows = [
        Event(
            workspace_id=connection.workspace_id,
            connection=connection,
            event_id=change.event_id,
            kind=change.kind,
            external_id=change.external_id,
            source=source,
            is_patient=source == "setup",
            due_at=timezone.now(),
        )
        for change in usable
    ]
    with transaction.atomic():
        known = set(
            Event.objects.filter(connection=connection, event_id__in=[row.event_id for row in rows]).values_list(
                "event_id", flat=True
            )
        )
        new = [row for row in rows if row.event_id not in known]
        Event.objects.bulk_create(new, ignore_conflicts=True)
        if new:
            wake("events")
    return len(new)


def is_awaited(connection: Connection, kind: str) -> bool:
    """Whether something of a kind is still to be read of a connection."""
    return Event.objects.filter(connection=connection, kind=kind, state=Event.State.NEW).exists()


def work_due(limit: int = 20) -> int:
    """Work on events that are due, one transaction each; returns how many. Any number may do so at a time."""
    due = Event.objects.filter(state=Event.State.NEW, due_at__lte=timezone.now()).order_by("is_patient", "due_at", "id")
    ids = list(due.values_list("pk", flat=True)[:limit])
    return sum(_work(event_id) for event_id in ids)


def _work(event_id: int) -> bool:
    try:
        with transaction.atomic():
            event = (
                Event.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("connection__app", "connection__workspace")
                .filter(pk=event_id, state=Event.State.NEW)
                .first()
            )
            if event is None or not _claims_object(event):
                return False
            _apply(event)
            _same_object(event).update(state=Event.State.DONE, done_at=timezone.now(), trouble="", remedy="")
    except ChannelError as error:
        gives_up = not (error.is_passing or error.needs_consent)
        _failed(event_id, str(error), error.remedy, gives_up=gives_up, error=error)
    except Exception as error:
        # A fault of ours: the event stays, a person sees it, and a mended version works on it.
        log.exception("event %s failed", event_id)
        _failed(event_id, f"{type(error).__name__}: {error}", _OUR_FAULT, gives_up=False)
    return True


def _claims_object(event: Event) -> bool:
    """Whether nobody else works on an event of the same object, until this transaction ends.

    Whoever does ends the older events of the object too: two who waited for each other's would wait for ever.
    """
    name = f"event:{event.kind}:{event.external_id}"
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, %s))", [name, event.connection_id])
        return bool(cursor.fetchone()[0])


def _same_object(event: Event) -> QuerySet[Event]:
    """The event and the older ones of its object: what was looked at just now is newer than all of them."""
    return Event.objects.filter(
        connection=event.connection,
        kind=event.kind,
        external_id=event.external_id,
        state=Event.State.NEW,
        pk__lte=event.pk,
    )


def _apply(event: Event) -> None:
    connection = event.connection
    if connection.state == ConnectionState.GONE:
        return
    if event.kind == "consent":
        _check_consent(connection)
    elif handler := _handlers.get(event.kind):
        with open_session(connection, event.source) as session:
            handler(connection, session, event.external_id)


def _check_consent(connection: Connection) -> None:
    """Ask the channel whether the hub may still call it."""
    with open_session(connection, "check") as session:
        checks = session.check()
    if bad := [check for check in checks if check.name == "Consent" and not check.is_good]:
        set_state(connection, ConnectionState.CONSENT, bad[0].remedy)


def _failed(event_id: int, trouble: str, remedy: str, *, gives_up: bool, error: ChannelError | None = None) -> None:
    with transaction.atomic():
        event = Event.objects.select_for_update(of=("self",)).select_related("connection").get(pk=event_id)
        if error is not None and not isinstance(error, UnusableError):
            note_traffic(event.connection, event.source, error)  # what the session noted was rolled back
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
