"""Picture motifs for the house and the garden. Each function draws one thing on a pen's 100 by 100 square."""

from __future__ import annotations

import math

from .pen import Paint, Pen, curve, rounded


def candle(pen: Pen) -> None:
    c = pen.colours
    for x, top, half in ((24, 50, 11), (76, 42, 11), (50, 30, 13)):
        pen.cloth([(x - half, top), (x + half, top), (x + half, 86), (x - half, 86)])
        pen.oval(x, 86, half, 3, c.main)
        pen.oval(x, top, half, 3.4, c.deep)
        pen.line([(x, top), (x, top - 6)], 1.4, c.ink)
        pen.oval(x, top - 11, 3.6, 7, Paint.FLAME)
        pen.oval(x, top - 9, 1.7, 3.6, Paint.SPARK)
    pen.box(6, 86, 94, 91, c.deep, 2.5)


def tlight(pen: Pen) -> None:
    c = pen.colours
    pen.line([(50, 2), (32, 30)], 1.4, c.deep)
    pen.line([(50, 2), (68, 30)], 1.4, c.deep)
    pen.cloth([(26, 32), (74, 32), (82, 62), (72, 88), (28, 88), (18, 62)])
    pen.box(24, 28, 76, 35, c.deep, 3)
    pen.disc(50, 64, 17, Paint.GLOW)
    pen.oval(50, 60, 6, 11, Paint.FLAME)
    pen.oval(50, 63, 3, 6, Paint.SPARK)
    pen.box(41, 72, 59, 79, c.trim, 2)


def nightlight(pen: Pen) -> None:
    c = pen.colours
    pen.disc(50, 44, 46, Paint.GLOW)
    pen.disc(50, 44, 37, Paint.SPARK)
    pen.box(38, 50, 62, 86, c.soft, 6)
    pen.cloth(curve(50, 54, 40, 44, (180, 360)))
    pen.box(8, 52, 92, 59, c.deep, 3)
    pen.box(24, 83, 76, 92, c.deep, 4)


def lights(pen: Pen) -> None:
    c = pen.colours
    for row, (y, fills) in enumerate(((14, (c.main, c.soft)), (50, (c.soft, c.main)))):
        pen.arc(50, y, 46, 16, (0, 180), 1.8, c.deep)
        for step in range(6):
            angle = math.radians(15 + 30 * step)
            x, top = 50 + 46 * math.cos(angle), y + 16 * math.sin(angle)
            pen.box(x - 2.4, top, x + 2.4, top + 5, c.deep, 1)
            pen.poly(curve(x, top + 13, 5.6, 9), fills[(step + row) % 2])


def box(pen: Pen) -> None:
    c = pen.colours
    pen.box(14, 44, 86, 88, c.deep, 5)
    pen.cloth([(14, 46), (86, 46), (86, 84), (82, 88), (18, 88), (14, 84)])
    pen.box(10, 28, 90, 46, c.deep, 5)
    pen.box(10, 28, 90, 40, c.main, 5)
    pen.box(44, 40, 56, 52, c.trim, 3)


def cabinet(pen: Pen) -> None:
    c = pen.colours
    pen.box(20, 86, 28, 94, c.deep)
    pen.box(72, 86, 80, 94, c.deep)
    pen.box(14, 10, 86, 88, c.main, 4)
    pen.box(10, 6, 90, 14, c.deep, 3)
    for y in (19, 42, 65):
        pen.box(20, y, 80, y + 19, c.trim, 2)
        pen.disc(50, y + 9.5, 3, c.deep)


def knob(pen: Pen) -> None:
    c = pen.colours
    pen.box(10, 12, 90, 88, c.tint, 4)
    pen.disc(50, 52, 29, c.deep)
    pen.cloth(curve(50, 49, 28, 28))
    pen.disc(50, 49, 8, c.trim)
    pen.disc(50, 49, 3, c.deep)


def hook(pen: Pen) -> None:
    c = pen.colours
    pen.box(8, 22, 92, 44, c.deep, 5)
    pen.cloth([(10, 22), (90, 22), (90, 40), (10, 40)])
    for x in (26, 50, 74):
        pen.box(x - 5, 26, x + 5, 36, c.trim, 4)
        pen.line([(x, 34), (x, 66)], 4, c.deep)
        pen.arc(x + 6, 66, 8, 10, (0, 180), 4, c.deep)
        pen.disc(x + 12, 66, 3.4, c.trim)


def peg(pen: Pen) -> None:
    c = pen.colours
    pen.line([(2, 30), (98, 30)], 1.8, c.deep)
    for x, fill in ((22, c.main), (50, c.soft), (78, c.deep)):
        pen.poly([(x - 9, 16), (x - 1, 16), (x - 1, 86), (x - 6, 86)], fill)
        pen.poly([(x + 9, 16), (x + 1, 16), (x + 1, 86), (x + 6, 86)], fill)
        pen.box(x - 9, 42, x + 9, 48, c.ink, 2)


def alarm(pen: Pen) -> None:
    c = pen.colours
    pen.line([(30, 78), (22, 92)], 5, c.deep)
    pen.line([(70, 78), (78, 92)], 5, c.deep)
    pen.poly(curve(28, 20, 15, 12), c.deep)
    pen.poly(curve(72, 20, 15, 12), c.deep)
    pen.disc(50, 54, 36, c.main)
    _face(pen, 54, 28)


def clock(pen: Pen) -> None:
    pen.disc(50, 50, 44, pen.colours.deep)
    pen.disc(50, 50, 41, pen.colours.main)
    _face(pen, 50, 32)


def _face(pen: Pen, y: float, r: float) -> None:
    c = pen.colours
    pen.disc(50, y, r, c.trim)
    for hour in range(12):
        angle = math.pi * hour / 6
        pen.disc(50 + r * 0.83 * math.sin(angle), y + r * 0.83 * math.cos(angle), 1.7 if hour % 3 == 0 else 1, c.ink)
    pen.line([(50, y), (50 - r * 0.36, y - r * 0.34)], 2.6, c.ink)
    pen.line([(50, y), (50 + r * 0.3, y - r * 0.58)], 1.8, c.ink)
    pen.disc(50, y, 2.6, c.deep)


def mat(pen: Pen) -> None:
    c = pen.colours
    for x in range(10, 92, 5):
        pen.line([(x, 26), (x, 80)], 1.6, c.deep)
    pen.box(6, 29, 94, 77, c.deep, 4)
    pen.cloth([(10, 33), (90, 33), (90, 73), (10, 73)])


def board(pen: Pen) -> None:
    c = pen.colours
    pen.arc(50, 20, 12, 14, (180, 360), 2, c.deep)
    pen.box(8, 18, 92, 86, c.main, 4)
    pen.box(15, 25, 85, 79, Paint.SLATE)
    pen.line([(24, 40), (56, 40)], 2, Paint.CHALK)
    pen.line([(24, 52), (70, 52)], 2, Paint.CHALK)
    pen.line([(24, 64), (48, 64)], 2, Paint.CHALK)


def sign(pen: Pen) -> None:
    c = pen.colours
    pen.line([(50, 6), (22, 28)], 1.6, c.ink)
    pen.line([(50, 6), (78, 28)], 1.6, c.ink)
    pen.disc(50, 6, 2.6, c.ink)
    pen.box(6, 26, 94, 82, c.deep, 6)
    pen.box(10, 30, 90, 78, c.main, 4)
    pen.box(14, 34, 86, 74, c.trim, 3)
    pen.line([(24, 45), (76, 45)], 3.4, c.main)
    pen.line([(30, 54), (70, 54)], 3.4, c.deep)
    pen.line([(36, 63), (64, 63)], 3.4, c.main)


def frame(pen: Pen) -> None:
    c = pen.colours
    pen.box(10, 6, 90, 94, c.deep, 4)
    pen.cloth([(12, 8), (88, 8), (88, 92), (12, 92)])
    pen.box(24, 20, 76, 80, c.trim)
    pen.box(28, 24, 72, 76, Paint.ICE)
    pen.disc(60, 38, 6, Paint.GLOW)
    pen.poly([(28, 76), (28, 62), (44, 48), (60, 66), (66, 60), (72, 66), (72, 76)], Paint.FERN)


def hotwater(pen: Pen) -> None:
    c = pen.colours
    pen.box(40, 4, 60, 16, c.deep, 3)
    pen.poly([(42, 14), (58, 14), (62, 28), (38, 28)], c.deep)
    pen.cloth(rounded(18, 26, 82, 95, 17))
    pen.box(33, 22, 67, 28, c.soft, 3)


def plant(pen: Pen) -> None:
    c = pen.colours
    for x, y in ((30, 34), (70, 34), (50, 22), (38, 50), (62, 50)):
        pen.oval(x, y, 13, 17, Paint.FERN)
    pen.line([(50, 30), (50, 62)], 2, Paint.MOSS)
    pen.cloth([(24, 60), (76, 60), (68, 92), (32, 92)])
    pen.box(19, 56, 81, 66, c.deep, 3)


def tool(pen: Pen) -> None:
    c = pen.colours
    pen.box(24, 8, 76, 50, c.deep, 8)
    pen.cloth([(27, 11), (73, 11), (73, 47), (27, 47)])
    for x in (36, 50, 64):
        pen.line([(x, 13), (x, 45)], 1.2, c.deep)
    pen.line([(50, 50), (50, 94)], 5, c.deep)


def cushion(pen: Pen) -> None:
    c = pen.colours
    for x, y in ((13, 13), (87, 13), (13, 87), (87, 87)):
        pen.disc(x, y, 5, c.soft)
    pen.poly(rounded(11, 11, 89, 89, 18), c.deep)
    pen.cloth(rounded(14, 14, 86, 86, 16))


def bird(pen: Pen) -> None:
    c = pen.colours
    pen.poly([(28, 56), (2, 36), (6, 70)], c.deep)
    pen.oval(50, 56, 32, 24, c.main)
    pen.disc(72, 36, 17, c.main)
    pen.poly([(87, 32), (99, 39), (86, 43)], Paint.HONEY)
    pen.poly([(30, 50), (62, 48), (42, 74)], c.deep)
    pen.disc(76, 33, 2.6, c.ink)
    pen.line([(46, 78), (46, 92)], 2, c.ink)
    pen.line([(58, 78), (58, 92)], 2, c.ink)
