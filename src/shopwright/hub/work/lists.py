"""The lists of jobs, alerts, and checks of shops with what they found."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.lists import Sorting, parts_of
from shopwright.hub.core.watch import rules
from shopwright.hub.core.work import Job, sources
from shopwright.hub.lists.commands import Act, Command, add_acts, add_commands
from shopwright.hub.lists.registry import Column, GatheredList, ListPage, add_list
from shopwright.hub.lists.topics import add_topics

from . import queries
from .models import Alert, Finding, Run

JOBS = add_list(
    GatheredList[Job](
        "jobs",
        "Jobs",
        Permission.JOBS_VIEW,
        (
            Column("Kind", lambda job: sources()[job.kind].title),
            Column("What", lambda job: job.about),
            Column("Shop", lambda job: job.connection),
            Column("State", lambda job: job.state.words),
            Column("Progress", lambda job: job.progress),
            Column("Attempts", lambda job: job.attempts),
            Column("Since (UTC)", lambda job: job.at),
            Column("Next try (UTC)", lambda job: job.next_try),
            Column("Why it failed", lambda job: job.cause),
            Column("What to do", lambda job: job.remedy),
        ),
        box="jobs",
    )
)
ALERTS = add_list(
    ListPage(
        "alerts",
        "Alerts",
        Permission.JOBS_VIEW,
        Alert,
        (
            Column("What", lambda alert: alert.words),
            Column("What to do", lambda alert: alert.remedy),
            Column("Rule", lambda alert: rules()[alert.rule].title if alert.rule in rules() else alert.rule),
            Column("Shop", lambda alert: alert.connection.name if alert.connection else ""),
            Column("Urgent", lambda alert: alert.is_urgent),
            Column("How much", lambda alert: alert.count),
            Column("Since (UTC)", lambda alert: alert.raised_at),
            Column("Cleared (UTC)", lambda alert: alert.cleared_at),
            Column("Acknowledged (UTC)", lambda alert: alert.acknowledged_at),
            Column("Acknowledged by", lambda alert: alert.acknowledged_by.email if alert.acknowledged_by else ""),
        ),
        box="alerts",
    )
)


class CheckSheet:
    """Checks with the numbers of what they compared and found."""

    header = ("Shop", "State", "Orders", "Listings", "Stock", "Findings", "Left", "Begun (UTC)", "By", "Trouble")

    def __init__(self, member: Member, rows: QuerySet[Run], sorting: Sorting) -> None:
        self._workspace, self._rows, self._sorting = member.workspace, rows, sorting

    def rows(self) -> Iterator[list[object]]:
        for part in parts_of(self._rows, self._sorting):
            for run in queries.with_counts(self._workspace, part):
                total, left = run.total, run.left  # type: ignore[attr-defined]
                yield [
                    run.connection.name, run.get_state_display(), run.orders, run.listings, run.numbers, total, left,
                    run.created_at, run.by.email if run.by else "daily", run.trouble,
                ]  # fmt: skip


CHECKS = add_list(ListPage("checks", "Checks of shops", Permission.JOBS_VIEW, Run, CheckSheet))
FINDINGS = add_list(
    ListPage(
        "check",
        "Findings",
        Permission.JOBS_VIEW,
        Finding,
        (
            Column("What", lambda item: item.get_what_display()),
            Column("About", lambda item: item.about),
            Column("Id there", lambda item: item.external_id),
            Column("Here", lambda item: item.expected),
            Column("There", lambda item: item.seen),
            Column("Outcome", lambda item: item.get_outcome_display()),
            Column("What was done", lambda item: item.words),
            Column("At (UTC)", lambda item: item.at),
        ),
        is_of_row=True,
    )
)
add_commands(
    Command("Alerts", "alerts", Permission.JOBS_VIEW),
    Command("Work that was given up", "jobs", Permission.JOBS_VIEW, query="?state=given_up"),
    Command("Checks of shops", "checks", Permission.JOBS_VIEW),
)


def _checks(member: Member) -> list[Act]:
    return [Act("Check all shops now", "check-new", Permission.JOBS_EDIT)]


add_acts(_checks)
add_topics(Permission.JOBS_VIEW, "alerts", "checks")
