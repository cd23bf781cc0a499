"""The lists of what the self-audit found, and of its runs."""

from __future__ import annotations

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import Act, Command, add_acts, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.topics import add_topics

from .checks import TITLES
from .models import AuditFinding, AuditRun

FINDINGS = add_list(
    ListPage(
        "self-audit",
        "Self-audit",
        Permission.HISTORY_VIEW,
        AuditFinding,
        (
            Column("Check", lambda row: TITLES.get(row.check_name, row.check_name)),
            Column("What", lambda row: row.words),
            Column("What to do", lambda row: row.remedy),
            Column("Weight", lambda row: row.get_weight_display()),
            Column("Found (UTC)", lambda row: row.found_at),
            Column("Last seen (UTC)", lambda row: row.seen_at),
            Column("Over (UTC)", lambda row: row.over_at),
        ),
    )
)
RUNS = add_list(
    ListPage(
        "self-audit-runs",
        "Runs of the self-audit",
        Permission.HISTORY_VIEW,
        AuditRun,
        (
            Column("At (UTC)", lambda run: run.at),
            Column("By", lambda run: run.by.email if run.by else "daily"),
            Column("Checks", lambda run: run.checks),
            Column("Findings", lambda run: run.findings),
            Column("New", lambda run: run.new),
            Column("Over", lambda run: run.over),
        ),
    )
)
add_commands(Command("Self-audit", "self-audit", Permission.HISTORY_VIEW))


def _run(member: Member) -> list[Act]:
    return [Act("Run the self-audit now", "self-audit-run", Permission.HISTORY_VIEW)]


add_acts(_run)
add_topics(Permission.HISTORY_VIEW, "self-audit")
