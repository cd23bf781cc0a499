"""Small emblems that a title's words call for (heart, apple, owl …), drawn in a disc on the thing itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from .pen import Paint, Pen, curve, heart, star


def hearts(pen: Pen) -> None:
    pen.poly(heart(50, 54, 34), Paint.CHERRY)


def stars(pen: Pen) -> None:
    pen.poly(star(50, 54, 44), Paint.HONEY)


def apple(pen: Pen) -> None:
    pen.disc(38, 58, 24, Paint.CHERRY)
    pen.disc(62, 58, 24, Paint.CHERRY)
    pen.oval(50, 66, 20, 22, Paint.CHERRY)
    pen.line([(50, 40), (54, 18)], 6, Paint.BARK)
    pen.oval(68, 24, 14, 7, Paint.FERN)


def pear(pen: Pen) -> None:
    pen.disc(50, 66, 27, Paint.HONEY)
    pen.oval(50, 42, 15, 24, Paint.HONEY)
    pen.line([(50, 22), (54, 8)], 6, Paint.BARK)
    pen.oval(68, 16, 13, 6, Paint.FERN)


def strawberry(pen: Pen) -> None:
    pen.poly([*curve(50, 42, 34, 22, (180, 360)), (50, 94)], Paint.CHERRY)
    for x, y in ((36, 44), (52, 40), (66, 46), (44, 60), (58, 62), (50, 76)):
        pen.disc(x, y, 3, Paint.GLOW)
    pen.poly(star(50, 24, 24, 5, 0.4), Paint.FERN)


def rose(pen: Pen) -> None:
    pen.oval(18, 72, 18, 9, Paint.FERN)
    pen.oval(82, 72, 18, 9, Paint.FERN)
    pen.disc(50, 50, 34, Paint.ROSE)
    pen.ring(50, 50, 24, 5, Paint.BLUSH)
    pen.arc(50, 50, 13, 13, (20, 290), 5, Paint.BLUSH)
    pen.disc(50, 50, 5, Paint.CHERRY)


def flower(pen: Pen) -> None:
    for x, y in ((50, 22), (76, 42), (66, 74), (34, 74), (24, 42)):
        pen.disc(x, y, 19, Paint.ROSE)
    pen.disc(50, 51, 15, Paint.HONEY)


def leaf(pen: Pen) -> None:
    pen.poly([*curve(66, 50, 44, 44, (120, 240)), *curve(34, 50, 44, 44, (-60, 60))], Paint.FERN)
    pen.line([(50, 18), (50, 92)], 4, Paint.MOSS)


def tree(pen: Pen) -> None:
    pen.box(44, 70, 56, 94, Paint.BARK)
    for top, reach in ((8, 22), (28, 30), (48, 38)):
        pen.poly([(50, top), (50 + reach, top + 30), (50 - reach, top + 30)], Paint.FERN)


def toadstool(pen: Pen) -> None:
    pen.box(38, 50, 62, 90, Paint.SAND, 8)
    pen.slice(50, 54, 42, 40, (180, 360), Paint.CHERRY)
    for x, y, r in ((34, 40, 6), (54, 28, 7), (70, 44, 5)):
        pen.disc(x, y, r, Paint.PAPER)


def bird(pen: Pen) -> None:
    pen.poly([(22, 60), (2, 44), (8, 70)], Paint.SEA)
    pen.oval(48, 58, 32, 23, Paint.SKY)
    pen.disc(72, 38, 17, Paint.SKY)
    pen.poly([(87, 34), (99, 41), (86, 45)], Paint.HONEY)
    pen.disc(76, 34, 3, Paint.SOOT)
    pen.oval(42, 58, 18, 11, Paint.SEA)


def owl(pen: Pen) -> None:
    pen.oval(50, 56, 32, 38, Paint.BARK)
    pen.poly([(20, 34), (24, 10), (44, 24)], Paint.BARK)
    pen.poly([(80, 34), (76, 10), (56, 24)], Paint.BARK)
    for x in (37, 63):
        pen.disc(x, 42, 14, Paint.PAPER)
        pen.disc(x, 42, 5, Paint.SOOT)
    pen.poly([(45, 50), (55, 50), (50, 62)], Paint.HONEY)


def dog(pen: Pen) -> None:
    pen.oval(50, 54, 28, 30, Paint.BARK)
    pen.oval(20, 48, 10, 22, Paint.COCOA)
    pen.oval(80, 48, 10, 22, Paint.COCOA)
    pen.oval(50, 68, 15, 12, Paint.SAND)
    pen.disc(50, 63, 5, Paint.SOOT)
    pen.disc(39, 46, 4, Paint.SOOT)
    pen.disc(61, 46, 4, Paint.SOOT)


def cat(pen: Pen) -> None:
    pen.poly([(18, 44), (20, 8), (46, 28)], Paint.ASH)
    pen.poly([(82, 44), (80, 8), (54, 28)], Paint.ASH)
    pen.oval(50, 54, 34, 30, Paint.ASH)
    pen.disc(38, 50, 5, Paint.SOOT)
    pen.disc(62, 50, 5, Paint.SOOT)
    pen.poly([(45, 60), (55, 60), (50, 67)], Paint.ROSE)


def rabbit(pen: Pen) -> None:
    pen.oval(38, 24, 9, 24, Paint.FUR)
    pen.oval(62, 24, 9, 24, Paint.FUR)
    pen.oval(50, 64, 28, 27, Paint.FUR)
    pen.disc(40, 58, 4, Paint.SOOT)
    pen.disc(60, 58, 4, Paint.SOOT)
    pen.oval(50, 70, 6, 4, Paint.ROSE)


def skull(pen: Pen) -> None:
    pen.disc(50, 44, 34, Paint.SOOT)
    pen.box(34, 66, 66, 90, Paint.SOOT, 6)
    pen.disc(37, 46, 9, Paint.PAPER)
    pen.disc(63, 46, 9, Paint.PAPER)
    pen.poly([(50, 56), (45, 66), (55, 66)], Paint.PAPER)


def rocket(pen: Pen) -> None:
    pen.poly([(30, 66), (14, 90), (40, 82)], Paint.CHERRY)
    pen.poly([(70, 66), (86, 90), (60, 82)], Paint.CHERRY)
    pen.oval(50, 48, 22, 44, Paint.SKY)
    pen.disc(50, 38, 10, Paint.PAPER)
    pen.poly([(42, 88), (58, 88), (50, 100)], Paint.HONEY)


def car(pen: Pen) -> None:
    pen.slice(50, 52, 26, 28, (180, 360), Paint.SKY)
    pen.box(8, 48, 92, 72, Paint.CHERRY, 8)
    for x in (28, 72):
        pen.disc(x, 72, 12, Paint.SOOT)
        pen.disc(x, 72, 5, Paint.PAPER)


def cake(pen: Pen) -> None:
    pen.slice(50, 48, 34, 32, (180, 360), Paint.ROSE)
    pen.disc(50, 14, 8, Paint.CHERRY)
    pen.poly([(16, 50), (84, 50), (72, 90), (28, 90)], Paint.CRUMB)


def snowflake(pen: Pen) -> None:
    for x, y in ((0, 40), (34.6, 20), (34.6, -20)):
        pen.line([(50 - x, 50 - y), (50 + x, 50 + y)], 6, Paint.SKY)
        for sign in (-1, 1):
            pen.disc(50 + sign * x, 50 + sign * y, 6, Paint.SKY)
    pen.disc(50, 50, 9, Paint.SKY)


def butterfly(pen: Pen) -> None:
    for sign in (-1, 1):
        pen.oval(50 + sign * 24, 36, 22, 20, Paint.PLUM)
        pen.oval(50 + sign * 20, 68, 17, 16, Paint.ROSE)
    pen.line([(50, 22), (50, 82)], 6, Paint.SOOT)


def flag(pen: Pen) -> None:
    """The Union Flag in a disc, simplified."""
    pen.disc(50, 50, 46, Paint.NAVY)
    pen.line([(20, 20), (80, 80)], 10, Paint.PAPER)
    pen.line([(80, 20), (20, 80)], 10, Paint.PAPER)
    pen.box(42, 4, 58, 96, Paint.PAPER)
    pen.box(4, 42, 96, 58, Paint.PAPER)
    pen.box(46, 4, 54, 96, Paint.CHERRY)
    pen.box(4, 46, 96, 54, Paint.CHERRY)


EMBLEMS: tuple[tuple[str, Callable[[Pen], None]], ...] = (
    (r"union (jack|flag)|london|new england", flag),
    (r"strawberr", strawberry),
    (r"apple", apple),
    (r"pear|fruit", pear),
    (r"skull", skull),
    (r"\bowl", owl),
    (r"dog|scott(ie|y)", dog),
    (r"\bcat\b|mice", cat),
    (r"rabbit|bunny", rabbit),
    (r"bird|hen\b|duck|cockerel", bird),
    (r"butterfl|dragonfl", butterfly),
    (r"toadstool|mushroom", toadstool),
    (r"woodland|forest|christmas tree", tree),
    (r"christmas|yuletide|frost", snowflake),
    (r"spaceboy", rocket),
    (r"\bcars?\b|toys|circus", car),
    (r"fairy cake|cup of tea|tea time|pantry|cupcake", cake),
    (r"leaf|botanic", leaf),
    (r"regency|\brose", rose),
    (r"flower|floral|blossom|paisley|doily|daisy|dolly girl|suki|rustic", flower),
    (r"heart|love|valentine", hearts),
    (r"\bstar\b", stars),
)


def emblem_for(words: str) -> Callable[[Pen], None] | None:
    """The emblem for a title in lower case, or None."""
    return next((draw for pattern, draw in EMBLEMS if re.search(pattern, words)), None)
