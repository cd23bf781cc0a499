"""What was done in a workspace, the newest first, a page at a time from whatever tables keep it.

Lines have one order for all tables: by time, then by the name of the table, then by the row. A page begins behind a
line, and each table is asked for no more rows than a page has, so that a page costs the same however much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.core.signing import BadSignature, Signer
from django.db.models import Q

from shopwright import decoders
from shopwright.hub.access.models import Workspace
from shopwright.hub.core.lists import PAGE

from .differences import Difference

_signer = Signer(salt="history")


class Change(NamedTuple):
    """A line of the history: what was changed, from what to what, when, by whom and by which request or job.

    ``thing``: a kind of record. ``name``: what the record is called, its id where it has no name. ``url``: its page.
    """

    at: datetime
    thing: str
    name: str
    act: str
    difference: Difference
    who: str
    through: str
    url: str = ""

    @property
    def words(self) -> str:
        """What happened, as a text without marks."""
        if not self.difference:
            return self.act
        return "; ".join(f"{title}: {old} → {new}" for title, (old, new) in self.difference.items())


class Place(NamedTuple):
    """A line that a page begins behind, as it stands in an address."""

    at: datetime
    source: str
    pk: int


class Bound(NamedTuple):
    """Where a table's rows of a page begin: before a time, at it, or behind one of the rows of that time."""

    at: datetime
    takes_equal: bool = False
    pk: int | None = None

    def condition(self, time: str, pk: str) -> Q:
        """The bound for a table, by the names of its time and its key."""
        if self.pk is not None:
            return Q(**{f"{time}__lte": self.at}) & (Q(**{f"{time}__lt": self.at}) | Q(**{f"{pk}__lt": self.pk}))
        return Q(**{f"{time}__{'lte' if self.takes_equal else 'lt'}": self.at})


class Line(NamedTuple):
    """A row of a source, not read further than to its place among the others."""

    at: datetime
    source: str
    pk: int


@dataclass(frozen=True)
class Source:
    """A table that history is read from.

    ``lines``: at most so many of its newest rows within a bound. ``changes``: what some of its rows say, by key; those
    that say nothing are left out.
    """

    name: str
    title: str
    lines: Callable[[Workspace, Bound | None, int], Sequence[Line]]
    changes: Callable[[Workspace, Sequence[int]], dict[int, Change]]


class Narrowed(NamedTuple):
    """What a visitor narrows history to: a source, and days from one on and before another."""

    source: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class HistoryPage:
    """A page of the history; ``next_after`` is where the next one begins, empty at the end."""

    rows: Sequence[Change]
    next_after: str
    is_first: bool
    narrowed: Narrowed = field(default=Narrowed())


#: How often more lines are read for a page, and how many at least, where many say nothing. What is left comes next.
_ROUNDS, _LEAST = 10, 20


def page_of(
    workspace: Workspace, sources: Sequence[Source], narrowed: Narrowed, after: str = "", size: int = PAGE
) -> HistoryPage:
    """A page of what some sources tell. Rows that say nothing take no room on it."""
    first = place = _read_place(after)
    rows: list[Change] = []
    is_more = True
    for _ in range(_ROUNDS):
        wanted = max(size - len(rows), _LEAST)
        lines = _lines(workspace, sources, narrowed, place, wanted + 1)
        rows += _told(workspace, sources, lines[:wanted])
        is_more = len(lines) > wanted
        if lines:
            place = Place(*lines[:wanted][-1])
        if not is_more or len(rows) >= size:
            break
    further = _write_place(place) if is_more and place else ""
    return HistoryPage(rows, further, first is None, narrowed)


def all_of(workspace: Workspace, sources: Sequence[Source], narrowed: Narrowed, size: int = 500) -> Iterator[Change]:
    """All that the sources tell, a part at a time."""
    after = ""
    while True:
        page = page_of(workspace, sources, narrowed, after, size)
        yield from page.rows
        if not page.next_after:
            return
        after = page.next_after


def _lines(
    workspace: Workspace, sources: Sequence[Source], narrowed: Narrowed, place: Place | None, limit: int
) -> list[Line]:
    gathered: list[Line] = []
    for source in sources:
        if not narrowed.source or source.name == narrowed.source:
            gathered += source.lines(workspace, _bound(source.name, narrowed, place), limit)
    lines = [line for line in gathered if narrowed.since is None or line.at >= narrowed.since]
    lines.sort(key=lambda line: (line.source, -line.pk))
    lines.sort(key=lambda line: line.at, reverse=True)
    return lines[:limit]


def _bound(source: str, narrowed: Narrowed, place: Place | None) -> Bound | None:
    if place is None:
        return Bound(narrowed.before) if narrowed.before else None
    return Bound(place.at, takes_equal=source > place.source, pk=place.pk if source == place.source else None)


def _told(workspace: Workspace, sources: Sequence[Source], lines: Sequence[Line]) -> list[Change]:
    told: dict[tuple[str, int], Change] = {}
    for source in sources:
        pks = [line.pk for line in lines if line.source == source.name]
        if pks:
            told.update({(source.name, pk): change for pk, change in source.changes(workspace, pks).items()})
    return [told[line.source, line.pk] for line in lines if (line.source, line.pk) in told]


def _write_place(place: Place) -> str:
    return _signer.sign(msgspec.json.encode([place.at, place.source, place.pk]).decode())


def _read_place(after: str) -> Place | None:
    if not after:
        return None
    try:
        return Place(*decoders.decode(_signer.unsign(after), type=tuple[datetime, str, int]))
    except (BadSignature, msgspec.DecodeError):
        return None
