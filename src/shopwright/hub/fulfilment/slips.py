"""Packing slips: what is in a parcel, on a sheet of A6 that goes beside its label."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from shopwright.hub.core.money import money_words
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.orders.queries import Group, groups

from .models import Shipment, ShippingSettings
from .picks.paper import readable

_LEFT, _RIGHT, _TOP, _BOTTOM = 8 * mm, A6[0] - 8 * mm, A6[1] - 8 * mm, 12 * mm
_WHAT, _LINE = _LEFT + 9 * mm, 4 * mm
_FONT, _BOLD = "Helvetica", "Helvetica-Bold"


class SlipOptions(NamedTuple):
    """What a workspace has on its slips. ``seller``: the name at the top; ``note``: at the end of each."""

    seller: str
    note: str = ""
    with_prices: bool = False


def options_of(settings: ShippingSettings) -> SlipOptions:
    seller = settings.slip_seller or settings.workspace.name
    return SlipOptions(seller, settings.slip_note, settings.slip_prices)


def draw_slip(shipment: Shipment, options: SlipOptions) -> bytes:
    """The slip of a parcel as a PDF of one or more pages."""
    rows = shipment.lines.select_related("line__variant", "line__order").order_by("pk")
    lines = [row.line for row in rows if not row.line.is_cancelled]
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A6)
    canvas.setTitle(f"Packing slip {shipment.order.number}")
    sheet = _Sheet(canvas, shipment, options)
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

    def __init__(self, canvas: Canvas, shipment: Shipment, options: SlipOptions) -> None:
        self._canvas, self._shipment, self._options = canvas, shipment, options
        self._page, self._y = 0, 0.0
        self._begin_page()

    def begin_order(self, order: Order) -> None:
        self._need(3 * _LINE)
        self._y -= _LINE
        self._text(_LEFT, f"Order {order.number}", _RIGHT - _LEFT, font=_BOLD)
        self._y -= 0.6 * _LINE
        self._canvas.line(_LEFT, self._y, _RIGHT, self._y)
        self._y -= _LINE

    def draw_goods(self, group: Group, currency: str) -> None:
        """Pieces, SKU and title, with the price of a piece where the workspace has it on slips."""
        line = group.line
        title = f"{line.title}, {line.options}" if line.options else line.title
        wide = _RIGHT - _WHAT - (18 * mm if self._options.with_prices else 0)
        words = simpleSplit(readable(title), _FONT, 8, wide)[:3]
        self._need((len(words) + 1.5) * _LINE)
        self._text(_LEFT, f"{group.quantity} ×", _WHAT - _LEFT, font=_BOLD)
        self._text(_WHAT, line.variant.sku if line.variant else line.seller_sku, wide, font=_BOLD)
        if self._options.with_prices:
            self._canvas.setFont(_FONT, 8)
            self._canvas.drawRightString(_RIGHT, self._y, money_words(line.unit_price, currency))
        for word in words:
            self._y -= _LINE
            self._text(_WHAT, word, wide, size=8)
        self._y -= 1.5 * _LINE

    def draw_note(self, words: str) -> None:
        lines = [part for text in words.splitlines() for part in simpleSplit(readable(text), _FONT, 8, _RIGHT - _LEFT)]
        for line in lines[:12]:
            self._need(_LINE)
            self._text(_LEFT, line, _RIGHT - _LEFT, size=8)
            self._y -= _LINE
        self._y -= 0.5 * _LINE

    def _begin_page(self) -> None:
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self._canvas.setLineWidth(0.3)
        self._y = _TOP - 4 * mm
        self._text(_LEFT, self._options.seller, _RIGHT - _LEFT, font=_BOLD, size=12)
        self._y -= 5 * mm
        about = f"Packing slip, {self._shipment.order.placed_at:%Y-%m-%d}, page {self._page}"
        self._text(_LEFT, about, _RIGHT - _LEFT, size=8)
        code = Code128(self._shipment.order.number, barHeight=8 * mm, barWidth=0.3 * mm)
        code.drawOn(self._canvas, _LEFT - 6 * mm, self._y - 11 * mm)
        self._y -= 14 * mm

    def _need(self, height: float) -> None:
        if self._y - height < _BOTTOM:
            self._begin_page()

    def _text(self, x: float, text: str, width: float, *, font: str = _FONT, size: float = 9) -> None:
        self._canvas.setFont(font, size)
        text = readable(text)
        while text and self._canvas.stringWidth(text, font, size) > width:
            text = text[:-1]
        self._canvas.drawString(x, self._y, text)
