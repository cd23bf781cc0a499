"""The hazard sheet, A4: a hatched mark with the UN number, the class in a diamond, and a telephone number."""

from __future__ import annotations

from .label import DEMO
from .model import HazmatData, Party
from .sheet import A4, MM, Desk, Line, Sheet, Type

_LEFT, _INNER = 20 * MM, 170 * MM
_HATCH = 5 * MM


def hazmat(data: HazmatData, type: Type) -> Sheet:
    """One page. Raises UndrawableError when no Code 128 holds the tracking number."""
    desk = Desk(*A4, type)
    desk.text(_LEFT, 27 * MM, 26, "DANGEROUS GOODS", _INNER, bold=True, align=0.5)
    top, height = 34 * MM, 110 * MM
    _hatched(desk, top, height)
    _diamond(desk, _LEFT + 50 * MM, top + height / 2, 40 * MM, data.hazard_class)
    x, room = _LEFT + 96 * MM, _INNER - 96 * MM - 2 * _HATCH
    lines = [
        Line(data.un_number, True, 2.6),
        Line(data.proper_name, True, 1.2),
        Line(f"Class {data.hazard_class}"),
        Line("Emergency telephone"),
        Line(data.emergency_phone, True, 1.3),
        Line(f"Net weight {data.weight}" if data.weight else ""),
    ]
    desk.block(x, top + 2 * _HATCH, room, height - 4 * _HATCH, lines, 17, 7)
    _address(desk, "FROM", data.sender, _LEFT)
    _address(desk, "TO", data.recipient, _LEFT + _INNER / 2)
    desk.barcode(_LEFT, 208 * MM, _INNER * 0.74, 28 * MM, data.tracking_number)
    desk.text(_LEFT, 243 * MM, 14, data.tracking_number, _INNER * 0.74, bold=True, align=0.5)
    desk.matrix(_LEFT + _INNER - 38 * MM, 205 * MM, 38 * MM, data.tracking_number)
    desk.text(_LEFT, 255 * MM, 10, f"Package {data.package_id}", _INNER)
    desk.text(_LEFT, 285 * MM, 8, DEMO, _INNER, align=0.5)
    return desk.sheet()


def _hatched(desk: Desk, top: float, height: float) -> None:
    """A border of slanted bars, as regulations require it around the mark."""
    step, slant = 8 * MM, 4 * MM
    count = int(_INNER / step)
    for place in range(count):
        x = _LEFT + place * _INNER / count
        for y in (top, top + height - _HATCH):
            desk.shape([(x + slant, y), (x + 2 * slant, y), (x + slant, y + _HATCH), (x, y + _HATCH)])
    rows = int((height - 2 * _HATCH) / step)
    for place in range(rows):
        y = top + _HATCH + place * (height - 2 * _HATCH) / rows
        for x in (_LEFT, _LEFT + _INNER - _HATCH):
            desk.shape([(x, y + slant), (x + _HATCH, y), (x + _HATCH, y + slant), (x, y + 2 * slant)])


def _diamond(desk: Desk, x: float, y: float, half: float, hazard_class: str) -> None:
    corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    desk.shape(corners, 2.5)
    inner = half * 0.93
    if hazard_class.startswith("9"):
        width = inner / 7
        for place in range(-3, 4):
            left = place * 2 * width - width / 2
            tops = [-(inner - abs(across)) for across in (left, left + width)]
            points = [(x + left, y), (x + left, y + tops[0]), (x + left + width, y + tops[1]), (x + left + width, y)]
            desk.shape(points)
        desk.fill(x - inner, y, 2 * inner, 1)
    desk.text(x - half / 2, y + half * 0.72, 44, hazard_class, half, bold=True, align=0.5)
    if hazard_class.startswith("9"):
        desk.fill(x - half * 0.12, y + half * 0.76, half * 0.24, 1.5)


def _address(desk: Desk, role: str, party: Party, x: float) -> None:
    place = " ".join(part for part in (party.postcode, party.city) if part)
    lines = [Line(role, scale=0.7), Line(party.name, True, 1.2), Line(party.phone), *map(Line, party.lines)]
    desk.block(x, 150 * MM, _INNER / 2 - 6 * MM, 50 * MM, [*lines, Line(place, True)], 13, 5)
