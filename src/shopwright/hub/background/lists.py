"""The rows of a large act as a list, and who hears of it."""

from __future__ import annotations

from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.topics import add_topics

from .models import RunRow

RUN_ROWS = add_list(
    ListPage(
        "background-run",
        "Rows of a large act",
        Permission.TODAY_VIEW,
        RunRow,
        (
            Column("Row", lambda row: row.number),
            Column("What", lambda row: row.about),
            Column("Result", lambda row: row.get_outcome_display()),
            Column("How and why", lambda row: row.words),
        ),
        is_of_row=True,
    )
)
add_topics(Permission.TODAY_VIEW, "background")
