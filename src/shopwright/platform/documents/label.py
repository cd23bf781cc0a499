"""The shipping label: carrier, routing code, barcode, the two addresses and notes for the driver."""

from __future__ import annotations

from .model import DocumentSize, Handover, LabelData, Party
from .sheet import SIZES, Desk, Line, Sheet, Type

DEMO = "DEMO - not valid for carriage"

_UNIT_WIDTH = 297.64  # the rows below are given in points of an A6 page and scale with the width
_EDGE = 7.0
_PAD = 5.0
_FOOT = 10.0
#: Heights of the rows from the top; the recipient's takes what is left.
_CARRIER, _ROUTE, _BARCODE, _SENDER, _FACTS, _REFERENCES = 30.0, 44.0, 84.0, 76.0, 28.0, 33.0
_SIDE = 92.0  # width of the right column
_HANDOVER = {Handover.PICKUP: "PICK-UP", Handover.DROP_OFF: "DROP-OFF"}


def routing_code(data: LabelData) -> str:
    """The code a sorting centre reads: the caller's, or the region and the head of the postcode: "BR-011"."""
    if data.routing_code:
        return data.routing_code
    head = "".join(character for character in data.recipient.postcode.upper() if character.isalnum())[:3]
    return f"{data.region}-{head}" if head else data.region


def label(data: LabelData, size: DocumentSize, type: Type) -> Sheet:
    """One page. Raises UndrawableError when no Code 128 holds the tracking number."""
    width, height = SIZES[size]
    return _Label(data, Desk(width, height, type)).drawn()


class _Label:
    def __init__(self, data: LabelData, desk: Desk) -> None:
        self._data = data
        self._desk = desk
        self._unit = desk.width / _UNIT_WIDTH
        self._left = _EDGE * self._unit
        self._inner = desk.width - 2 * self._left
        self._pad = _PAD * self._unit
        self._y = self._left

    def drawn(self) -> Sheet:
        unit, desk = self._unit, self._desk
        bottom = desk.height - (_FOOT + _EDGE / 2) * unit
        fixed = _CARRIER + _ROUTE + _BARCODE + _SENDER + _FACTS + _REFERENCES
        self._carrier(_CARRIER * unit)
        self._route(_ROUTE * unit)
        self._barcode(_BARCODE * unit)
        self._recipient(bottom - self._left - fixed * unit)
        self._sender(_SENDER * unit)
        self._facts(_FACTS * unit)
        self._references(_REFERENCES * unit)
        desk.frame(self._left, self._left, self._inner, bottom - self._left, 1.2 * unit)
        desk.text(self._left, desk.height - 6 * unit, 5.5 * unit, DEMO, self._inner, align=0.5)
        return desk.sheet()

    def _next(self, height: float, *, heavy: bool = False) -> None:
        """Ends a row with a rule."""
        self._y += height
        self._desk.fill(self._left, self._y, self._inner, (1.2 if heavy else 0.6) * self._unit)

    def _split(self, height: float) -> float:
        """Cuts off the right column of the row; answers its left end."""
        x = self._left + self._inner - _SIDE * self._unit
        self._desk.fill(x, self._y, 0.6 * self._unit, height)
        return x

    def _carrier(self, height: float) -> None:
        unit, desk, data = self._unit, self._desk, self._data
        side = _SIDE * unit
        x = self._left + self._inner - side
        room = self._inner - side - 2 * self._pad
        desk.text(self._left + self._pad, self._y + 21.5 * unit, 19 * unit, data.carrier, room, bold=True)
        desk.fill(x, self._y, side, height)
        desk.text(
            x + self._pad, self._y + 19 * unit, 11 * unit, data.service, side - 2 * self._pad, bold=True, align=0.5,
            white=True, smallest=0.5,
        )  # fmt: skip
        self._next(height, heavy=True)

    def _route(self, height: float) -> None:
        unit, desk, data = self._unit, self._desk, self._data
        x = self._split(height)
        room = x - self._left - 2 * self._pad
        desk.text(
            self._left + self._pad, self._y + 34 * unit, 36 * unit, routing_code(data), room, bold=True, smallest=0.3
        )
        at, room = x + self._pad, self._left + self._inner - x - 2 * self._pad
        desk.text(at, self._y + 14 * unit, 11 * unit, _HANDOVER[data.handover], room, bold=True)
        desk.text(at, self._y + 25 * unit, 7 * unit, f"{data.created_at:%Y-%m-%d %H:%M}", room)
        desk.text(at, self._y + 36 * unit, 8 * unit, f"Ship to {data.region}", room, bold=True)
        self._next(height)

    def _barcode(self, height: float) -> None:
        unit, desk, data = self._unit, self._desk, self._data
        edge = 1.2 * unit  # the frame; the quiet zones are within
        desk.barcode(self._left + edge, self._y + 7 * unit, self._inner - 2 * edge, 54 * unit, data.tracking_number)
        desk.text(
            self._left + self._pad, self._y + 75 * unit, 12 * unit, data.tracking_number, self._inner - 2 * self._pad,
            bold=True, align=0.5, smallest=0.4,
        )  # fmt: skip
        self._next(height, heavy=True)

    def _tag(self, text: str) -> float:
        """A word on black in the row's corner; answers where the row's text begins."""
        unit = self._unit
        width = 30 * unit
        self._desk.fill(self._left, self._y, width, 12 * unit)
        self._desk.text(self._left, self._y + 9 * unit, 8 * unit, text, width, bold=True, align=0.5, white=True)
        return self._left + width + self._pad

    def _recipient(self, height: float) -> None:
        unit, desk, to = self._unit, self._desk, self._data.recipient
        x = self._tag("TO")
        room = self._left + self._inner - x - self._pad
        place = " ".join(part for part in (to.postcode, to.city) if part)
        foot = 18 * unit if place else 0.0
        lines = [Line(to.name, True, 1.25), *_reached(to)]
        desk.block(x, self._y + 2 * unit, room, height - foot - 4 * unit, lines, 10 * unit, 5 * unit)
        desk.text(x, self._y + height - 5 * unit, 15 * unit, place, room, bold=True, smallest=0.4)
        self._next(height)

    def _sender(self, height: float) -> None:
        unit, desk, data = self._unit, self._desk, self._data
        x = self._tag("FROM")
        split = self._split(height)
        room = split - x - self._pad
        lines = [Line(data.sender.name, True), *_reached(data.sender), Line(_place(data.sender))]
        if data.return_lines:
            lines += [Line("Return to: " + ", ".join(data.return_lines))]
        desk.block(x, self._y + 2 * unit, room, height - 4 * unit, lines, 8 * unit, 4 * unit)
        side = min(self._left + self._inner - split, height) - 2 * unit
        inset = (self._left + self._inner - split - side) / 2
        desk.matrix(split + inset, self._y + unit, side, data.tracking_number)
        self._next(height)

    def _facts(self, height: float) -> None:
        data = self._data
        last = _SIDE * self._unit
        each = (self._inner - last) / 3
        facts = (("WEIGHT", data.weight), ("SIZE", data.dimension), ("ITEMS", str(data.item_count)))
        for place, (name, value) in enumerate(facts):
            x = self._left + each * place
            if place:
                self._desk.fill(x, self._y, 0.6 * self._unit, height)
            self._fact(x, each, name, value or "-")
        x = self._left + self._inner - last
        if data.cod_amount is None:
            self._desk.fill(x, self._y, 0.6 * self._unit, height)
            self._fact(x, last, "PAYMENT", "PREPAID")
        else:
            self._desk.fill(x, self._y, last, height)
            self._fact(x, last, "COD - COLLECT", data.cod_amount, white=True)
        self._next(height)

    def _fact(self, x: float, width: float, name: str, value: str, *, white: bool = False) -> None:
        unit, desk = self._unit, self._desk
        room = width - 2 * self._pad
        desk.text(x + self._pad, self._y + 9 * unit, 5.5 * unit, name, room, white=white)
        desk.text(
            x + self._pad, self._y + 22 * unit, (13 if white else 11) * unit, value, room, bold=True, white=white,
            smallest=0.4,
        )  # fmt: skip

    def _references(self, height: float) -> None:
        data = self._data
        lines = [Line("Package " + data.package_id, True), Line("Order " + ", ".join(data.order_ids)), Line(data.note)]
        unit = self._unit
        room = self._inner - 2 * self._pad
        self._desk.block(self._left + self._pad, self._y + unit, room, height - 2 * unit, lines, 7.5 * unit, 4 * unit)


def _reached(party: Party) -> list[Line]:
    return [Line(party.phone), *(Line(line) for line in party.lines)]


def _place(party: Party) -> str:
    return " ".join(part for part in (party.postcode, party.city) if part)
