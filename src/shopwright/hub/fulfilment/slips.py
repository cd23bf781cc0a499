"""Packing slips: what is in a parcel, on a sheet of A6 that goes beside its label."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from shopwright.hub.core.money import money_words
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.orders.queries import Group, groups

from .models import Shipment, ShippingSettings
from .sheets.letters import Pen
from .sheets.media import LabelPrinter

_LEFT, _BOTTOM = 8 * mm, 12 * mm
_WHAT, _LINE = _LEFT + 9 * mm, 4 * mm
#: How wide the thinnest bar of an order's code is.
_BAR = 0.3 * mm
_INSIDE = 0.9999


class SlipOptions(NamedTuple):
    """What a workspace has on its slips. ``seller``: the name at the top; ``note``: at the end of each."""

    seller: str
    note: str = ""
    with_prices: bool = False


def options_of(settings: ShippingSettings) -> SlipOptions:
    seller = settings.slip_seller or settings.workspace.name
    return SlipOptions(seller, settings.slip_note, settings.slip_prices)


def draw_slip(shipment: Shipment, options: SlipOptions, printer: LabelPrinter | None = None) -> bytes:
    """The slip of a parcel as a PDF of one or more pages, on A6.

    ``printer``: of the labels that it is printed on instead, with no letters but those that go into the file.
    """
    rows = shipment.lines.select_related("line__variant", "line__order").order_by("pk")
    lines = [row.line for row in rows if not row.line.is_cancelled]
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=printer.points if printer else A6)
    canvas.setTitle(f"Packing slip {shipment.order.number}")
    sheet = _Sheet(canvas, shipment, options, printer)
    for order in _orders(lines) or [shipment.order]:
        sheet.begin_order(order)
        for group in groups(line for line in lines if line.order_id == order.pk):
            sheet.draw_goods(group, order.currency)
    for words in filter(None, [shipment.order.buyer_note, options.note]):
        sheet.draw_note(words)
    canvas.save()
    return file.getvalue()


def _orders(lines: Sequence[OrderLine]) -> list[Order]:
    return list({line.order_id: line.order for line in lines}.values())


class _Sheet:
    """Writes downwards, and goes on to the next page by itself."""

    def __init__(self, canvas: Canvas, shipment: Shipment, options: SlipOptions, printer: LabelPrinter | None) -> None:
        self._canvas, self._shipment, self._options = canvas, shipment, options
        self._pen = Pen(canvas, is_embedded=printer is not None)
        width, height = printer.points if printer else A6
        self._printer = printer
        self._right, self._top = width - 8 * mm, height - 8 * mm
        self._page, self._y = 0, 0.0
        self._begin_page()

    def begin_order(self, order: Order) -> None:
        self._need(3 * _LINE)
        self._y -= _LINE
        self._text(_LEFT, f"Order {order.number}", self._right - _LEFT, is_bold=True)
        self._y -= 0.6 * _LINE
        self._canvas.line(_LEFT, self._y, self._right, self._y)
        self._y -= _LINE

    def draw_goods(self, group: Group, currency: str) -> None:
        """Pieces, SKU and title, with the price of a piece where the workspace has it on slips."""
        line = group.line
        title = f"{line.title}, {line.options}" if line.options else line.title
        wide = self._right - _WHAT - (18 * mm if self._options.with_prices else 0)
        words = self._pen.wrap(title, wide, size=8)[:3]
        self._need((len(words) + 1.5) * _LINE)
        self._text(_LEFT, f"{group.quantity} ×", _WHAT - _LEFT, is_bold=True)
        self._text(_WHAT, line.variant.sku if line.variant else line.seller_sku, wide, is_bold=True)
        if self._options.with_prices:
            self._pen.write_right(self._right, self._y, money_words(line.unit_price, currency), size=8)
        for word in words:
            self._y -= _LINE
            self._text(_WHAT, word, wide, size=8)
        self._y -= 1.5 * _LINE

    def draw_note(self, words: str) -> None:
        wide = self._right - _LEFT
        lines = [part for text in words.splitlines() for part in self._pen.wrap(text, wide, size=8)]
        for line in lines[:12]:
            self._need(_LINE)
            self._text(_LEFT, line, wide, size=8)
            self._y -= _LINE
        self._y -= 0.5 * _LINE

    def _begin_page(self) -> None:
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self._canvas.setLineWidth(0.3)
        self._y = self._top - 4 * mm
        self._text(_LEFT, self._options.seller, self._right - _LEFT, is_bold=True, size=12)
        self._y -= 5 * mm
        about = f"Packing slip, {self._shipment.order.placed_at:%Y-%m-%d}, page {self._page}"
        self._text(_LEFT, about, self._right - _LEFT, size=8)
        self._draw_code(self._shipment.order.number)
        self._y -= 14 * mm

    def _draw_code(self, number: str) -> None:
        bar, quiet, inset = _BAR, _LEFT, 0.0
        if self._printer:
            # Bars that are no whole dots wide come out uneven, and scanners then read nothing. Edges lie just inside
            # of their dots, since what reaches a hair beyond one may be drawn a whole dot wider.
            bar, quiet = _INSIDE * self._printer.whole_dots(_BAR), self._printer.whole_dots(_LEFT)
            inset = self._printer.dot / 4
        code = Code128(number, barHeight=8 * mm, barWidth=bar, lquiet=quiet, rquiet=quiet)
        code.drawOn(self._canvas, inset, self._y - 11 * mm)

    def _need(self, height: float) -> None:
        if self._y - height < _BOTTOM:
            self._begin_page()

    def _text(self, x: float, text: str, width: float, *, is_bold: bool = False, size: float = 9) -> None:
        self._pen.write(x, self._y, text, width, size=size, is_bold=is_bold)
