"""A sheet as a PNG for a 203 dpi thermal printer. Its letters are Bitstream Vera, which reportlab brings."""

from __future__ import annotations

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .sheet import DOT, Fill, Rectangle, Shape, Sheet, Text
from .spelling import Face, Run, mark_stroke

_TALL_EM = 0.7  # of the box for a letter that is missing
_PROBE = 200  # pixels, for measuring


class Vera:
    """The type of pictures."""

    east_asian = False

    def width(self, text: str, bold: bool) -> float:
        return sum(_advance(character, bold) for character in text)


@cache
def _advance(character: str, bold: bool) -> float:
    return _font(_PROBE, bold).getlength(character) / _PROBE


@cache
def _font(pixels: int, bold: bool) -> ImageFont.FreeTypeFont:
    spec = find_spec("reportlab")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("reportlab's fonts")
    path = Path(spec.origin).parent / "fonts" / ("VeraBd.ttf" if bold else "Vera.ttf")
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)


def picture(sheet: Sheet) -> bytes:
    """The sheet in shades of grey, one pixel for each printer dot."""
    image = Image.new("L", (_dots(sheet.width), _dots(sheet.height)), 255)
    pen = ImageDraw.Draw(image)
    for item in sheet.items:
        if isinstance(item, Fill):
            _fill(pen, (item.x, item.y, item.width, item.height))
        elif isinstance(item, Text):
            _text(pen, item)
        elif isinstance(item, Shape):
            _shape(pen, item)
        else:
            for rectangle in item.rectangles():
                _fill(pen, rectangle)
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(203, 203), compress_level=2)
    return out.getvalue()


def _dots(points: float) -> int:
    return round(points / DOT)


def _fill(pen: ImageDraw.ImageDraw, rectangle: Rectangle) -> None:
    x, y, width, height = rectangle
    left, top = _dots(x), _dots(y)
    pen.rectangle((left, top, max(left, _dots(x + width) - 1), max(top, _dots(y + height) - 1)), fill=0)


def _shape(pen: ImageDraw.ImageDraw, shape: Shape) -> None:
    points = [(x / DOT, y / DOT) for x, y in shape.points]
    if shape.line:
        pen.line([*points, points[0]], fill=0, width=max(1, _dots(shape.line)))
    else:
        pen.polygon(points, fill=0)


def _text(pen: ImageDraw.ImageDraw, text: Text) -> None:
    pixels = max(6, round(text.size / DOT))
    ink = 255 if text.white else 0
    x, y = text.x / DOT, text.y / DOT
    for run in text.runs:
        if run.face is Face.LATIN:
            pen.text((x, y), run.text, fill=ink, font=_font(pixels, text.bold), anchor="ls")
            _marks(pen, run, (x, y), pixels, text.bold, ink)
            x += pixels * _type.width(run.text, text.bold)
        else:
            _boxes(pen, run, (x, y), pixels, ink)
            x += pixels * run.em


_type = Vera()


def _boxes(pen: ImageDraw.ImageDraw, run: Run, at: tuple[float, float], pixels: int, ink: int) -> None:
    each = run.em / len(run.text) * pixels
    for place in range(len(run.text)):
        left = at[0] + place * each + 0.08 * pixels
        pen.rectangle((left, at[1] - _TALL_EM * pixels, left + each - 0.16 * pixels, at[1]), outline=ink)


def _marks(pen: ImageDraw.ImageDraw, run: Run, at: tuple[float, float], pixels: int, bold: bool, ink: int) -> None:
    for placed in run.marks:
        half = _type.width(run.text[placed.index], bold) / 2
        middle = _type.width(run.text[: placed.index], bold) + half
        stroke = [(at[0] + (middle + x) * pixels, at[1] - y * pixels) for x, y in mark_stroke(placed, half)]
        pen.line(stroke, fill=ink, width=max(1, round(pixels * (0.11 if bold else 0.08))), joint="curve")
        if len(stroke) == 2 and abs(stroke[1][0] - stroke[0][0]) < 1:  # a dot
            (x, y), radius = stroke[0], max(1.0, pixels * 0.07)
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
