"""Lists of SKUs and pieces that people paste or scan: read, compared with what is known, and booked at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from shopwright.hub.access.models import User
from shopwright.hub.catalog.models import Variant

from . import queries
from .models import Balance, Location, Reason
from .services import Line, StockError, move_many

#: SKUs that one list may have.
MOST_LINES = 5000
#: Characters of a line; a SKU has 80 or fewer.
_LONGEST_LINE = 200
_LINE = re.compile(r"^(?P<sku>.*?)(?:(?:\s*[;,]\s*|\s+(?:[x×]\s*)?)(?P<pieces>\d{1,6}))?$")


@dataclass
class Lines:
    """Pieces by SKU, in the order of the list; a SKU that comes twice is added up. ``unread``: lines of no sense."""

    pieces: dict[str, int] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


class Row(NamedTuple):
    """A SKU of a sheet: what the list says, and what was known before."""

    variant: Variant
    pieces: int
    on_hand: int
    reserved: int

    @property
    def difference(self) -> int:
        return self.pieces - self.on_hand


class Sheet(NamedTuple):
    """A list as it was understood; ``unknown``: lines whose SKU nobody knows, or that are bundles."""

    rows: list[Row]
    unknown: list[str]


def read_lines(text: str, usual_pieces: int) -> Lines:
    """A SKU and a number on each line, apart by a space, tab, comma or semicolon.

    A line without a number counts as ``usual_pieces``, as when each piece is scanned. Raises StockError for a list
    that is too long.
    """
    lines = Lines()
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _LINE.match(line.strip()) if len(line) <= _LONGEST_LINE else None
        sku = match["sku"].strip(" \t;,") if match else ""
        if not match or not sku:
            lines.unread.append(line.strip()[:80])
            continue
        lines.pieces[sku] = lines.pieces.get(sku, 0) + int(match["pieces"] or usual_pieces)
    if len(lines.pieces) > MOST_LINES:
        raise StockError(f"A list has at most {MOST_LINES:,} SKUs. Book it in parts, or import a file.")
    return lines


def read_sheet(location: Location, text: str) -> Sheet:
    """Understand a list for a location. SKUs are found by SKU or by GTIN, as scanners read it. Raises StockError."""
    lines = read_lines(text, usual_pieces=1)
    own = Variant.objects.filter(workspace_id=location.workspace_id).select_related("product")
    known = {variant.sku: variant for variant in own.filter(sku__in=lines.pieces)}
    rest = [sku for sku in lines.pieces if sku not in known]
    known.update({variant.gtin: variant for variant in own.filter(gtin__in=[text for text in rest if text])})
    bundles = queries.bundles_among([variant.pk for variant in known.values()])
    places = {
        balance.variant_id: balance
        for balance in Balance.objects.filter(location=location, variant__in=[item.pk for item in known.values()])
    }
    pieces: dict[int, int] = {}
    unknown = list(lines.unread)
    variants = {}
    for sku, number in lines.pieces.items():
        variant = known.get(sku)
        if variant is None or variant.pk in bundles:
            unknown.append(f"{sku} (a bundle: book its parts)" if variant else sku)
            continue
        variants[variant.pk] = variant
        pieces[variant.pk] = pieces.get(variant.pk, 0) + number
    rows = []
    for pk, number in pieces.items():
        balance = places.get(pk)
        on_hand, reserved = (balance.on_hand, balance.reserved) if balance else (0, 0)
        rows.append(Row(variants[pk], number, on_hand, reserved))
    return Sheet(rows, unknown)


def book_sheet(location: Location, text: str, token: str, by: User, *, is_count: bool) -> int:
    """Book a list, once for each token; returns how many SKUs changed. Raises StockError for SKUs nobody knows."""
    sheet = read_sheet(location, text)
    if sheet.unknown:
        raise StockError(f"{len(sheet.unknown)} lines name no SKU: {', '.join(sheet.unknown[:5])}. Mend them first.")
    lines = [
        Line(row.variant.pk, location.pk, row.pieces, f"sheet:{token}:{row.variant.pk}:{location.pk}")
        for row in sheet.rows
    ]
    reason = Reason.COUNTED if is_count else Reason.RECEIVED
    return move_many(location.workspace_id, lines, reason, by=by, are_counts=is_count)
