"""Asks channels for splits and combinations, once each: what has no answer is looked up before it is asked again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shopwright.hub.channels import intake, protocol
from shopwright.hub.channels.parcel_groups import ParcelGroups
from shopwright.hub.channels.protocol import ChannelError, Outcome, Result, Session
from shopwright.hub.channels.services import open_session
from shopwright.hub.core.waits import Work, wait_after
from shopwright.hub.core.wake import wake
from shopwright.hub.orders.models import Order

from .models import Regroup, RegroupKind, RegroupState

_DUE = (RegroupState.INTENT, RegroupState.UNKNOWN)
#: Within this time a call has its answer, or has none.
IN_CALL = timedelta(seconds=30)


def work_due(limit: int = 50) -> int:
    """Take on what is due, one step each; returns how many steps worked."""
    due = Regroup.objects.filter(state__in=_DUE, due_at__lte=timezone.now()).order_by("due_at", "id")
    return sum(work(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def work(regroup_id: int) -> bool:
    """A step: ask the channel, or look up what became of a call without an answer."""
    with transaction.atomic():
        row = _locked(regroup_id)
        if row is None or row.due_at > timezone.now():
            return False
        asked = row.state
        # Written down before the call: who finds it so after a crash looks it up.
        Regroup.objects.filter(pk=row.pk).update(state=RegroupState.UNKNOWN, due_at=timezone.now() + IN_CALL)
    try:
        with open_session(row.connection, "shipments") as session:
            if asked == RegroupState.UNKNOWN and not _is_so(session, row):
                return _finish(row, Outcome(Result.LATER), again=True)
            outcome = Outcome(Result.DONE) if asked == RegroupState.UNKNOWN else _ask(session, row)
    except ChannelError as error:
        outcome = Outcome(Result.LATER, error.code, error.message, error.remedy)
    return _finish(row, outcome)


def _locked(regroup_id: int) -> Regroup | None:
    rows = Regroup.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=regroup_id, state__in=_DUE)
    return rows.select_related("connection__app", "connection__workspace").first()


def _orders(row: Regroup) -> list[Order]:
    return [item.order for item in row.rows.select_related("order").order_by("order")]


def _ask(session: Session, row: Regroup) -> Outcome:
    orders = [order.external_id for order in _orders(row)]
    if not isinstance(session, ParcelGroups):
        return Outcome(Result.REFUSED, message=f"{row.connection.name} lets nobody split or combine orders.")
    if row.kind == RegroupKind.SPLIT:
        return session.split(orders[0], row.parts)
    if row.kind == RegroupKind.COMBINE:
        return session.combine(orders)
    return session.take_out(row.parcel_id, orders)


def _is_so(session: Session, row: Regroup) -> bool:
    """Whether the channel has it already as it was asked for."""
    parcels = [session.parcels(order.external_id) for order in _orders(row)]
    if row.kind == RegroupKind.SPLIT:
        packed = [set(parcel.line_ids) for parcel in parcels[0]]
        return all(set(part) in packed for part in row.parts)
    ids = [{parcel.external_id for parcel in own} for own in parcels]
    if row.kind == RegroupKind.COMBINE:
        return len(set.union(*ids)) == 1
    return row.parcel_id not in set.union(*ids)


def _finish(row: Regroup, outcome: Outcome, *, again: bool = False) -> bool:
    """Keep what became of a step. ``again``: it was looked up and is not so, and the channel is asked anew."""
    with transaction.atomic():
        locked = Regroup.objects.select_for_update().get(pk=row.pk)
        if locked.state != RegroupState.UNKNOWN:
            return False  # somebody dropped it meanwhile
        if again:
            locked.state, locked.due_at = RegroupState.INTENT, timezone.now()
        elif outcome.result is Result.LATER:
            locked.due_at = timezone.now() + wait_after(Work.ACT, locked.attempts)
            locked.attempts += 1
            locked.trouble, locked.remedy = outcome.message, outcome.remedy
        else:
            locked.state = RegroupState.DONE if outcome.is_done else RegroupState.REFUSED
            locked.code, locked.trouble, locked.remedy = outcome.code[:120], outcome.message, outcome.remedy
            if outcome.is_done:
                locked.trouble = locked.remedy = ""
            close(locked)
        locked.save()
        wake("shipments")
    return outcome.is_done or again


def close(row: Regroup) -> None:
    """Let other things be done with its orders again, once they are looked at on their channel."""
    row.rows.update(is_open=False)
    for order in _orders(row):
        told = protocol.Change("order", order.external_id, f"regroup:{row.pk}:{order.pk}", timezone.now())
        intake.keep(row.connection, [told], "check")
