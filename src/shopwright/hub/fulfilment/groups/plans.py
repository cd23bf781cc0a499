"""A split as a person fills it in: how many pieces of each thing go into which parcel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shopwright.hub.channels.parcel_groups import SplitAdvice, SplitRule
from shopwright.hub.orders.models import OrderLine

from .services import RegroupError

#: Parcels that the form offers at most.
MOST_PARCELS = 6


@dataclass(slots=True)
class Thing:
    """Lines of an order that are alike. ``pieces``: how many of them go into each parcel, the first one first."""

    lines: list[OrderLine] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)
    trouble: str = ""

    @property
    def line(self) -> OrderLine:
        return self.lines[0]

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)


def things(lines: Sequence[OrderLine]) -> list[Thing]:
    """What waits, put together by what it is."""
    by_kind: dict[tuple[object, ...], Thing] = {}
    for line in lines:
        by_kind.setdefault((line.sku_id, line.seller_sku, line.title, line.options), Thing()).lines.append(line)
    return list(by_kind.values())


def fill(rows: Sequence[Thing], form: Mapping[str, str], parcels: int) -> None:
    """Read the pieces of each thing and parcel, named ``pieces-ROW-PARCEL``; what was not filled in is in the first."""
    for number, row in enumerate(rows):
        texts = [form.get(f"pieces-{number}-{parcel}") for parcel in range(parcels)]
        if all(text is None for text in texts):
            row.pieces = [row.quantity, *[0] * (parcels - 1)]
            continue
        plain = [(text or "0").strip() or "0" for text in texts]
        if all(text.isdecimal() and len(text) < 7 for text in plain):
            row.pieces = [int(text) for text in plain]
        else:
            row.pieces, row.trouble = [0] * parcels, "Give whole numbers of pieces."


def parts_of(rows: Sequence[Thing], advice: SplitAdvice) -> list[list[OrderLine]]:
    """The lines of each parcel, empty parcels left out; what is wrong with a row is written on it.

    Raises RegroupError where anything is.
    """
    if advice.rule is SplitRule.MUST_NOT:
        raise RegroupError(advice.words)
    parts: list[list[OrderLine]] = [[] for _ in (rows[0].pieces if rows else [])]
    for row in rows:
        row.trouble = row.trouble or _trouble(row, advice)
        if not row.trouble and not _allot(row, parts):
            row.trouble = "The pieces of one order line stay together."
    if any(row.trouble for row in rows):
        raise RegroupError("Nothing was split. Mend the numbers below.")
    filled = [part for part in parts if part]
    if len(filled) < 2:
        raise RegroupError("All of it is in one parcel. Put something into another one.")
    return filled


def _trouble(row: Thing, advice: SplitAdvice) -> str:
    if sum(row.pieces) != row.quantity:
        return f"{sum(row.pieces)} are in parcels, of {row.quantity} that wait."
    if not advice.by_piece and sum(pieces > 0 for pieces in row.pieces) > 1:
        return "In this market all pieces of a SKU go in one parcel."
    return ""


def _allot(row: Thing, parts: Sequence[list[OrderLine]]) -> bool:
    """Put a thing's lines into the parcels, the large ones first; False where they do not come out even."""
    left = list(row.pieces)
    for line in sorted(row.lines, key=lambda line: (-line.quantity, line.pk)):
        place = next((number for number, room in enumerate(left) if room >= line.quantity), None)
        if place is None:
            return False
        left[place] -= line.quantity
        parts[place].append(line)
    return True
