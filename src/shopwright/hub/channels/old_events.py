"""Forgets events that were worked on long ago."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .models import Event

#: How long an event that is done is kept: for the page of jobs, and so that one which is told again is known.
KEPT = timedelta(days=30)
#: Events of one statement, and statements of one round: locks are short, and other duties get their turn.
_AT_ONCE, _ROUNDS = 5_000, 40


def forget_old() -> int:
    """Remove events that were done long ago; returns how many.

    The last one that each channel told by itself stays: since when a channel is silent is read there.
    """
    later = Event.objects.filter(
        connection=OuterRef("connection"), source="webhook", received_at__gt=OuterRef("received_at")
    )
    old = Event.objects.filter(~Q(source="webhook") | Exists(later), state=Event.State.DONE)
    count = 0
    for _ in range(_ROUNDS):
        ids = list(
            old.filter(done_at__lt=timezone.now() - KEPT).order_by("done_at").values_list("pk", flat=True)[:_AT_ONCE]
        )
        count += Event.objects.filter(pk__in=ids, state=Event.State.DONE).delete()[0]
        if len(ids) < _AT_ONCE:
            break
    return count
