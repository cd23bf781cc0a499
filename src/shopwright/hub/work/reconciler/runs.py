"""Checks of connections: begun daily and on demand, done in chunks, each of which is kept with how far it came.

A process that is killed leaves the last chunk that committed, and the next worker goes on behind it. What differs is
mended by ways that may be taken any number of times.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.channels.protocol import Capability, ChannelError, Session
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.channels.services import note_traffic, open_session
from shopwright.hub.core.waits import Work, are_spent, wait_after
from shopwright.hub.core.wake import wake
from shopwright.hub.listings import lanes
from shopwright.hub.work.models import OPEN_RUNS, Run, RunState

from .compare_listings import compare_ids, compare_listings
from .compare_orders import compare_orders
from .mend import confirm_sent, give_up_waiting, mend_some

log = logging.getLogger("shopwright.hub.work")

#: How often each connection is checked by itself.
EVERY = timedelta(days=1)
#: How long, and how often, a check waits for the channel to take what was sent again.
_LOOK = timedelta(seconds=5)
_LOOKS = 24
_KIND = "checks"

_STEPS: dict[str, tuple[Capability | None, Callable[[Run, Session], bool]]] = {
    "orders": (Capability.ORDERS, compare_orders),
    # Orders that are taken in change numbers: these are compared afterwards.
    "take_in": (Capability.ORDERS, mend_some),
    "ids": (Capability.LISTINGS, compare_ids),
    "listings": (Capability.LISTINGS, compare_listings),
    "mend": (None, mend_some),
}
_ORDER = [*_STEPS, "confirm"]


class RunError(Exception):
    """A check that cannot be begun or changed now; the text says why."""


def begin(connection: Connection, by: User | None = None) -> Run:
    """Have a connection checked; the check that goes on already, if there is one. Raises RunError for one that
    cannot be called.
    """
    if connection.state != ConnectionState.ACTIVE:
        raise RunError(f"{connection.name} is “{connection.get_state_display()}”: connect it before it is checked.")
    known = Run.objects.filter(connection=connection, state__in=OPEN_RUNS).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            Run.objects.filter(connection=connection, state=RunState.FAILED).update(state=RunState.CANCELLED)
            run = Run.objects.create(
                workspace_id=connection.workspace_id, connection=connection, by=by, due_at=timezone.now()
            )
            wake("checks")
    except IntegrityError:
        return Run.objects.get(connection=connection, state__in=OPEN_RUNS)
    return run


def begin_daily() -> int:
    """Begin a check of each connection whose last one is a day old; returns how many."""
    old = timezone.now() - EVERY
    lately = Run.objects.filter(connection=OuterRef("pk"), created_at__gt=old)
    due = Connection.objects.filter(~Exists(lately), state=ConnectionState.ACTIVE, created_at__lt=old)
    connections = list(due)
    for connection in connections:
        begin(connection)
    return len(connections)


def cancel(run: Run) -> None:
    """End a check. What it has mended stays so. Raises RunError for one that has ended."""
    open_runs = Run.objects.filter(pk=run.pk, state__in=(*OPEN_RUNS, RunState.FAILED))
    if not open_runs.update(state=RunState.CANCELLED, due_at=None, finished_at=timezone.now()):
        raise RunError("The check has ended already.")


def retry(run: Run) -> None:
    """Have a check go on where it failed, or try now what it waits for. Raises RunError for one that is over."""
    states = (*OPEN_RUNS, RunState.FAILED)
    try:
        with transaction.atomic():
            again = Run.objects.filter(pk=run.pk, state__in=states)
            count = again.update(
                state=RunState.RUNNING, attempts=0, trouble="", remedy="", due_at=timezone.now(), finished_at=None
            )
            wake("checks")
    except IntegrityError as error:
        raise RunError("The shop is being checked already.") from error
    if not count:
        raise RunError("The check has ended. Begin a new one.")


def work_due(limit: int = 10) -> int:
    """Take each check on that is due, by a chunk; returns how many moved."""
    due = Run.objects.filter(state__in=OPEN_RUNS, due_at__lte=timezone.now()).order_by("due_at", "pk")
    return sum(_work(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _work(run_id: int) -> bool:
    try:
        step = Run.objects.filter(pk=run_id).values_list("step", flat=True).get()
        if step == "confirm":
            # What is due goes out now, in transactions of its own: any process may send it, and nobody twice at a time.
            lanes.push_all(_run(run_id).connection)
        with transaction.atomic():
            run = (
                Run.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("connection__app", "connection__workspace")
                .filter(pk=run_id, state__in=OPEN_RUNS, due_at__lte=timezone.now())
                .first()
            )
            if run is None:
                return False
            _take_on(run)
    except ChannelError as error:
        _failed(run_id, error)
        return False
    except DatabaseError as error:
        log.exception("check %s failed", run_id)
        _failed(run_id, ChannelError(f"The database refused a step: {error}".splitlines()[0], is_passing=True))
        return False
    return True


def _run(run_id: int) -> Run:
    return Run.objects.select_related("connection__app", "connection__workspace").get(pk=run_id)


def _take_on(run: Run) -> None:
    run.state = RunState.RUNNING
    if run.step == "confirm":
        _confirm(run)
    else:
        capability, take = _STEPS[run.step]
        more = False
        if capability is None or capability in channel_of(run.connection.channel).capabilities:
            with open_session(run.connection, _KIND) as session:
                more = take(run, session)
        run.attempts = 0
        if not more:
            run.step, run.cursor = _ORDER[_ORDER.index(run.step) + 1], ""
    run.save()


def _confirm(run: Run) -> None:
    """Wait until the channel has taken what was sent again, but not for ever."""
    if confirm_sent(run) and run.attempts < _LOOKS:
        run.attempts += 1
        run.due_at = timezone.now() + _LOOK
        return
    give_up_waiting(run)
    run.state, run.due_at, run.finished_at = RunState.DONE, None, timezone.now()
    run.attempts, run.trouble, run.remedy = 0, "", ""
    wake("alerts")


def _failed(run_id: int, error: ChannelError) -> None:
    """Try the chunk again later; after some times, or where that is in vain, end the check with the cause."""
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).select_related("connection").get(pk=run_id)
        note_traffic(run.connection, _KIND, error)  # what the session noted was rolled back
        if run.state not in OPEN_RUNS:
            return
        run.trouble, run.remedy = error.message[:2000], error.remedy
        if error.is_passing and not are_spent(Work.CHECK, run.attempts):
            run.due_at = timezone.now() + wait_after(Work.CHECK, run.attempts)
            run.attempts += 1
        else:
            run.state, run.due_at, run.finished_at = RunState.FAILED, None, timezone.now()
            wake("alerts")
        run.save()
