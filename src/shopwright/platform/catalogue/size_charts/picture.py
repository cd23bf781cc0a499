"""Draws a size chart as a picture that a listing may show."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from .chart import ChartData

#: The least width and height in pixels: what listings ask of a picture of a chart.
_SIDE = 1_024
_CELL_WIDTH, _CELL_HEIGHT, _MARGIN, _LETTERS = 260, 48, 32, 18


def draw_chart(data: ChartData, title: str) -> bytes:
    """The table as PNG: a title, the headers, and a line for each size."""
    width = max(_SIDE, len(data.columns) * _CELL_WIDTH + 2 * _MARGIN)
    height = max(_SIDE, (len(data.rows) + 2) * _CELL_HEIGHT + 2 * _MARGIN)
    picture = Image.new("L", (width, height), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(22)
    draw.text((_MARGIN, _MARGIN), f"{title} ({data.unit_system.lower()})"[: width // 14], fill=0, font=font)
    lines = [[column.name for column in data.columns], *data.rows]
    for number, line in enumerate(lines):
        top = _MARGIN + (number + 1) * _CELL_HEIGHT
        for place, text in enumerate(line):
            left = _MARGIN + place * _CELL_WIDTH
            draw.rectangle((left, top, left + _CELL_WIDTH, top + _CELL_HEIGHT), outline=0, fill=None if number else 225)
            draw.text((left + 8, top + 12), _cut(text), fill=0, font=font)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()


def _cut(text: str) -> str:
    """What fits into a cell, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LETTERS else line[: _LETTERS - 1] + "…"
