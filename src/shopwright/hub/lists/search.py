"""What search finds: each app says once how its things are looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission


class Hit(NamedTuple):
    """A thing that fits. ``page`` and ``pk``: its address. ``is_exact``: the text is its number, not a part of it."""

    title: str
    note: str
    page: str
    pk: int
    is_exact: bool = False


class Source(NamedTuple):
    """A kind of thing. ``find``: at most so many things of a member's workspace that fit a text, exact ones first.

    ``list_name``: the list that shows them all.
    """

    name: str
    title: str
    permission: Permission
    find: Callable[[Member, str, int], Sequence[Hit]]
    list_name: str


class Group(NamedTuple):
    """What a source found; ``has_more``: beyond what is told here."""

    source: Source
    hits: Sequence[Hit]
    has_more: bool


SOURCES: list[Source] = []
#: Characters that a text needs before parts of titles are looked for.
SHORTEST = 2
LONGEST = 200


def add_source(source: Source) -> Source:
    """Make a kind of thing known to search."""
    SOURCES.append(source)
    return source


def search(member: Member, text: str, limit: int) -> list[Group]:
    """What fits a text, of each kind that the member may see."""
    text = text.strip()[:LONGEST]
    if len(text) < SHORTEST:
        return []
    asked = [(source, source.find(member, text, limit + 1)) for source in SOURCES if member.may(source.permission)]
    return [Group(source, hits[:limit], len(hits) > limit) for source, hits in asked if hits]


def only_match(groups: Sequence[Group]) -> Hit | None:
    """The thing whose number the text is, where there is exactly one."""
    exact = [hit for group in groups for hit in group.hits if hit.is_exact]
    return exact[0] if len({(hit.page, hit.pk) for hit in exact}) == 1 else None
