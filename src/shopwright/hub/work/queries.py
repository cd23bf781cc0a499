"""Every read about jobs and alerts: all kinds of work in one list, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.core.signing import BadSignature, Signer
from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.timezone import localtime

from shopwright import decoders
from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.ids import id_of
from shopwright.hub.core.lists import PAGE
from shopwright.hub.core.work import Job, JobState, Link, Source, sources
from shopwright.hub.fulfilment.zones import zone_of

from .models import Alert, Finding, Outcome, Run, RunState

_signer = Signer(salt="jobs")
#: Jobs that one file has at most.
MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of jobs is narrowed to; empty values narrow nothing."""

    state: JobState | None = None
    kind: str = ""
    connection_id: int | None = None
    text: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where a page begins: behind this job."""

    at: datetime
    kind: str
    pk: int


@dataclass(frozen=True, slots=True)
class JobPage:
    rows: Sequence[Job]
    next_after: str
    is_first: bool


def page_of_jobs(workspace: Workspace, wanted: Wanted, after: str = "", size: int = PAGE) -> JobPage:
    """A page of all kinds of work, each kind read as far as the page may need. A bad place begins at the start."""
    place = _read_place(after)
    kinds = [source for source in sources().values() if wanted.kind in ("", source.kind)]
    jobs = [job for source in kinds for job in _jobs_of(source, workspace, wanted, place, size + 1)]
    jobs.sort(key=lambda job: (-job.at.timestamp(), job.kind, -job.pk))
    kept = jobs[:size]
    return JobPage(kept, _write_place(kept[-1]) if len(jobs) > size else "", place is None)


def _jobs_of(source: Source[Any], workspace: Workspace, wanted: Wanted, place: Place | None, size: int) -> list[Job]:
    if wanted.connection_id is not None and not source.connection:
        return []
    rows = source.select(workspace.pk, wanted.state)
    if wanted.connection_id is not None:
        rows = rows.filter(**{source.connection: wanted.connection_id})
    if wanted.text:
        rows = rows.filter(source.matching(workspace.pk, wanted.text))
    if place is not None:
        rows = rows.filter(_behind(source, place))
    return source.jobs(list(rows.order_by(f"-{source.time}", "-pk")[:size]))


def _behind(source: Source[Any], place: Place) -> Q:
    """Rows that come after a place: older ones, and of the same moment those of later kinds, or older of this kind."""
    if source.kind > place.kind:
        return Q(**{f"{source.time}__lte": place.at})
    older = Q(**{f"{source.time}__lt": place.at})
    if source.kind < place.kind:
        return older
    return Q(**{f"{source.time}__lte": place.at}) & (older | Q(pk__lt=place.pk))


def _write_place(job: Job) -> str:
    return _signer.sign(msgspec.json.encode(Place(job.at, job.kind, job.pk)).decode())


def _read_place(after: str) -> Place | None:
    if not after:
        return None
    try:
        return decoders.decode(_signer.unsign(after), type=Place)
    except (BadSignature, msgspec.DecodeError, msgspec.ValidationError):
        return None


def all_jobs(workspace: Workspace, wanted: Wanted, most: int) -> Iterator[Job]:
    """All jobs, the newest first, up to a number."""
    after, left = "", most
    while left > 0:
        page = page_of_jobs(workspace, wanted, after, min(500, left))
        yield from page.rows
        left -= len(page.rows)
        after = page.next_after
        if not after:
            return


def chosen_or_all(workspace: Workspace, keys: Sequence[str], wanted: Wanted) -> Iterator[Job]:
    """The jobs of some keys, as ``kind:id``, or all that are wanted, up to ``MOST_ROWS``."""
    if not keys:
        return all_jobs(workspace, wanted, MOST_ROWS)
    ids: dict[str, list[int]] = {}
    for key in keys:
        kind, _, number = key.partition(":")
        if kind in sources() and id_of(number):
            ids.setdefault(kind, []).append(id_of(number))
    return (job for kind, pks in ids.items() for job in jobs_by_id(sources()[kind], workspace, pks))


def jobs_by_id(source: Source[Any], workspace: Workspace, pks: Sequence[int]) -> list[Job]:
    """Jobs of a kind, the newest first; ids of other workspaces are left out."""
    rows = source.select(workspace.pk).filter(pk__in=pks)
    return source.jobs(list(rows.order_by(f"-{source.time}", "-pk")))


def given_up(workspace: Workspace) -> int:
    """How much work was given up, as it was last counted."""
    standing = Alert.objects.filter(workspace=workspace, rule="given_up", cleared_at=None)
    total: int = standing.aggregate(total=Sum("count", default=0))["total"]
    return total


def alerts(workspace: Workspace) -> QuerySet[Alert]:
    return Alert.objects.filter(workspace=workspace).select_related("connection", "acknowledged_by")


def open_alerts(workspace: Workspace) -> QuerySet[Alert]:
    """Alerts that hold and that nobody has acknowledged, or of which there is more since."""
    unknown = Q(acknowledged_at=None) | Q(count__gt=F("acknowledged_count"))
    return alerts(workspace).filter(unknown, cleared_at=None).order_by("-is_urgent", "-raised_at", "-pk")


def runs(workspace: Workspace) -> QuerySet[Run]:
    return Run.objects.filter(workspace=workspace).select_related("connection", "by")


def with_counts(workspace: Workspace, rows: Sequence[Run]) -> list[Run]:
    """Runs, each with the number of its findings as ``total``, and of those that were left as ``left``."""
    left = Count("findings", filter=Q(findings__outcome=Outcome.LEFT))
    counted = runs(workspace).filter(pk__in=[run.pk for run in rows]).annotate(total=Count("findings"), left=left)
    by_id = {run.pk: run for run in counted}
    return [by_id[run.pk] for run in rows]


def findings(workspace: Workspace) -> QuerySet[Finding]:
    return Finding.objects.filter(workspace=workspace).select_related("connection", "run")


def address(workspace: Workspace, link: Link | None) -> str:
    """The address of a page of the workspace; empty for none."""
    if link is None or not link.page:
        return ""
    path = reverse(link.page, args=[workspace.slug, *link.args])
    return f"{path}?{link.query}" if link.query else path


def linked(workspace: Workspace, rows: Iterable[Alert]) -> list[tuple[Alert, str]]:
    """Alerts with the addresses of what they are about."""
    return [
        (row, address(workspace, Link(row.page, tuple(row.page_args), row.page_query) if row.page else None))
        for row in rows
    ]


def facts(connection: Connection) -> list[tuple[str, str]]:
    """When a connection was last checked, for its page."""
    run = Run.objects.filter(connection=connection, state=RunState.DONE).order_by("-created_at").first()
    if run is None:
        return []
    count = run.findings.count()
    at = localtime(run.created_at, zone_of(connection.workspace))
    return [("Last check", f"{at:%-d %b %Y, %H:%M %Z}, {count or 'no'} finding{'' if count == 1 else 's'}")]
