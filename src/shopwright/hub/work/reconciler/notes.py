"""Writes down what a check found."""

from __future__ import annotations

from collections.abc import Collection

from shopwright.hub.channels.models import Connection, Event
from shopwright.hub.core.work import Link
from shopwright.hub.work.models import Finding, Run, What


def note(
    run: Run,
    what: What,
    external_id: str,
    about: str,
    expected: object,
    seen: object,
    place: str = "",
    link: Link | None = None,
) -> None:
    """Keep a finding, once for a run, however often its step is done again."""
    Finding.objects.get_or_create(
        run=run,
        what=what,
        external_id=external_id,
        place=place,
        defaults={
            "workspace_id": run.workspace_id,
            "connection_id": run.connection_id,
            "about": about[:300],
            "expected": str(expected)[:200],
            "seen": str(seen)[:200],
            "page": link.page if link else "",
            "page_args": list(link.args) if link else [],
        },
    )  # fmt: skip


def on_their_way(connection: Connection, kind: str, external_ids: Collection[str] | None = None) -> set[str]:
    """Objects of a kind that the channel told of, and that are looked at any moment: they differ, and rightly so."""
    events = Event.objects.filter(connection=connection, kind=kind, state=Event.State.NEW)
    if external_ids is not None:
        events = events.filter(external_id__in=external_ids)
    return set(events.values_list("external_id", flat=True))
