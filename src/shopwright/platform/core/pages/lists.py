"""What the lists of a shop's pages have in common: places to go on from, addresses, and what is due next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

T = TypeVar("T")

#: A time in milliseconds and an id: what lists are sorted by.
Place = tuple[int, str]

#: Seconds before a deadline from which it looks near.
_NEAR = 12 * 3600


class Due(msgspec.Struct, frozen=True):
    """What comes next: in words, at which time (ms), and how it looks; ``left`` in seconds, below 0 when late."""

    words: str
    at: int
    left: int
    look: str


class Moment(msgspec.Struct, frozen=True):
    """Something that happened, at a time in ms; a mark for what is still to come."""

    at: int
    words: str
    is_ahead: bool = False


def due_at(words: str, at_ms: int, now: int, *, is_must: bool) -> Due:
    """Something due; ``now`` in unix seconds. ``is_must``: the seller must not miss it."""
    left = at_ms // 1000 - now
    look = ("late" if left < 0 else "soon" if left < _NEAR else "") if is_must else ""
    return Due(words, at_ms, left, look)


class Spot(msgspec.Struct, frozen=True):
    """A page of a list in an address: the state that is shown (empty: all), the place it begins after (empty: the
    newest), and the place where the next page begins (empty: there is none)."""

    base: str
    state: str
    after: str
    next_after: str = ""

    def url(self, **arguments: str) -> str:
        """The list's address with a query."""
        query = urlencode({name: value for name, value in arguments.items() if value})
        return f"{self.base}{'?' if query else ''}{query}"

    @property
    def here(self) -> str:
        return self.url(status=self.state, after=self.after)

    @property
    def newest(self) -> str:
        return self.url(status=self.state)

    @property
    def older(self) -> str:
        return self.url(status=self.state, after=self.next_after)

    @property
    def place(self) -> Place | None:
        return place_of(self.after)

    def before(self, place: Place | None) -> Spot:
        """The same, with where the next page begins."""
        return msgspec.structs.replace(self, next_after=f"{place[0]}-{place[1]}" if place else "")


def place_of(after: str) -> Place | None:
    """The place that an address names; none where it names none that could be."""
    at, _, last = after.partition("-")
    return (int(at), last) if at.isascii() and at.isdigit() and len(at) < 16 and last else None


def kept(
    read: Callable[[Place | None, int], Sequence[T]],
    place: Callable[[T], Place],
    keep: Callable[[T], bool],
    after: Place | None,
    size: int,
) -> list[T]:
    """The first ``size`` rows after a place that are to be kept, read page by page."""
    kept: list[T] = []
    while len(kept) < size:
        page = read(after, size)
        kept += [row for row in page if keep(row)]
        if len(page) < size:
            break
        after = place(page[-1])
    return kept[:size]
