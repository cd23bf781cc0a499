"""A pick list on A4: bin, SKU, pieces and slots to walk along with, and the orders of the slots."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from django.utils.timezone import localtime
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from shopwright.hub.fulfilment.models import PickList
from shopwright.hub.fulfilment.sheets.letters import Pen
from shopwright.hub.fulfilment.zones import zone_of

from . import queries
from .queries import Row

_LEFT, _RIGHT, _TOP, _BOTTOM = 15 * mm, A4[0] - 15 * mm, A4[1] - 15 * mm, 15 * mm
_BIN, _SKU, _TITLE, _PIECES, _SLOTS = _LEFT + 8 * mm, 45 * mm, 88 * mm, 142 * mm, 146 * mm
_LINE = 4.4 * mm
_SLOT_COLUMNS = 3


class _Sheet:
    """Writes downwards, and goes on to the next page by itself."""

    def __init__(self, canvas: Canvas, pick_list: PickList) -> None:
        self._canvas, self._list, self._page, self.y = canvas, pick_list, 0, 0.0
        self._zone = zone_of(pick_list.workspace)
        self._pen = Pen(canvas)
        self.begin_page()

    def begin_page(self) -> None:
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self._canvas.setFont("Helvetica-Bold", 16)
        self._canvas.drawString(_LEFT, _TOP - 6 * mm, f"Pick list {self._list}")
        self._canvas.setFont("Helvetica", 8)
        made_at = localtime(self._list.made_at, self._zone)
        about = f"{self._list.get_kind_display()}, {made_at:%Y-%m-%d %H:%M %Z}, page {self._page}"
        self._canvas.drawString(_LEFT, _TOP - 11 * mm, about)
        code = Code128(str(self._list), barHeight=10 * mm, barWidth=0.38 * mm)
        code.drawOn(self._canvas, _RIGHT - code.width, _TOP - 11 * mm)
        self.y = _TOP - 20 * mm

    def need(self, height: float) -> None:
        if self.y - height < _BOTTOM:
            self.begin_page()

    def text(self, x: float, text: str, width: float, *, is_bold: bool = False, size: float = 9) -> None:
        self._pen.write(x, self.y, text, width, size=size, is_bold=is_bold)

    def right(self, x: float, text: str) -> None:
        self._pen.write_right(x, self.y, text, size=12, is_bold=True)

    def box(self) -> None:
        self._canvas.rect(_LEFT, self.y - 0.5 * mm, 3.5 * mm, 3.5 * mm)

    def rule(self) -> None:
        self._canvas.setLineWidth(0.3)
        self._canvas.line(_LEFT, self.y + 3.6 * mm, _RIGHT, self.y + 3.6 * mm)


def draw(pick_list: PickList) -> bytes:
    """The list as a PDF."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.setTitle(str(pick_list))
    sheet = _Sheet(canvas, pick_list)
    rows = queries.rows_of(pick_list)
    for row in rows:
        _draw_row(sheet, row)
    _draw_slots(sheet, rows)
    canvas.save()
    return file.getvalue()


def _draw_row(sheet: _Sheet, row: Row) -> None:
    slots = list(_wrapped([f"#{slot}" + (f"×{pieces}" if pieces > 1 else "") for slot, _, pieces in row.slots]))
    sheet.need((max(len(slots), 2) + 0.6) * _LINE)
    sheet.rule()
    sheet.box()
    sheet.text(_BIN, row.bin or "no bin", _SKU - _BIN - 2 * mm, is_bold=True, size=11)
    sheet.text(_SKU, row.sku, _TITLE - _SKU - 2 * mm)
    sheet.text(_TITLE, row.title, _PIECES - _TITLE - 10 * mm)
    sheet.right(_PIECES, str(row.quantity))
    for number, words in enumerate(slots or [""]):
        if number:
            sheet.need(_LINE)
        sheet.text(_SLOTS, words, _RIGHT - _SLOTS, size=8)
        if number == 0 and (row.options or _marks(row)):
            sheet.y -= _LINE
            sheet.text(_TITLE, ", ".join(filter(None, [row.options, _marks(row)])), _PIECES - _TITLE - 10 * mm, size=8)
            sheet.y += _LINE
        sheet.y -= _LINE
    sheet.y -= (1.6 if len(slots) < 2 else 0.6) * _LINE


def _marks(row: Row) -> str:
    product = row.variant.product if row.variant else None
    marks = [("FRAGILE", product.is_fragile), ("HAZMAT", product.is_hazmat)] if product else []
    return " ".join(word for word, applies in marks if applies)


def _wrapped(words: Sequence[str], width: int = 26) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + len(word) + 2 > width:
            yield line
            line = ""
        line = f"{line}  {word}" if line else word
    if line:
        yield line


def _draw_slots(sheet: _Sheet, rows: Sequence[Row]) -> None:
    """Which order each slot is, in columns."""
    numbers = sorted({(slot, number) for row in rows for slot, number, _ in row.slots})
    sheet.need(4 * _LINE)
    sheet.y -= _LINE
    sheet.text(_LEFT, f"{len(numbers)} orders", _RIGHT - _LEFT, is_bold=True, size=11)
    sheet.y -= 1.4 * _LINE
    width = (_RIGHT - _LEFT) / _SLOT_COLUMNS
    for start in range(0, len(numbers), _SLOT_COLUMNS):
        sheet.need(_LINE)
        for column, (slot, number) in enumerate(numbers[start : start + _SLOT_COLUMNS]):
            sheet.text(_LEFT + column * width, f"#{slot}  {number}", width - 2 * mm, size=8)
        sheet.y -= _LINE
