"""A page as a list of shapes, in points from its upper left corner, independent of the file format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from . import code128, qr
from .model import DocumentSize
from .spelling import Run, spell, tidy, wide

MM = 72 / 25.4
DOT = 72 / 203  # points per dot of a thermal printer
A4 = (210 * MM, 297 * MM)
SIZES = {DocumentSize.A6: (105 * MM, 148 * MM), DocumentSize.A5: (148 * MM, 210 * MM)}

_LEADING = 1.22
_WIDEST = 5  # dots of a bar code's narrowest bar: wider ones read no better

Rectangle = tuple[float, float, float, float]  # x, y, width, height


class Type(Protocol):
    """The letters that a kind of file has: how wide a Latin text runs in em, and whether East Asian ones are there."""

    east_asian: bool

    def width(self, text: str, bold: bool) -> float: ...


class Text(Struct, frozen=True, tag=True):
    """A line of text, ``x`` its left end and ``y`` its baseline; ``white`` ones stand on black."""

    x: float
    y: float
    size: float
    runs: tuple[Run, ...]
    plain: str
    bold: bool = False
    white: bool = False


class Fill(Struct, frozen=True, tag=True):
    """A black rectangle."""

    x: float
    y: float
    width: float
    height: float


class Shape(Struct, frozen=True, tag=True):
    """A polygon, filled black, or outlined when it has a line width."""

    points: tuple[tuple[float, float], ...]
    line: float = 0


class Bars(Struct, frozen=True, tag=True):
    """A Code 128; ``x`` is its first bar, ``module`` the width of the narrowest."""

    x: float
    y: float
    height: float
    module: float
    data: str

    def rectangles(self) -> list[Rectangle]:
        """The black bars."""
        rectangles: list[Rectangle] = []
        x = self.x
        for place, width in enumerate(map(int, code128.bars(self.data))):
            if place % 2 == 0:
                rectangles.append((x, self.y, width * self.module, self.height))
            x += width * self.module
        return rectangles


class Matrix(Struct, frozen=True, tag=True):
    """A QR code; ``x`` and ``y`` are the corner of its modules, ``count`` in a row, each ``module`` wide."""

    x: float
    y: float
    module: float
    count: int
    data: str

    def rectangles(self) -> list[Rectangle]:
        """The dark modules, neighbours in a row as one."""
        rectangles: list[Rectangle] = []
        for down, row in enumerate(qr.rows(self.data)):
            start: int | None = None
            for across, dark in enumerate([*row, False]):
                if dark and start is None:
                    start = across
                elif not dark and start is not None:
                    x, y = self.x + start * self.module, self.y + down * self.module
                    rectangles.append((x, y, (across - start) * self.module, self.module))
                    start = None
        return rectangles


Item = Text | Fill | Shape | Bars | Matrix


class Sheet(Struct, frozen=True):
    """One page."""

    width: float
    height: float
    items: tuple[Item, ...]


class Line(Struct, frozen=True):
    """A paragraph of a block; ``scale`` is relative to the block's size."""

    text: str
    bold: bool = False
    scale: float = 1.0


class Desk:
    """Lays out a sheet. Text that is too long is shrunk, wrapped and finally cut with an ellipsis."""

    def __init__(self, width: float, height: float, type: Type) -> None:
        self.width = width
        self.height = height
        self._type = type
        self._items: list[Item] = []
        self._known: dict[tuple[str, bool], tuple[tuple[Run, ...], float]] = {}
        self._cut_up: dict[str, list[tuple[bool, str]]] = {}

    def sheet(self) -> Sheet:
        return Sheet(self.width, self.height, tuple(self._items))

    def fill(self, x: float, y: float, width: float, height: float) -> None:
        self._items.append(Fill(x, y, width, height))

    def frame(self, x: float, y: float, width: float, height: float, line: float) -> None:
        self.fill(x, y, width, line)
        self.fill(x, y + height - line, width, line)
        self.fill(x, y, line, height)
        self.fill(x + width - line, y, line, height)

    def shape(self, points: Sequence[tuple[float, float]], line: float = 0) -> None:
        self._items.append(Shape(tuple(points), line))

    def text(
        self,
        x: float,
        y: float,
        size: float,
        text: str,
        width: float,
        *,
        bold: bool = False,
        align: float = 0.0,
        white: bool = False,
        smallest: float = 0.6,
    ) -> None:
        """One line within ``width``, shrunk to ``smallest`` of its size and then cut; ``align`` 0 left, 1 right."""
        text = self._tidy(text)
        runs, em = self._spelled(text, bold)
        if em * size > width:
            size = max(size * smallest, width / em)
            text = self._cut(text, bold, width / size)
            runs, em = self._spelled(text, bold)
        left = x + (width - em * size) * align
        if runs:
            self._items.append(Text(left, y, size, runs, text, bold, white))

    def block(
        self, x: float, y: float, width: float, height: float, lines: Sequence[Line], largest: float, smallest: float
    ) -> float:
        """Paragraphs from ``y`` down, in the largest size at which all fit; answers where the text ends."""
        tidy_lines = self._tidy_lines(lines)
        size = largest
        rows = self._rows(tidy_lines, width, size)
        while size > smallest and _depth(rows, size) > height:
            size = max(smallest, size - 0.5)
            rows = self._rows(tidy_lines, width, size)
        while rows and _depth(rows, size) > height:
            rows.pop()
            if rows:
                last = rows[-1]
                rows[-1] = Line(
                    self._cut(last.text + " …", last.bold, width / (size * last.scale)), last.bold, last.scale
                )
        for row in rows:
            y += size * row.scale * _LEADING
            self.text(x, y - size * row.scale * 0.28, size * row.scale, row.text, width, bold=row.bold)
        return y

    def depth(self, width: float, lines: Sequence[Line], size: float) -> float:
        """How high a block is at a size."""
        return _depth(self._rows(self._tidy_lines(lines), width, size), size)

    def barcode(self, x: float, y: float, width: float, height: float, data: str) -> None:
        """A Code 128 centred in the width, its modules whole printer dots as long as there is one for each."""
        count = code128.modules(data)
        dots = min(_WIDEST, int(width / DOT / count))
        module = dots * DOT if dots else width / count
        left = x + (width - module * count) / 2 + module * code128.QUIET
        if dots:
            left, y = _on_dot(left), _on_dot(y)
        self._items.append(Bars(left, y, height, module, data))

    def matrix(self, x: float, y: float, side: float, data: str) -> None:
        """A QR code centred in a square that keeps its quiet zone, its modules whole printer dots."""
        count = len(qr.rows(data))
        module = max(1, int(side / DOT / (count + 2 * qr.QUIET))) * DOT
        inset = (side - module * count) / 2
        self._items.append(Matrix(_on_dot(x + inset), _on_dot(y + inset), module, count, data))

    def _spelled(self, text: str, bold: bool) -> tuple[tuple[Run, ...], float]:
        measured = self._known.get((text, bold))
        if measured is None:
            runs = spell(text, self._type.east_asian)
            measured = runs, sum(run.em or self._type.width(run.text, bold) for run in runs)
            self._known[text, bold] = measured
        return measured

    def _tidy(self, text: str) -> str:
        return tidy(text, self._type.east_asian)

    def _tidy_lines(self, lines: Sequence[Line]) -> list[Line]:
        return [Line(self._tidy(line.text), line.bold, line.scale) for line in lines if line.text.strip()]

    def _em(self, text: str, bold: bool) -> float:
        return self._spelled(text, bold)[1]

    def _rows(self, lines: Sequence[Line], width: float, size: float) -> list[Line]:
        return [
            Line(row, line.bold, line.scale)
            for line in lines
            for row in self._wrapped(line.text, line.bold, width / (size * line.scale))
        ]

    def _wrapped(self, text: str, bold: bool, ems: float) -> list[str]:
        rows: list[str] = []
        space = self._em(" ", bold)
        row, used = "", 0.0
        if text not in self._cut_up:
            self._cut_up[text] = _words(text)
        for word in self._cut_up[text]:
            gap = space if row and word[0] else 0.0
            em = self._em(word[1], bold)
            if row and used + gap + em > ems:
                rows.append(row)
                row, used, gap = "", 0.0, 0.0
            while em > ems and len(word[1]) > 1:
                head = self._head(word[1], bold, ems)
                rows.append(head)
                word = False, word[1][len(head) :]
                em = self._em(word[1], bold)
            row += (" " if gap else "") + word[1]
            used += gap + em
        return [*rows, row] if row else rows

    def _head(self, text: str, bold: bool, ems: float) -> str:
        """As many leading characters as fit, at least one."""
        end = 1
        used = self._em(text[0], bold)
        while end < len(text) and (used := used + self._em(text[end], bold)) <= ems:
            end += 1
        return text[:end]

    def _cut(self, text: str, bold: bool, ems: float) -> str:
        if self._em(text, bold) <= ems:
            return text
        return self._head(text, bold, max(0.0, ems - self._em("…", bold))).rstrip() + "…"


def _on_dot(points: float) -> float:
    return round(points / DOT) * DOT


def _depth(rows: Sequence[Line], size: float) -> float:
    return sum(size * row.scale * _LEADING for row in rows)


def _words(text: str) -> list[tuple[bool, str]]:
    """Where a line may break: at spaces (True: a space stands before) and around every East Asian character."""
    words: list[tuple[bool, str]] = []
    for word in text.split():
        start = True
        latin = ""
        for character in word:
            if not wide(character):
                latin += character
                continue
            if latin:
                words.append((start, latin))
                start, latin = False, ""
            words.append((start, character))
            start = False
        if latin:
            words.append((start, latin))
    return words
