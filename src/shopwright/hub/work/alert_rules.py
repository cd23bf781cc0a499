"""What the owner must know about work that was given up, and about what checks of shops found."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Subquery

from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.watch import Raised, Rule
from shopwright.hub.core.work import JobState, Link, sources

from .models import Finding, Outcome, Run, RunState


class GivenUp(Rule):
    """Work that is not tried again by itself, each kind of it for itself."""

    name, title = "given_up", "Work that was given up"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        for kind, source in sources().items():
            rows = source.rows(workspace_id).filter(source.condition(JobState.GIVEN_UP)).order_by()
            if count := rows.count():
                query = urlencode({"state": JobState.GIVEN_UP, "kind": kind})
                yield Raised(
                    kind,
                    f"{source.title}: {count:,} given up.",
                    "See why, and try again what should still happen.",
                    Link("jobs", query=query),
                    count=count,
                )


class Differs(Rule):
    """What the last check of a shop found and could not mend."""

    name, title = "differs", "A shop differs from the hub"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        last = Run.objects.filter(connection=OuterRef("pk"), state=RunState.DONE).order_by("-created_at")
        connections = Connection.objects.filter(workspace_id=workspace_id).exclude(state=ConnectionState.GONE)
        checked = connections.annotate(last_run=Subquery(last.values("pk")[:1])).exclude(last_run=None)
        runs = {row.last_run: row for row in checked}
        counts = (
            Finding.objects.filter(run_id__in=runs, outcome=Outcome.LEFT)
            .values_list("run_id")
            .annotate(total=Count("pk"))
            .order_by()
        )
        for run_id, total in counts:
            connection = runs[run_id]
            yield Raised(
                str(connection.pk),
                f"{connection.name} has {total:,} thing{'' if total == 1 else 's'} otherwise than the hub, which the "
                f"check left as {'it is' if total == 1 else 'they are'}.",
                "Look at the findings: each says why.",
                Link("check", (run_id,)),
                connection.pk,
                count=total,
                is_urgent=False,
            )


RULES = (GivenUp(), Differs())
