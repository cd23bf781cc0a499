"""The list of connected shops, and how search finds them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics

from .models import Connection, ConnectionState

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
            Column("Stock", lambda shop: "sent at once" if shop.is_realtime else "held back"),
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
add_topics(Permission.CHANNELS_VIEW, "channels")
