"""Picture motifs for bags, paper, parties and play. Each function draws one thing on a pen's 100 by 100 square."""

from __future__ import annotations

import math

from .pen import Paint, Pen, curve, heart, rounded, star


def bag(pen: Pen) -> None:
    c = pen.colours
    pen.arc(50, 34, 17, 24, (180, 360), 4, c.deep)
    pen.cloth([(16, 34), (84, 34), (90, 88), (86, 92), (14, 92), (10, 88)])
    pen.box(14, 31, 86, 39, c.deep, 4)


def wallet(pen: Pen) -> None:
    c = pen.colours
    pen.box(16, 14, 72, 50, c.soft, 5)
    pen.box(24, 20, 84, 56, Paint.PAPER, 5)
    pen.box(24, 26, 84, 32, c.deep)
    pen.cloth(rounded(8, 38, 92, 88, 8))
    pen.box(8, 38, 92, 44, c.deep, 3)


def parasol(pen: Pen) -> None:
    c = pen.colours
    pen.line([(50, 8), (50, 84)], 2.6, c.deep)
    pen.arc(57, 84, 7, 8, (0, 180), 2.6, c.deep)
    pen.cloth(curve(50, 52, 42, 38, (180, 360)))
    for x in (22, 50, 78):
        pen.slice(x, 52, 14, 6, (180, 360), c.deep)
    pen.arc(50, 52, 14, 37, (180, 360), 1.4, c.deep)
    pen.disc(50, 13, 3, c.deep)


def ribbon(pen: Pen) -> None:
    c = pen.colours
    pen.poly([(40, 54), (22, 92), (34, 86), (42, 94), (52, 58)], c.deep)
    pen.poly([(60, 54), (78, 92), (66, 86), (58, 94), (48, 58)], c.deep)
    pen.cloth([(50, 48), (12, 22), (6, 50), (12, 74)])
    pen.cloth([(50, 48), (88, 22), (94, 50), (88, 74)])
    pen.oval(18, 48, 6, 13, c.deep)
    pen.oval(82, 48, 6, 13, c.deep)
    pen.box(41, 38, 59, 58, c.deep, 6)


def chain(pen: Pen) -> None:
    c = pen.colours
    fills = (c.main, c.soft, c.deep)
    for row, y in enumerate((22, 56)):
        for step in range(8):
            dip = 14 * math.sin(math.pi * (step + 0.5) / 8)
            pen.ring(6 + step * 12.6, y + dip, 9, 3.4, fills[(step + row) % 3])


def bunting(pen: Pen) -> None:
    c = pen.colours
    fills = (c.main, c.soft, c.deep)
    for row, y in enumerate((8, 50)):
        points = [(x, y + 10 * math.sin(math.pi * x / 100)) for x in range(-4, 105, 4)]
        for step in range(5):
            x0, x1 = -1 + step * 20.6, 18.6 + step * 20.6
            top = y + 10 * math.sin(math.pi * (x0 + x1) / 200)
            fill = fills[(step + row) % 3]
            flag = [(x0, top), (x1, top), ((x0 + x1) / 2, top + 32)]
            if fill == c.main:
                pen.cloth(flag)
            else:
                pen.poly(flag, fill)
        pen.line(points, 2, c.ink)


def cracker(pen: Pen) -> None:
    c = pen.colours
    for y, fill in ((32, c.main), (66, c.deep)):
        pen.poly([(6, y - 11), (26, y - 2), (26, y + 2), (6, y + 11)], fill)
        pen.poly([(94, y - 11), (74, y - 2), (74, y + 2), (94, y + 11)], fill)
        pen.box(24, y - 12, 76, y + 12, fill, 5)
        pen.box(30, y - 12, 34, y + 12, c.trim)
        pen.box(66, y - 12, 70, y + 12, c.trim)
        pen.poly(star(50, y, 8), c.trim)


def bell(pen: Pen) -> None:
    c = pen.colours
    pen.line([(50, 4), (50, 22)], 2.6, c.deep)
    pen.disc(50, 82, 8, c.deep)
    pen.cloth([*curve(50, 46, 24, 28, (180, 360)), (78, 76), (22, 76)])
    pen.box(15, 73, 85, 82, c.deep, 4)
    pen.disc(50, 18, 5, c.trim)


def gift(pen: Pen) -> None:
    c = pen.colours
    pen.cloth([(16, 46), (84, 46), (84, 90), (16, 90)])
    pen.box(11, 34, 89, 50, c.deep, 3)
    pen.box(44, 34, 56, 90, c.trim)
    for x in (37, 63):
        pen.oval(x, 24, 13, 9, c.soft)
        pen.oval(x, 24, 7, 4, c.deep)
    pen.disc(50, 30, 6, c.soft)


def notebook(pen: Pen) -> None:
    c = pen.colours
    pen.box(24, 12, 84, 92, c.trim, 4)
    pen.box(20, 9, 80, 89, c.deep, 5)
    pen.cloth([(30, 9), (76, 9), (80, 13), (80, 85), (76, 89), (30, 89)])
    pen.box(38, 22, 72, 40, c.trim, 3)
    for y in (18, 34, 50, 66, 82):
        pen.box(15, y - 2, 27, y + 2, c.ink, 2)


def blocks(pen: Pen) -> None:
    c = pen.colours
    for x, y, fill in ((8, 54, c.main), (51, 54, c.deep), (29, 14, c.soft)):
        pen.box(x, y, x + 39, y + 38, fill, 4)
    pen.poly(star(27, 73, 13), c.trim)
    pen.poly(heart(71, 73, 12), c.trim)
    pen.disc(48, 33, 11, c.main)


def jewel(pen: Pen) -> None:
    c = pen.colours
    for step in range(13):
        angle = math.radians(step * 15)
        x, y = 50 + 40 * math.cos(angle), 14 + 52 * math.sin(angle)
        pen.disc(x, y, 5.6, (c.main, c.soft, c.deep)[step % 3])
    pen.poly(heart(50, 82, 15), c.main)


def keyring(pen: Pen) -> None:
    c = pen.colours
    pen.ring(50, 20, 18, 3.6, c.deep)
    for y in (40, 47):
        pen.ring(50, y, 5, 2, c.ink)
    pen.cloth(curve(50, 72, 24, 24))
    pen.ring(50, 72, 24, 3, c.deep)
    pen.poly(heart(50, 73, 12), c.trim)


def fan(pen: Pen) -> None:
    c = pen.colours
    for step in range(8):
        start = math.radians(196 + step * 18.5)
        end = start + math.radians(17)
        outer = [(50 + 46 * math.cos(a), 78 + 58 * math.sin(a)) for a in (start, end)]
        pen.poly([(50, 80), *outer], (c.main, c.soft)[step % 2])
    pen.slice(50, 80, 14, 18, (180, 360), c.deep)
    pen.disc(50, 80, 5, c.deep)


def wrap(pen: Pen) -> None:
    c = pen.colours
    for x, top, fill in ((12, 22, c.deep), (64, 16, c.soft), (37, 8, c.main)):
        half = 12
        points = [(x, top), (x + 2 * half, top), (x + 2 * half, 90), (x, 90)]
        pen.cloth(points, fill)
        pen.oval(x + half, top, half, 4, Paint.PAPER)
        pen.oval(x + half, top, half * 0.6, 2.2, fill)
        pen.box(x, 54, x + 2 * half, 60, c.trim)


def card(pen: Pen) -> None:
    c = pen.colours
    pen.box(26, 10, 90, 78, c.deep, 3)
    pen.cloth([(14, 18), (76, 18), (76, 90), (14, 90)])
    pen.box(20, 24, 70, 84, c.trim, 2)
    pen.poly(heart(45, 50, 15), c.main)
    pen.line([(33, 74), (57, 74)], 2, c.deep)


def cards(pen: Pen) -> None:
    c = pen.colours
    pen.poly([(10, 30), (48, 12), (76, 72), (38, 90)], c.deep)
    pen.box(32, 14, 82, 86, c.ink, 5)
    pen.box(33.5, 15.5, 80.5, 84.5, c.trim, 4)
    pen.poly(heart(57, 50, 15), c.main)
    for x, y in ((41, 24), (73, 76)):
        pen.poly(heart(x, y, 4), c.main)


def pens(pen: Pen) -> None:
    c = pen.colours
    for x, fill in ((28, c.main), (50, c.deep), (72, c.soft)):
        pen.poly([(x - 8, 30), (x, 8), (x + 8, 30)], Paint.PINE)
        pen.poly([(x - 3, 16), (x, 8), (x + 3, 16)], fill)
        pen.box(x - 8, 29, x + 8, 92, fill, 2)
        pen.box(x - 8, 80, x + 8, 84, c.ground)


def quill(pen: Pen) -> None:
    c = pen.colours
    pen.poly([(24, 78), (22, 52), (40, 26), (74, 6), (86, 4), (84, 24), (66, 50), (42, 72)], c.main)
    for x, y in ((34, 62), (44, 50), (54, 39), (64, 28)):
        pen.line([(x, y), (x - 9, y - 7)], 1.6, c.soft)
        pen.line([(x, y), (x + 10, y + 2)], 1.6, c.deep)
    pen.line([(82, 8), (30, 70), (16, 92)], 2.4, c.deep)
    pen.poly([(21, 80), (28, 84), (12, 97)], c.ink)


def yarn(pen: Pen) -> None:
    c = pen.colours
    pen.line([(16, 12), (72, 74)], 3, c.deep)
    pen.disc(14, 10, 4.5, c.deep)
    pen.line([(84, 12), (28, 74)], 3, c.deep)
    pen.disc(86, 10, 4.5, c.deep)
    pen.disc(50, 60, 32, c.main)
    for shift in (-14, -4, 6, 16):
        pen.arc(50 + shift, 60 - shift, 24, 24, (130, 320), 2, c.trim)
    pen.line([(74, 82), (84, 90), (96, 88)], 2.4, c.main)


def doll(pen: Pen) -> None:
    c = pen.colours
    pen.disc(50, 30, 24, c.deep)
    pen.oval(50, 70, 32, 26, c.main)
    pen.box(18, 60, 82, 90, c.main, 16)
    pen.disc(50, 33, 16, Paint.SHELL)
    pen.disc(44, 32, 1.8, c.ink)
    pen.disc(56, 32, 1.8, c.ink)
    pen.arc(50, 36, 6, 5, (20, 160), 1.6, c.ink)
    pen.poly(heart(50, 71, 14), c.trim)


def rope(pen: Pen) -> None:
    c = pen.colours
    pen.arc(50, 44, 34, 42, (0, 180), 3.4, c.deep)
    pen.arc(50, 44, 22, 26, (0, 180), 3.4, c.soft)
    for x in (16, 84):
        pen.box(x - 6, 10, x + 6, 46, c.main, 5)
        pen.box(x - 6, 18, x + 6, 22, c.trim)
        pen.box(x - 6, 32, x + 6, 36, c.trim)


def top(pen: Pen) -> None:
    c = pen.colours
    pen.box(46, 8, 54, 36, c.deep, 3)
    pen.poly([(16, 40), (84, 40), (50, 92)], c.main)
    pen.oval(50, 40, 34, 9, c.deep)
    pen.oval(50, 39, 26, 6, c.trim)
    pen.line([(27, 56), (73, 56)], 3, c.trim)
    pen.line([(36, 68), (64, 68)], 3, c.deep)


def plane(pen: Pen) -> None:
    c = pen.colours
    pen.poly([(42, 44), (18, 8), (32, 8), (66, 44)], c.deep)
    pen.cloth([*curve(50, 50, 44, 11)])
    pen.poly([(10, 46), (4, 24), (16, 24), (26, 46)], c.deep)
    pen.poly([(42, 54), (20, 92), (36, 92), (68, 54)], c.deep)
    pen.slice(74, 47, 11, 9, (180, 360), c.trim)


def harmonica(pen: Pen) -> None:
    c = pen.colours
    pen.box(6, 34, 94, 66, c.deep, 8)
    pen.box(6, 30, 94, 46, c.main, 6)
    pen.box(6, 56, 94, 72, c.main, 6)
    for step in range(9):
        x = 14 + step * 8.2
        pen.box(x, 47, x + 5, 55, c.trim, 1)
    pen.box(32, 34, 68, 42, c.trim, 3)


def hanging_heart(pen: Pen) -> None:
    c = pen.colours
    pen.line([(50, 2), (50, 26)], 1.8, c.ink)
    pen.poly(heart(50, 56, 40), c.deep)
    pen.poly(heart(50, 55, 35), c.main)
    pen.poly(heart(50, 55, 24), c.trim)
    pen.poly(heart(50, 55, 19), c.main)


def hanging_star(pen: Pen) -> None:
    c = pen.colours
    pen.line([(50, 2), (50, 16)], 1.8, c.ink)
    pen.poly(star(50, 56, 42), c.deep)
    pen.poly(star(50, 56, 34), c.main)
    pen.disc(50, 57, 10, c.trim)
