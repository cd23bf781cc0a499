"""The list of returns and cancellations, and how search finds them."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics

from . import queries
from .models import Case

RETURNS = add_list(
    ListPage(
        "returns",
        "Returns",
        Permission.RETURNS_VIEW,
        Case,
        (
            Column("Kind", lambda case: case.get_kind_display()),
            Column("Number", lambda case: case.external_id),
            Column("Order", lambda case: case.order.number),
            Column("Channel", lambda case: case.connection.name),
            Column("Why", lambda case: case.reason_words),
            Column("What the buyer says", lambda case: case.buyer_text, Permission.BUYERS_VIEW),
            Column("Goods", lambda case: case.get_goods_display()),
            Column("Money", lambda case: case.get_money_display()),
            Column("Waits for", lambda case: case.get_waits_for_display()),
            Column("Answer by (UTC)", lambda case: case.deadline),
            Column("Asked for", lambda case: case.amount),
            Column("Currency", lambda case: case.currency),
            Column("Tracking number", lambda case: case.tracking_number),
            Column("Opened (UTC)", lambda case: case.opened_at),
        ),
        codes=("external_id", "order__number", "tracking_number"),
        box="cases",
    )
)


def _find(member: Member, text: str, limit: int) -> Sequence[Hit]:
    rows = queries.cases(member.workspace).filter(queries.matching(member.workspace, text)).order_by("-pk")[:limit]
    hits = [
        Hit(
            str(case),
            f"{case.connection.name}, order {case.order.number}, {case.get_money_display().lower()}",
            "return",
            case.pk,
            text in (case.external_id, case.tracking_number),
        )
        for case in rows
    ]
    return sorted(hits, key=lambda hit: not hit.is_exact)


add_source(Source("returns", "Returns", Permission.RETURNS_VIEW, _find, "returns"))
add_commands(Command("Returns to inspect", "returns", Permission.RETURNS_VIEW, query="?view=inspect"))
add_topics(Permission.RETURNS_VIEW, "returns")
