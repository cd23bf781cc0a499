"""Picture motifs for the kitchen and the table. Each function draws one thing on a pen's 100 by 100 square."""

from __future__ import annotations

from .pen import Paint, Pen, curve, heart, rounded


def lunchbox(pen: Pen) -> None:
    c = pen.colours
    pen.line([(36, 30), (36, 18), (64, 18), (64, 30)], 4, c.deep)
    pen.box(12, 28, 88, 84, c.deep, 10)
    pen.cloth(rounded(14, 40, 86, 82, 8))
    pen.box(12, 28, 88, 46, c.main, 8)
    pen.box(12, 43, 88, 47, c.deep)
    pen.box(42, 38, 58, 52, c.trim, 3)


def basket(pen: Pen) -> None:
    c = pen.colours
    pen.arc(50, 46, 32, 34, (180, 360), 4.5, c.deep)
    pen.poly([(10, 46), (90, 46), (80, 86), (20, 86)], c.main)
    for row in range(4):
        y = 52 + row * 9
        pen.line([(14 + row * 2, y), (86 - row * 2, y)], 1.6, c.trim)
    for column in range(7):
        pen.line([(20 + column * 10, 48), (26 + column * 8, 84)], 1.6, c.deep)
    pen.box(7, 40, 93, 50, c.deep, 5)


def tin(pen: Pen) -> None:
    c = pen.colours
    pen.oval(50, 84, 36, 8, c.deep)
    pen.cloth([(14, 40), (86, 40), (86, 84), *curve(50, 84, 36, 7, (0, 180), 12), (14, 84)])
    pen.oval(50, 36, 38, 9, c.deep)
    pen.box(12, 26, 88, 37, c.deep)
    pen.oval(50, 26, 38, 9, c.trim)
    pen.oval(50, 25.5, 34, 7, c.main)
    pen.disc(50, 21, 4, c.deep)


def jar(pen: Pen) -> None:
    c = pen.colours
    pen.box(22, 28, 78, 90, c.deep, 12)
    pen.box(25, 31, 75, 87, c.trim, 10)
    pen.cloth([(27, 50), (73, 50), (73, 80), (68, 85), (32, 85), (27, 80)])
    pen.poly([(16, 30), (22, 14), (78, 14), (84, 30)], c.deep)
    pen.box(20, 10, 80, 22, c.main, 5)
    pen.box(24, 27, 76, 31, c.trim)
    pen.box(34, 58, 66, 76, c.trim, 3)


def bowl(pen: Pen) -> None:
    c = pen.colours
    pen.box(36, 80, 64, 88, c.deep, 3)
    pen.cloth([*curve(50, 42, 40, 42, (0, 180), 24)])
    pen.oval(50, 42, 40, 10, c.deep)
    pen.oval(50, 43, 36, 7.5, c.trim)


def plate(pen: Pen) -> None:
    c = pen.colours
    pen.disc(50, 52, 42, c.deep)
    pen.cloth(curve(50, 50, 42, 42))
    pen.disc(50, 50, 27, c.trim)
    pen.ring(50, 50, 24, 1.2, c.main)


def tray(pen: Pen) -> None:
    c = pen.colours
    pen.box(4, 40, 14, 62, c.deep, 4)
    pen.box(86, 40, 96, 62, c.deep, 4)
    pen.box(10, 24, 90, 78, c.deep, 9)
    pen.cloth(rounded(15, 29, 85, 73, 6))


def cakestand(pen: Pen) -> None:
    c = pen.colours
    pen.line([(50, 8), (50, 88)], 3, c.deep)
    pen.disc(50, 10, 4.5, c.deep)
    for y, reach in ((32, 20), (54, 29), (76, 39)):
        pen.box(50 - reach, y, 50 + reach, y + 4.5, c.main, 2)
        pen.slice(50, y + 3, reach * 0.8, 6, (0, 180), c.deep)
        for step in range(-1, 2):
            x = 50 + step * reach * 0.6
            pen.poly([(x - 5, y - 6), (x + 5, y - 6), (x + 3.5, y), (x - 3.5, y)], c.deep)
            pen.slice(x, y - 6, 5.6, 6, (180, 360), c.trim)
            pen.disc(x, y - 12, 1.5, c.main)
    pen.box(34, 86, 66, 91, c.deep, 2)


def cupcake(pen: Pen) -> None:
    c = pen.colours
    pen.slice(50, 48, 34, 26, (180, 360), c.trim)
    pen.oval(50, 46, 37, 9, c.trim)
    pen.oval(50, 33, 24, 13, c.trim)
    pen.disc(50, 17, 6, c.deep)
    for x, y in ((36, 36), (48, 40), (62, 35), (54, 28), (42, 27), (70, 44), (28, 45)):
        pen.disc(x, y, 1.6, c.main)
    pen.poly([(16, 50), (84, 50), (72, 90), (28, 90)], c.main)
    for step in range(6):
        across = 24 + step * 10.4
        pen.line([(across, 52), (50 + (across - 50) * 0.66, 88)], 1.8, c.deep)


def cutter(pen: Pen) -> None:
    c = pen.colours
    pen.disc(34, 62, 26, c.deep)
    pen.disc(34, 62, 22, Paint.PINE)
    pen.poly(heart(64, 38, 28), c.main)
    pen.poly(heart(64, 38, 22), c.soft)
    for x, y in ((26, 56), (42, 56), (34, 70)):
        pen.disc(x, y, 2.2, c.main)


def teapot(pen: Pen) -> None:
    c = pen.colours
    pen.arc(80, 54, 15, 17, (250, 110), 4.5, c.deep)
    pen.poly([(28, 68), (6, 38), (14, 34), (36, 50)], c.deep)
    pen.oval(50, 84, 20, 5, c.deep)
    pen.cloth(curve(50, 58, 32, 28))
    pen.slice(50, 34, 18, 11, (180, 360), c.deep)
    pen.disc(50, 21, 4.2, c.trim)
    pen.box(31, 32, 69, 36, c.trim, 2)


def teacup(pen: Pen) -> None:
    c = pen.colours
    pen.arc(79, 50, 12, 13, (270, 100), 4, c.deep)
    pen.oval(50, 84, 42, 7.5, c.deep)
    pen.oval(50, 82, 40, 6, c.trim)
    pen.cloth(curve(50, 36, 32, 44, (0, 180), 24))
    pen.oval(50, 36, 32, 8, c.deep)
    pen.oval(50, 36.5, 28.5, 6, c.trim)


def mug(pen: Pen) -> None:
    c = pen.colours
    pen.arc(74, 54, 17, 18, (270, 90), 5, c.deep)
    pen.oval(46, 84, 30, 6, c.deep)
    pen.cloth([(16, 26), (76, 26), (76, 84), *curve(46, 84, 30, 5, (0, 180), 10), (16, 84)])
    pen.oval(46, 26, 30, 7, c.deep)
    pen.oval(46, 26.5, 26.5, 5, c.trim)


def tumbler(pen: Pen) -> None:
    c = pen.colours
    pen.poly([(22, 10), (78, 10), (70, 92), (30, 92)], c.soft)
    pen.cloth([(24, 34), (76, 34), (70, 92), (30, 92)])
    pen.oval(50, 34, 26, 5, c.deep)
    pen.oval(50, 10, 28, 5, c.deep)
    pen.oval(50, 10, 25, 3.6, c.soft)


def jug(pen: Pen) -> None:
    c = pen.colours
    pen.arc(74, 46, 17, 22, (255, 100), 5, c.deep)
    pen.poly([(30, 14), (14, 20), (30, 30)], c.deep)
    pen.cloth([(30, 14), (68, 14), (74, 60), (70, 84), (62, 90), (34, 90), (26, 84), (22, 60)])
    pen.oval(49, 14, 19, 4, c.trim)


def egg(pen: Pen) -> None:
    c = pen.colours
    pen.oval(50, 36, 22, 28, Paint.SHELL)
    pen.cloth(curve(50, 42, 30, 30, (0, 180), 20))
    pen.box(20, 38, 80, 45, c.deep, 3)
    pen.box(45, 70, 55, 84, c.deep)
    pen.oval(50, 86, 22, 5, c.deep)


def cutlery(pen: Pen) -> None:
    c = pen.colours
    pen.box(21, 8, 25, 34, c.deep, 2)
    pen.box(28, 8, 32, 34, c.deep, 2)
    pen.box(35, 8, 39, 34, c.deep, 2)
    pen.box(21, 28, 39, 42, c.deep, 6)
    pen.poly([(46, 10), (58, 8), (58, 46), (46, 46)], c.deep)
    pen.oval(76, 24, 10, 16, c.deep)
    pen.oval(76, 24, 6, 11, c.trim)
    for x in (30, 52, 76):
        pen.box(x - 2, 38, x + 2, 52, c.deep)
        pen.box(x - 4.5, 48, x + 4.5, 92, c.main, 4)
        if pen.pattern == "dots":
            for y in (56, 66, 76, 86):
                pen.disc(x, y, 1.7, c.trim)


def apron(pen: Pen) -> None:
    c = pen.colours
    pen.arc(50, 22, 14, 16, (180, 360), 3, c.deep)
    pen.line([(26, 46), (10, 54)], 3, c.deep)
    pen.line([(74, 46), (90, 54)], 3, c.deep)
    pen.cloth([(36, 20), (64, 20), (78, 46), (78, 92), (22, 92), (22, 46)])
    pen.box(34, 20, 66, 25, c.deep, 2)
    pen.box(34, 64, 66, 82, c.deep, 4)
    pen.box(34, 64, 66, 68, c.trim, 2)


def glove(pen: Pen) -> None:
    c = pen.colours
    pen.poly(curve(76, 54, 11, 18), c.main)
    pen.poly([(66, 60), (76, 42), (86, 54), (70, 74)], c.main)
    pen.cloth([*curve(46, 34, 24, 24, (180, 360), 16), (70, 78), (22, 78)])
    pen.box(18, 74, 74, 90, c.deep, 5)
    pen.box(18, 79, 74, 83, c.trim)


def towel(pen: Pen) -> None:
    c = pen.colours
    pen.line([(12, 14), (88, 14)], 4, c.deep)
    pen.cloth([(26, 14), (84, 14), (84, 82), (26, 82)], c.deep)
    pen.cloth([(16, 14), (70, 14), (70, 90), (16, 90)])
    pen.box(16, 76, 70, 80, c.trim)
    pen.box(16, 83, 70, 85, c.trim)


def napkin(pen: Pen) -> None:
    c = pen.colours
    pen.poly([(50, 4), (96, 50), (50, 96), (4, 50)], c.deep)
    pen.poly([(50, 9), (91, 50), (50, 91), (9, 50)], c.trim)
    pen.cloth([(50, 14), (86, 50), (50, 86), (14, 50)])


def scales(pen: Pen) -> None:
    c = pen.colours
    pen.slice(50, 20, 38, 22, (0, 180), c.deep)
    pen.box(10, 16, 90, 22, c.trim, 3)
    pen.box(45, 30, 55, 44, c.deep)
    pen.poly([(28, 42), (72, 42), (84, 90), (16, 90)], c.main)
    pen.disc(50, 65, 18, c.trim)
    for x, y in ((50, 51), (64, 65), (36, 65), (50, 79)):
        pen.disc(x, y, 1.3, c.ink)
    pen.line([(50, 65), (58, 55)], 1.8, c.deep)
