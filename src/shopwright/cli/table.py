"""Prints rows: as a table on a terminal, as lines with tabs into a pipe."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence

from .text import console, visible

#: Blanks between two columns.
_GAP = 2

#: A column of sentences is not made narrower than its longest word, unless a word is wider than any name.
_WIDEST_WORD = 40


def print_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, sentences: Collection[str] = (), as_table: bool = False
) -> None:
    """Print rows of text under their heads.

    A terminal gets a table in which only ``sentences`` are wrapped: names, ids and numbers stay whole. Where not all
    columns have room, the last ones are left out and named on standard error. A pipe gets the rows alone, with a tab
    between two cells, unless it is to be a table too.
    """
    if not (as_table or sys.stdout.isatty()):
        for row in rows:
            print("\t".join(_flat(cell) for cell in row))
        return
    if not rows:
        console().print("nothing", style="dim")
        return
    shown_rows = [[visible(cell) for cell in row] for row in rows]
    places = _fitting(heads, shown_rows, sentences, console().width)
    _print(heads, shown_rows, sentences, places)
    if left_out := [head for place, head in enumerate(heads) if place not in places]:
        note = f"no room for {', '.join(left_out)}: widen the terminal, or use --json"
        console(stderr=True).print(note, style="dim")


def print_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Print names and values, each on one line however long; a tab between the two into a pipe."""
    from rich.text import Text

    if not sys.stdout.isatty():
        for name, value in pairs:
            print(f"{_flat(name)}\t{_flat(value)}")
        return
    width = max((len(name) for name, _ in pairs), default=0) + _GAP
    for name, value in pairs:
        console().print(Text.assemble((visible(name).ljust(width), "dim"), visible(value)))


def _fitting(heads: Sequence[str], rows: Sequence[Sequence[str]], sentences: Collection[str], width: int) -> list[int]:
    """The columns that have room, by place: as many as fit from the first on, and always the first."""
    places: list[int] = []
    used = -_GAP
    for place, head in enumerate(heads):
        used += _GAP + _least(head, [row[place] for row in rows], is_sentence=head in sentences)
        if places and used > width:
            break
        places.append(place)
    return places


def _least(head: str, cells: Sequence[str], *, is_sentence: bool) -> int:
    """The least width of a column."""
    from rich.cells import cell_len

    if is_sentence:
        words = [word for cell in (head, *cells) for word in cell.split()]
        return min(max(map(cell_len, words), default=0), _WIDEST_WORD)
    return max(map(cell_len, (head, *cells)))


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], sentences: Collection[str], places: Sequence[int], width: int
) -> list[int]:
    """The width of each column: what it needs at least, and for sentences what is left of the terminal."""
    columns = [(heads[place], [row[place] for row in rows]) for place in places]
    widths = [_least(head, cells, is_sentence=head in sentences) for head, cells in columns]
    room = width - sum(widths) - _GAP * (len(widths) - 1)
    for place, (head, cells) in enumerate(columns):
        wanted = _least(head, cells, is_sentence=False) - widths[place]
        more = max(0, min(room, wanted))
        widths[place] += more
        room -= more
    return widths


def _print(
    heads: Sequence[str], rows: Sequence[Sequence[str]], sentences: Collection[str], places: Sequence[int]
) -> None:
    from rich.table import Table
    from rich.text import Text

    out = console()
    widths = _widths(heads, rows, sentences, places, out.width)
    if sum(widths) > out.width:  # one column that is wider than the terminal, which breaks its lines by itself
        for row in rows:
            out.print(row[places[0]])
        return
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for place, width in zip(places, widths, strict=True):
        table.add_column(heads[place], overflow="fold", no_wrap=heads[place] not in sentences, width=width)
    for row in rows:
        table.add_row(*[Text(row[place]) for place in places])
    out.print(table, soft_wrap=False)


def _flat(text: str) -> str:
    """Text in one cell of a line: neither tabs nor line ends."""
    return visible(" ".join(text.split("\n"))).replace("\t", " ")
