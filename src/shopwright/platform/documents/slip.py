"""The packing slip: what is in the box, over as many pages as it takes. No prices."""

from __future__ import annotations

from .model import DocumentSize, SlipData, SlipLine
from .sheet import SIZES, Desk, Line, Sheet, Type

_UNIT_WIDTH = 297.64
_EDGE = 12.0
_QUANTITY = 34.0  # width of the first column
_ROW_SIZE, _ROW_LEAST = 8.0, 5.0
_ROW_MOST = 90.0  # the height a single line may take


def slip(data: SlipData, size: DocumentSize, type: Type) -> tuple[Sheet, ...]:
    """The pages. Raises UndrawableError when no Code 128 holds the package id."""
    return _Slip(data, size, type).drawn()


class _Slip:
    def __init__(self, data: SlipData, size: DocumentSize, type: Type) -> None:
        self._data = data
        self._size = SIZES[size]
        self._type = type
        self._unit = self._size[0] / _UNIT_WIDTH
        self._left = _EDGE * self._unit
        self._inner = self._size[0] - 2 * self._left
        self._bottom = self._size[1] - 24 * self._unit
        self._desks: list[Desk] = []
        self._y = 0.0

    def drawn(self) -> tuple[Sheet, ...]:
        self._turn()
        self._head()
        self._columns()
        for line in self._data.lines:
            self._row(line)
        self._close()
        for number, desk in enumerate(self._desks, 1):
            words = f"Package {self._data.package_id} - page {number} of {len(self._desks)}"
            desk.text(self._left, self._size[1] - 10 * self._unit, 6 * self._unit, words, self._inner, align=0.5)
        return tuple(desk.sheet() for desk in self._desks)

    @property
    def _desk(self) -> Desk:
        return self._desks[-1]

    def _turn(self) -> None:
        self._desks.append(Desk(*self._size, self._type))
        self._y = self._left

    def _head(self) -> None:
        unit, data, desk = self._unit, self._data, self._desk
        desk.text(self._left, self._y + 14 * unit, 15 * unit, data.shop_name, self._inner * 0.62, bold=True)
        desk.text(
            self._left, self._y + 12 * unit, 10 * unit, "PACKING SLIP", self._inner, bold=True, align=1.0, smallest=1
        )
        desk.barcode(self._left, self._y + 22 * unit, self._inner, 26 * unit, data.package_id)
        desk.text(self._left, self._y + 56 * unit, 7 * unit, data.package_id, self._inner, align=0.5)
        self._y += 62 * unit
        lines = [Line(f"Order {order.order_id} of {order.ordered_at:%Y-%m-%d}") for order in data.orders]
        if data.buyer_name:
            lines.append(Line("For " + data.buyer_name, True))
        self._y = desk.block(self._left, self._y, self._inner, 90 * unit, lines, 8.5 * unit, 4 * unit) + 4 * unit
        if data.gift:
            desk.fill(self._left, self._y, 34 * unit, 13 * unit)
            desk.text(self._left, self._y + 9.5 * unit, 8.5 * unit, "GIFT", 34 * unit, bold=True, align=0.5, white=True)
            self._y += 17 * unit

    def _columns(self) -> None:
        unit, desk = self._unit, self._desk
        desk.fill(self._left, self._y, self._inner, 1.2 * unit)
        desk.text(self._left, self._y + 9.5 * unit, 6.5 * unit, "QTY", _QUANTITY * unit, bold=True)
        desk.text(self._left + _QUANTITY * unit, self._y + 9.5 * unit, 6.5 * unit, "ITEM", self._inner / 2, bold=True)
        self._y += 13 * unit
        desk.fill(self._left, self._y, self._inner, 0.6 * unit)
        self._y += 2 * unit

    def _row(self, line: SlipLine) -> None:
        unit = self._unit
        details = " - ".join(part for part in (line.variation, line.seller_sku and f"SKU {line.seller_sku}") if part)
        lines = [Line(line.product_name, True), Line(details, scale=0.9)]
        room = self._inner - _QUANTITY * unit
        most = min(self._desk.depth(room, lines, _ROW_SIZE * unit), _ROW_MOST * unit)
        if self._y + most + 4 * unit > self._bottom:
            self._turn()
            self._columns()
        desk = self._desk
        desk.text(self._left, self._y + 10 * unit, 11 * unit, str(line.quantity), (_QUANTITY - 4) * unit, bold=True)
        x = self._left + _QUANTITY * unit
        end = desk.block(x, self._y, room, most + 0.01, lines, _ROW_SIZE * unit, _ROW_LEAST * unit)
        self._y = max(end, self._y + 12 * unit) + 2 * unit
        desk.fill(self._left, self._y, self._inner, 0.3 * unit)
        self._y += 2 * unit

    def _close(self) -> None:
        unit, data = self._unit, self._data
        count = sum(line.quantity for line in data.lines)
        lines = [Line(f"{count} item{'' if count == 1 else 's'} in this parcel", True)]
        if data.message:
            lines += [Line("Message from the buyer:"), Line(data.message)]
        most = min(self._desk.depth(self._inner, lines, 8 * unit) + 0.01, 180 * unit)
        if self._y + most + 4 * unit > self._bottom:
            self._turn()
        self._desk.block(self._left, self._y + 4 * unit, self._inner, most, lines, 8 * unit, 4 * unit)
