"""What the palette offers by name: pages, and acts that begin at a page. Each app says which it has."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission

from .queries import views
from .registry import LISTS


class Command(NamedTuple):
    """``words``: what people look for. ``page``: where it leads, with the further parts of its address."""

    words: str
    page: str
    permission: Permission
    parts: tuple[str, ...] = ()
    query: str = ""


class Offer(NamedTuple):
    """A command of a member, ready to be followed."""

    words: str
    note: str
    url: str


COMMANDS: list[Command] = []


def add_commands(*commands: Command) -> None:
    COMMANDS.extend(commands)


def offers(member: Member) -> list[Offer]:
    """The pages and acts that a member may use, and the views that the member sees."""
    slug = member.workspace.slug
    known = [
        Offer(item.words, "", f"{reverse(item.page, args=[slug, *item.parts])}{item.query}")
        for item in COMMANDS
        if member.may(item.permission)
    ]
    for view in views(member):
        listed = LISTS.get(view.list_name)
        if listed is not None and member.may(listed.permission):
            place = f"{reverse(listed.name, args=[slug])}?{view.query}"
            known.append(Offer(view.name, f"view of {listed.title.lower()}", place))
    return known
