"""Keeps what a channel told and the hub cannot use, as events that failed: *Jobs* shows each with its cause."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.utils import timezone

from shopwright.hub.core.wake import wake

from .checked_session import Refusal
from .models import Connection, Event


def keep_refusals(connection: Connection, refusals: Sequence[Refusal]) -> None:
    """Keep refusals, each once however often it is read."""
    if not refusals:
        return
    rows = [_event(connection, refusal) for refusal in refusals]
    known = set(
        Event.objects.filter(connection=connection, event_id__in=[row.event_id for row in rows]).values_list(
            "event_id", flat=True
        )
    )
    if new := [row for row in rows if row.event_id not in known]:
        Event.objects.bulk_create(new, ignore_conflicts=True)
        wake("alerts")


def _event(connection: Connection, refusal: Refusal) -> Event:
    words = f"{refusal.kind}\n{refusal.external_id}\n{refusal.error}"
    return Event(
        workspace_id=connection.workspace_id,
        connection=connection,
        event_id=f"refused:{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()}",
        kind=refusal.kind[:20],
        external_id=refusal.external_id,
        source="poll",
        state=Event.State.FAILED,
        attempts=1,
        due_at=timezone.now(),
        trouble=str(refusal.error)[:2000],
        remedy=refusal.error.remedy,
    )
