"""The list of messages to buyers."""

from __future__ import annotations

from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.topics import add_topics

from .models import Notice

NOTICES = add_list(
    ListPage(
        "notices",
        "Messages",
        Permission.ORDERS_VIEW,
        Notice,
        (
            Column("Order", lambda notice: notice.order.number),
            Column("Channel", lambda notice: notice.connection.name),
            Column("Step", lambda notice: notice.get_step_display()),
            Column("State", lambda notice: notice.get_state_display()),
            Column("Language", lambda notice: notice.language),
            Column("Text", lambda notice: notice.text, Permission.BUYERS_VIEW),
            Column("Trouble", lambda notice: notice.trouble),
            Column("What to do", lambda notice: notice.remedy),
            Column("Caused (UTC)", lambda notice: notice.caused_at),
            Column("Sent (UTC)", lambda notice: notice.sent_at),
        ),
        codes=("order__number",),
        box="notices",
    )
)
add_commands(
    Command("Messages to buyers", "notices", Permission.ORDERS_VIEW),
    Command("Messages that failed", "notices", Permission.ORDERS_VIEW, query="?view=failed"),
    Command("Texts of messages", "notice-shops", Permission.CHANNELS_VIEW),
)
add_topics(Permission.ORDERS_VIEW, "notices")
