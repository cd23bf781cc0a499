"""The lists of members, API keys, and what was done."""

from __future__ import annotations

from shopwright.hub.access.models import ApiKey, Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, GatheredList, ListPage, add_list
from shopwright.hub.lists.topics import add_topics

from .event_tables import TOPIC
from .history import Change
from .models import Approval

MEMBERS = add_list(
    ListPage(
        "members",
        "Members",
        Permission.MEMBERS_VIEW,
        Member,
        (
            Column("Person", lambda member: member.user.email),
            Column("Role", lambda member: member.get_role_display()),
            Column("Second factor", lambda member: member.has_second_factor),  # type: ignore[attr-defined]
            Column("Since (UTC)", lambda member: member.joined_at),
            Column("Last log-in (UTC)", lambda member: member.user.last_login),
        ),
    )
)


def _state(key: ApiKey) -> str:
    return "revoked" if key.revoked_at else "ended" if key.has_ended else "works"


# Not even how a key begins goes out: its name and its day tell it from others.
KEYS = add_list(
    ListPage(
        "keys",
        "API keys",
        Permission.KEYS_EDIT,
        ApiKey,
        (
            Column("Key", lambda key: key.name),
            Column("State", _state),
            Column("May", lambda key: ", ".join(key.scopes)),
            Column("Made by", lambda key: key.made_by.email),
            Column("Made (UTC)", lambda key: key.created_at),
            Column("Last used (UTC)", lambda key: key.last_used_at),
            Column("Ends (UTC)", lambda key: key.expires_at),
            Column("Revoked (UTC)", lambda key: key.revoked_at),
        ),
    )
)
HISTORY = add_list(
    GatheredList[Change](
        "history",
        "History",
        Permission.HISTORY_VIEW,
        (
            Column("When (UTC)", lambda change: change.at),
            Column("What", lambda change: change.thing),
            Column("Which", lambda change: change.name),
            Column("Act", lambda change: change.act),
            Column("Change", lambda change: change.words if change.difference else ""),
            Column("Who", lambda change: change.who),
            Column("Through", lambda change: change.through),
        ),
    )
)
APPROVALS = add_list(
    ListPage(
        "approvals",
        "Approvals",
        Permission.APPROVALS_VIEW,
        Approval,
        (
            Column("What", lambda row: row.words),
            Column("About", lambda row: row.get_kind_display()),
            Column("State", lambda row: row.get_state_display()),
            Column("Asked by", lambda row: row.requested_by.email if row.requested_by else ""),
            Column("By an API key", lambda row: row.by_key),
            Column("Asked (UTC)", lambda row: row.requested_at),
            Column("Decided by", lambda row: row.decided_by.email if row.decided_by else ""),
            Column("Decided (UTC)", lambda row: row.decided_at),
            Column("Why", lambda row: row.reason),
            Column("What came of it", lambda row: row.outcome),
        ),
    )
)
add_commands(Command("Approvals", "approvals", Permission.APPROVALS_VIEW))
add_topics(Permission.APPROVALS_VIEW, "approvals")
add_topics(Permission.MEMBERS_VIEW, "people")
add_topics(Permission.HISTORY_VIEW, TOPIC)
