"""The list of connected shops, and how search finds them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import Act, Command, add_acts, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics

from .models import Connection, ConnectionState

#: Shops that the palette has acts of.
_MOST_SHOPS = 50

CONNECTIONS = add_list(
    ListPage(
        "connections",
        "Channels",
        Permission.CHANNELS_VIEW,
        Connection,
        (
            Column("Shop", lambda shop: shop.name),
            Column("Channel", lambda shop: shop.channel),
            Column("Id there", lambda shop: shop.external_id),
            Column("Market", lambda shop: shop.region),
            Column("Currency", lambda shop: shop.currency),
            Column("State", lambda shop: shop.get_state_display()),
            Column("Stock", lambda shop: "held back" if shop.silence else "sent at once"),
            Column("Consent ends (UTC)", lambda shop: shop.consent_ends_at),
            Column("Trouble", lambda shop: shop.trouble),
        ),
    )
)


def _find(member: Member, text: str, limit: int) -> Sequence[Hit]:
    fits = Q(name__icontains=text) | Q(external_id=text)
    shops = Connection.objects.filter(fits, workspace=member.workspace).exclude(state=ConnectionState.GONE)
    return [
        Hit(shop.name, f"{shop.channel} {shop.region}, {shop.get_state_display().lower()}", "connection", shop.pk)
        for shop in shops.order_by("name", "pk")[:limit]
    ]


add_source(Source("connections", "Channels", Permission.CHANNELS_VIEW, _find, "connections"))
add_commands(Command("Connect a shop", "connections", Permission.CHANNELS_EDIT))


def _shops(member: Member) -> list[Act]:
    """Pause and resume each shop, and look whether it works."""
    shops = Connection.objects.filter(workspace=member.workspace).exclude(state=ConnectionState.GONE)
    told = []
    for shop in shops.order_by("name", "pk")[:_MOST_SHOPS]:
        parts = (str(shop.pk),)
        told.append(Act(f"Test {shop.name}", "connection-change", Permission.CHANNELS_EDIT, {"do": "check"}, parts))
        if shop.state == ConnectionState.ACTIVE:
            question = f"Nothing is read from {shop.name} and nothing sent to it until it is resumed."
            fields, words, answer = {"do": "pause"}, f"Pause {shop.name}", "Pause"
        elif shop.state == ConnectionState.PAUSED:
            question = f"{shop.name} is read and written again, and catches up."
            fields, words, answer = {"do": "resume"}, f"Resume {shop.name}", "Resume"
        else:
            continue
        told.append(Act(words, "connection-change", Permission.CHANNELS_EDIT, fields, parts, question, answer))
    return told


add_acts(_shops)
add_topics(Permission.CHANNELS_VIEW, "channels")
