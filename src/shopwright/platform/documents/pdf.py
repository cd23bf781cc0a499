"""Sheets as a PDF, the same bytes for the same sheets.

Letters are the reader's own: Helvetica, and for East Asian ones the fonts that PDF readers bring for those scripts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from .sheet import Fill, Rectangle, Shape, Sheet, Text
from .spelling import Face, Run, mark_stroke

_FONTS = {
    Face.JAPANESE: "HeiseiKakuGo-W5",
    Face.CHINESE: "STSong-Light",
    Face.KOREAN: "HYSMyeongJo-Medium",
}


class _Path(Protocol):
    def moveTo(self, x: float, y: float) -> None: ...  # noqa: N802 (reportlab's names)
    def lineTo(self, x: float, y: float) -> None: ...  # noqa: N802
    def rect(self, x: float, y: float, width: float, height: float) -> None: ...
    def close(self) -> None: ...


class _Canvas(Protocol):
    def beginPath(self) -> _Path: ...  # noqa: N802
    def drawPath(self, path: _Path, stroke: int = ..., fill: int = ...) -> None: ...  # noqa: N802
    def drawString(self, x: float, y: float, text: str) -> None: ...  # noqa: N802
    def rect(self, x: float, y: float, width: float, height: float, stroke: int, fill: int) -> None: ...
    def setFont(self, name: str, size: float) -> None: ...  # noqa: N802
    def setFillGray(self, gray: float) -> None: ...  # noqa: N802
    def setLineWidth(self, width: float) -> None: ...  # noqa: N802
    def setLineCap(self, mode: int) -> None: ...  # noqa: N802
    def setLineJoin(self, mode: int) -> None: ...  # noqa: N802
    def setStrokeGray(self, gray: float) -> None: ...  # noqa: N802
    def setPageSize(self, size: tuple[float, float]) -> None: ...  # noqa: N802
    def setTitle(self, title: str) -> None: ...  # noqa: N802
    def setCreator(self, creator: str) -> None: ...  # noqa: N802
    def showPage(self) -> None: ...  # noqa: N802
    def save(self) -> None: ...


class Helvetica:
    """The type of PDF files; ZPL measures with it too, whose printers have a narrower one."""

    def __init__(self, east_asian: bool = True) -> None:
        self.east_asian = east_asian

    def width(self, text: str, bold: bool) -> float:
        return sum(map(_widths(bold).__getitem__, text.encode("cp1252", "replace"))) / 1000


@cache
def _widths(bold: bool) -> list[int]:
    from reportlab.pdfbase.pdfmetrics import getFont

    return [width or 0 for width in getFont(_latin_font(bold)).widths]


def pdf(sheets: Sequence[Sheet], title: str) -> bytes:
    """One page for each sheet."""
    from reportlab.pdfgen.canvas import Canvas

    _register()
    out = io.BytesIO()
    canvas: _Canvas = Canvas(out, pagesize=(sheets[0].width, sheets[0].height), invariant=1)
    canvas.setTitle(title)
    canvas.setCreator("Shopwright")
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        _page(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def _register() -> None:
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont

    for name in _FONTS.values():
        registerFont(UnicodeCIDFont(name))


def _latin_font(bold: bool) -> str:
    return "Helvetica-Bold" if bold else "Helvetica"


def _page(canvas: _Canvas, sheet: Sheet) -> None:
    for item in sheet.items:
        if isinstance(item, Fill):
            canvas.rect(item.x, sheet.height - item.y - item.height, item.width, item.height, 0, 1)
        elif isinstance(item, Text):
            _text(canvas, item, sheet.height)
        elif isinstance(item, Shape):
            _shape(canvas, item, sheet.height)
        else:
            _rectangles(canvas, sheet.height, item.rectangles())


def _rectangles(canvas: _Canvas, height: float, rectangles: Iterable[Rectangle]) -> None:
    path = canvas.beginPath()
    for x, y, wide, high in rectangles:
        path.rect(x, height - y - high, wide, high)
    canvas.drawPath(path, stroke=0, fill=1)


def _shape(canvas: _Canvas, shape: Shape, height: float) -> None:
    path = canvas.beginPath()
    path.moveTo(shape.points[0][0], height - shape.points[0][1])
    for x, y in shape.points[1:]:
        path.lineTo(x, height - y)
    path.close()
    canvas.setLineWidth(shape.line)
    canvas.drawPath(path, stroke=int(shape.line > 0), fill=int(shape.line == 0))


def _text(canvas: _Canvas, text: Text, height: float) -> None:
    gray = 1.0 if text.white else 0.0
    canvas.setFillGray(gray)
    x, y = text.x, height - text.y
    for run in text.runs:
        if run.face is Face.BOX:
            _boxes(canvas, run, x, y, text.size)
        else:
            canvas.setFont(_FONTS.get(run.face) or _latin_font(text.bold), text.size)
            canvas.drawString(x, y, run.text)
            _marks(canvas, run, x, y, text, gray)
        x += text.size * (run.em or _type.width(run.text, text.bold))
    canvas.setFillGray(0)


_type = Helvetica()


def _boxes(canvas: _Canvas, run: Run, x: float, y: float, size: float) -> None:
    each = run.em / len(run.text) * size
    canvas.setLineWidth(size * 0.05)
    for place in range(len(run.text)):
        path = canvas.beginPath()
        path.rect(x + place * each + size * 0.08, y, each - size * 0.16, size * 0.7)
        canvas.drawPath(path, stroke=1, fill=0)


def _marks(canvas: _Canvas, run: Run, x: float, y: float, text: Text, gray: float) -> None:
    if not run.marks:
        return
    canvas.setLineWidth(text.size * (0.1 if text.bold else 0.07))
    canvas.setStrokeGray(gray)
    for placed in run.marks:
        half = _type.width(run.text[placed.index], text.bold) / 2
        middle = _type.width(run.text[: placed.index], text.bold) + half
        path = canvas.beginPath()
        for place, (across, up) in enumerate(mark_stroke(placed, half)):
            (path.lineTo if place else path.moveTo)(x + (middle + across) * text.size, y + up * text.size)
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.setStrokeGray(0)
