"""A drawing pen for the demo pictures: coordinates 0 to 100 over the motif's square, shapes filled without outlines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PIL import ImageDraw

Point = tuple[float, float]
Turn = tuple[float, float]  # from and to, in degrees clockwise from three o'clock


class Paint(StrEnum):
    """Colours that stay the same in every picture, for flames, leaves, fur and the like."""

    PAPER = "#fcf8f0"
    SOOT = "#3c3838"
    SKY = "#80a4c0"
    SEA = "#6088a8"
    ICE = "#c0d4dc"
    SLATE = "#4c5450"
    CHALK = "#e0e4e0"
    FUR = "#b8a898"
    ASH = "#8c9098"
    FLAME = "#f4c864"
    GLOW = "#fce8b0"
    SPARK = "#fcf0cc"
    BLUSH = "#f8d4dc"
    SAND = "#f0e4d0"
    SHELL = "#f0d4b8"
    PINE = "#e8d0b0"
    HONEY = "#e0b85c"
    BARK = "#886850"
    COCOA = "#68503c"
    CRUMB = "#b88864"
    FERN = "#709868"
    MOSS = "#4c7450"
    CHERRY = "#c4544c"
    ROSE = "#dc90a0"
    PLUM = "#a88cb8"
    NAVY = "#506890"


@dataclass(frozen=True)
class Palette:
    """The colours of one picture, as #rrggbb."""

    ground: str  # the background
    tint: str  # the background's pattern and rings
    main: str  # the thing itself
    deep: str  # its shaded parts
    trim: str  # what stands out on it: dots, handles, labels
    soft: str  # a paler second colour that also stands out from the background
    ink: str  # text and fine lines


@dataclass(frozen=True)
class Pen:
    """Draws on `draw`, whose motif square starts at `left`, `top` and is `side` pixels wide."""

    draw: ImageDraw.ImageDraw
    colours: Palette
    left: float
    top: float
    side: float
    pattern: str = "plain"  # plain, dots, stripes, check: what `cloth` puts on a shape

    def at(self, x: float, y: float) -> Point:
        return self.left + x * self.side / 100, self.top + y * self.side / 100

    def inset(self, x: float, y: float, share: float) -> Pen:
        """A pen for a smaller square, centred on (x, y), `share` of this one's side, without a pattern."""
        side = self.side * share
        cx, cy = self.at(x, y)
        return Pen(self.draw, self.colours, cx - side / 2, cy - side / 2, side)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: str, radius: float = 0) -> None:
        self.draw.rounded_rectangle((*self.at(x0, y0), *self.at(x1, y1)), radius * self.side / 100, fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        self.draw.ellipse((*self.at(x - rx, y - ry), *self.at(x + rx, y + ry)), fill)

    def disc(self, x: float, y: float, r: float, fill: str) -> None:
        self.oval(x, y, r, r, fill)

    def ring(self, x: float, y: float, r: float, width: float, colour: str) -> None:
        bounds = (*self.at(x - r, y - r), *self.at(x + r, y + r))
        self.draw.ellipse(bounds, None, colour, round(width * self.side / 100))

    def arc(self, x: float, y: float, rx: float, ry: float, turn: Turn, width: float, colour: str) -> None:
        """Part of an oval's rim."""
        bounds = (*self.at(x - rx, y - ry), *self.at(x + rx, y + ry))
        self.draw.arc(bounds, turn[0], turn[1], colour, round(width * self.side / 100))

    def slice(self, x: float, y: float, rx: float, ry: float, turn: Turn, fill: str) -> None:
        """Part of an oval cut off by the straight line between its ends."""
        self.draw.chord((*self.at(x - rx, y - ry), *self.at(x + rx, y + ry)), turn[0], turn[1], fill)

    def poly(self, points: Sequence[Point], fill: str) -> None:
        self.draw.polygon([self.at(x, y) for x, y in points], fill)

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """A line with round ends and corners."""
        thick = width * self.side / 100
        spots = [self.at(x, y) for x, y in points]
        self.draw.line(spots, colour, round(thick), "curve")
        for x, y in (spots[0], spots[-1]):
            self.draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), colour)

    def cloth(self, points: Sequence[Point], fill: str | None = None) -> None:
        """A convex shape in the main colour, with the picture's pattern on it."""
        self.poly(points, fill or self.colours.main)
        if self.pattern == "dots":
            self._dots(points)
        elif self.pattern in ("stripes", "check"):
            self._stripes(points)

    def _dots(self, points: Sequence[Point], r: float = 2.5, step: float = 10.5) -> None:
        low, high = min(y for _, y in points), max(y for _, y in points)
        for row in range(int((high - low) / step) + 1):
            y = low + step * (row + 0.5)
            x = 50 - step * 6 + (step / 2 if row % 2 else 0)
            while x < 50 + step * 6:
                if _inside(points, x, y, r * 1.5):
                    self.disc(x, y, r, self.colours.trim)
                x += step

    def _stripes(self, points: Sequence[Point], width: float = 3.2, step: float = 9) -> None:
        for index in range(-6, 7):
            x0, x1 = 50 + index * step - width / 2, 50 + index * step + width / 2
            ends = [span for x in (x0, x1) if (span := _span(points, x))]
            if len(ends) == 2:
                (a0, a1), (b0, b1) = ends
                self.poly([(x0, a0), (x1, b0), (x1, b1), (x0, a1)], self.colours.trim)
        if self.pattern == "check":
            turned = [(y, x) for x, y in points]
            for index in range(-6, 7):
                y = 50 + index * step
                if span := _span(turned, y):
                    self.box(span[0], y - 1, span[1], y + 1, self.colours.tint)


def _span(points: Sequence[Point], x: float) -> Point | None:
    """The lowest and highest y of a convex shape at `x`."""
    crossings = []
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        if min(x0, x1) <= x <= max(x0, x1) and x0 != x1:
            crossings.append(y0 + (y1 - y0) * (x - x0) / (x1 - x0))
    return (min(crossings), max(crossings)) if len(crossings) > 1 else None


def _inside(points: Sequence[Point], x: float, y: float, margin: float) -> bool:
    """Whether a disc of radius `margin` around (x, y) lies in the convex shape."""
    for step in range(8):
        px, py = x + margin * math.cos(step * math.pi / 4), y + margin * math.sin(step * math.pi / 4)
        span = _span(points, px)
        if span is None or not span[0] <= py <= span[1]:
            return False
    return True


def curve(x: float, y: float, rx: float, ry: float, turn: Turn = (0, 360), steps: int = 28) -> list[Point]:
    """Points along an oval's rim, for shapes that carry a pattern."""
    start, end = math.radians(turn[0]), math.radians(turn[1])
    angles = [start + (end - start) * step / steps for step in range(steps + 1)]
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def rounded(x0: float, y0: float, x1: float, y1: float, r: float) -> list[Point]:
    """The rim of a box with round corners."""
    corners = ((x1 - r, y1 - r, 0), (x0 + r, y1 - r, 90), (x0 + r, y0 + r, 180), (x1 - r, y0 + r, 270))
    return [point for x, y, turn in corners for point in curve(x, y, r, r, (turn, turn + 90), 6)]


def heart(x: float, y: float, size: float) -> list[Point]:
    """The rim of a heart centred on (x, y), `size` from its middle to its side."""
    points = []
    for step in range(60):
        t = step * math.pi / 30
        across = 16 * math.sin(t) ** 3
        up = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        points.append((x + across * size / 16, y - (up + 2) * size / 16))
    return points


def star(x: float, y: float, size: float, tips: int = 5, waist: float = 0.45) -> list[Point]:
    """The rim of a star whose tips are `size` from (x, y)."""
    points = []
    for step in range(2 * tips):
        reach = size * (waist if step % 2 else 1)
        angle = math.pi * step / tips - math.pi / 2
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points
