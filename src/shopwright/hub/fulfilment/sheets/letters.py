"""Writes text of any script on a page: each letter in a font that has it, and what no font has in a box."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from .fonts import WESTERN, WESTERN_BOLD, Script, font_for, font_setting, script_of

#: What stands in the place of a letter that no font has.
_MISSING = "?"


class _Letter(NamedTuple):
    """A letter as it is drawn. ``width``: at a size of 1. ``is_missing``: it stands for one that no font has."""

    text: str
    font: str
    width: float
    is_missing: bool = False


class Pen:
    """Writes on a canvas. ``is_embedded``: only with fonts that go into the file, as a label printer needs it."""

    def __init__(self, canvas: Canvas, *, is_embedded: bool = False) -> None:
        self._canvas, self._is_embedded = canvas, is_embedded

    def write(self, x: float, y: float, text: str, width: float, *, size: float = 9, is_bold: bool = False) -> None:
        """Write a line from the left, as much of it as is not wider than ``width``."""
        left = width / size
        fitting = []
        for letter in self._letters(text, is_bold=is_bold):
            left -= letter.width
            if left < 0:
                break
            fitting.append(letter)
        self._draw(x, y, fitting, size)

    def write_right(self, x: float, y: float, text: str, *, size: float = 9, is_bold: bool = False) -> None:
        """Write a line that ends at ``x``."""
        letters = self._letters(text, is_bold=is_bold)
        self._draw(x - size * sum(letter.width for letter in letters), y, letters, size)

    def wrap(self, text: str, width: float, *, size: float = 9, is_bold: bool = False) -> list[str]:
        """A text in lines: broken at spaces, and between letters where the script has none or a word is too long."""
        lines, line, used, last_break = list[str](), "", 0.0, 0
        for letter in self._letters(text, is_bold=is_bold):
            source = letter.text
            if line and used + letter.width * size > width and not unicodedata.category(source[0]).startswith("M"):
                cut = last_break or len(line)
                lines.append(line[:cut].rstrip())
                line = line[cut:].lstrip()
                used = size * sum(item.width for item in self._letters(line, is_bold=is_bold))
                last_break = 0
            line += source
            used += letter.width * size
            if source == " " or _breaks_after(source):
                last_break = len(line)
        return [*lines, line.rstrip()] if line.strip() else lines

    def _letters(self, text: str, *, is_bold: bool) -> tuple[_Letter, ...]:
        return _letters(text, font_setting(), is_bold=is_bold, is_embedded=self._is_embedded)

    def _draw(self, x: float, y: float, letters: Iterable[_Letter], size: float) -> None:
        for (font, is_missing), same in groupby(letters, lambda letter: (letter.font, letter.is_missing)):
            run = list(same)
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, y, "".join(_MISSING if is_missing else letter.text for letter in run))
            for letter in run:
                if is_missing:
                    self._canvas.setLineWidth(0.4)
                    self._canvas.rect(x + 0.03 * size, y - 0.15 * size, (letter.width - 0.06) * size, 0.95 * size)
                x += letter.width * size


def missing_scripts(texts: Iterable[str], *, is_embedded: bool = False) -> list[Script]:
    """The scripts of which letters stand in texts that no font here has."""
    letters, setting = {letter for text in texts for letter in _readable(text)}, font_setting()
    lacking = {
        script_of(letter).name: script_of(letter)
        for letter in letters
        if not font_for(letter, setting, is_embedded=is_embedded)
    }
    return [lacking[name] for name in sorted(lacking)]


@lru_cache(4096)
def _letters(text: str, setting: str, *, is_bold: bool, is_embedded: bool) -> tuple[_Letter, ...]:
    return tuple(_letter(letter, setting, is_bold, is_embedded) for letter in _readable(text))


@lru_cache(4096)
def _letter(letter: str, setting: str, is_bold: bool, is_embedded: bool) -> _Letter:
    western = WESTERN_BOLD if is_bold else WESTERN
    if font := font_for(letter, setting, is_bold=is_bold, is_embedded=is_embedded):
        return _Letter(letter, font, _width(letter, font))
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if plain and plain.isascii():
        return _Letter(plain, western, _width(plain, western))
    return _Letter(letter, western, _width(_MISSING, western), is_missing=True)


def _width(text: str, font: str) -> float:
    return float(pdfmetrics.stringWidth(text, font, 1))


def _readable(text: str) -> str:
    """A text with its accents joined to their letters, without signs that are not seen."""
    joined = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(
        letter
        for letter in joined
        if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs") and not 0xFE00 <= ord(letter) <= 0xFE0F
    )


def _breaks_after(letter: str) -> bool:
    """Whether a line may end after a letter without a space: where words are written without any."""
    return unicodedata.east_asian_width(letter[0]) in ("W", "F")
