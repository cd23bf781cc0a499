"""What the lists of a shop's pages have in common: places to go on from, addresses, and what is due next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar
from urllib.parse import urlencode

import msgspec

from .page import Ask

T = TypeVar("T")

#: A time in milliseconds and an id: what lists are sorted by.
Place = tuple[int, str]

#: How lists by time can be sorted: the value in the address, the column, and whether the newest come first.
SORTS = {
    "": ("created_at", True),
    "created": ("created_at", False),
    "-updated": ("updated_at", True),
    "updated": ("updated_at", False),
}

#: Rows that are looked at for one page of a search by text, and how many are read at once.
_MOST_LOOKED_AT, _READ_AT_ONCE = 5_000, 200

#: Seconds before a deadline from which it looks near.
_NEAR = 12 * 3600


class Due(msgspec.Struct, frozen=True):
    """What comes next: in words, at which time (ms), and how it looks; ``left`` in seconds, below 0 when late."""

    words: str
    at: int
    left: int
    look: str


class Moment(msgspec.Struct, frozen=True):
    """Something that happened, at a time in ms, and how it looks; a mark for what is still to come."""

    at: int
    words: str
    is_ahead: bool = False
    look: str = "done"


def due_at(words: str, at_ms: int, now: int, *, is_must: bool) -> Due:
    """Something due; ``now`` in unix seconds. ``is_must``: the seller must not miss it."""
    left = at_ms // 1000 - now
    look = ("late" if left < 0 else "soon" if left < _NEAR else "") if is_must else ""
    return Due(words, at_ms, left, look)


class Spot(msgspec.Struct, frozen=True):
    """A page of a list in an address.

    The state that is shown and the text that is searched for (empty: all), the first and the last day in UTC, how it is
    sorted (see :data:`SORTS`), the place that it begins after, and the place where the next page begins (empty: there
    is none).
    """

    base: str
    state: str = ""
    after: str = ""
    text: str = ""
    since: str = ""
    until: str = ""
    sort: str = ""
    next_after: str = ""

    def url(self, **changes: str) -> str:
        """The list's address with its filters and these changes, from its beginning."""
        kept = {"status": self.state, "q": self.text, "since": self.since, "until": self.until, "sort": self.sort}
        query = urlencode({name: value for name, value in {**kept, **changes}.items() if value})
        return f"{self.base}{'?' if query else ''}{query}"

    def file_url(self, kind: str) -> str:
        """The address of all its rows as a file of a kind, such as ``csv``."""
        shop, _, name = self.base.rpartition("/")
        return self.url().replace(self.base, f"{shop}/files/{name}.{kind}", 1)

    @property
    def here(self) -> str:
        return self.url(after=self.after)

    @property
    def newest(self) -> str:
        return self.url()

    @property
    def older(self) -> str:
        return self.url(after=self.next_after)

    @property
    def place(self) -> Place | None:
        return place_of(self.after)

    @property
    def by(self) -> str:
        """The column that it is sorted by."""
        return SORTS[self.sort][0]

    @property
    def descending(self) -> bool:
        return SORTS[self.sort][1]

    @property
    def is_narrowed(self) -> bool:
        """Whether more than the state selects the rows."""
        return bool(self.text or self.since or self.until)

    @property
    def is_set(self) -> bool:
        return bool(self.state or self.after or self.is_narrowed)

    @property
    def since_ms(self) -> int | None:
        return _day_ms(self.since)

    @property
    def before_ms(self) -> int | None:
        """The end of the last day."""
        return _day_ms(self.until, 1)

    def sorted_by(self, name: str) -> str:
        """The address of the same rows by this column, the other way round where they are by it already."""
        newest, oldest = ("", "created") if name == "created" else ("-updated", "updated")
        return self.url(sort=oldest if self.sort == newest else newest)

    def ordered(self, name: str) -> str:
        """How the rows are sorted by this column, as ``aria-sort`` says it."""
        if not self.by.startswith(name):
            return "none"
        return "descending" if self.descending else "ascending"

    def before(self, place: Place | None) -> Spot:
        """The same, with where the next page begins."""
        return msgspec.structs.replace(self, next_after=f"{place[0]}-{place[1]}" if place else "")


def read_spot(ask: Ask, base: str, states: Collection[str]) -> Spot:
    """The page of a list that an address asks for; what names nothing is left out."""
    state, sort = ask.query("status"), ask.query("sort")
    return Spot(
        base,
        state=state if state in states else "",
        after=ask.query("after")[:100],
        text=ask.query("q")[:200],
        since=_day(ask.query("since")),
        until=_day(ask.query("until")),
        sort=sort if sort in SORTS else "",
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


def _day_ms(day: str, days_later: int = 0) -> int | None:
    if not day:
        return None
    at = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    return int(at * 1000) + round(timedelta(days=days_later).total_seconds() * 1000)


def place_of(after: str) -> Place | None:
    """The place that an address names; none where it names none that could be."""
    at, _, last = after.partition("-")
    return (int(at), last) if at.isascii() and at.isdigit() and len(at) < 16 and last else None


class Rows(msgspec.Struct, Generic[T], frozen=True):
    """A page's rows, the place where the next page begins, and whether more rows have to be looked at to fill it."""

    rows: list[T]
    next_place: Place | None = None
    is_cut: bool = False


def rows_of(
    read: Callable[[Place | None, int], Sequence[T]],
    place: Callable[[T], Place],
    keep: Callable[[T], bool] | None,
    after: Place | None,
    size: int,
) -> Rows[T]:
    """The first ``size`` rows after a place that are to be kept (all, where ``keep`` is none).

    Stops after some thousand rows that were looked at, however few are kept: the next page goes on from there.
    """
    if keep is None:
        page = list(read(after, size + 1))
        return Rows(page[:size], place(page[size - 1]) if len(page) > size else None)
    kept_rows: list[T] = []
    for _ in range(_MOST_LOOKED_AT // _READ_AT_ONCE):
        page = list(read(after, _READ_AT_ONCE))
        for row in page:
            if keep(row):
                if len(kept_rows) == size:
                    return Rows(kept_rows, place(kept_rows[-1]))
                kept_rows.append(row)
        if len(page) < _READ_AT_ONCE:
            return Rows(kept_rows)
        after = place(page[-1])
    return Rows(kept_rows, after, is_cut=True)


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
