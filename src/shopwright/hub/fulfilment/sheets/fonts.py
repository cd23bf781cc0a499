"""Finds fonts on this machine, and says which of them prints a letter. None are shipped with the hub."""

from __future__ import annotations

import os
import tomllib
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import msgspec
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from shopwright import decoders
from shopwright.hub.core.config import FONTS_VARIABLE

#: What every PDF reader has for Western letters.
WESTERN, WESTERN_BOLD = "Helvetica", "Helvetica-Bold"
#: Where systems keep their fonts.
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
_ENDINGS = (".ttf", ".ttc")


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Letters that belong together. ``ranges``: code points, ends included. ``package``: of Debian, with a font.

    ``files``: names of fonts that have the letters. ``reader``: a font that PDF readers have themselves for what
    ``codec`` encodes.
    """

    name: str
    sample: str
    package: str
    ranges: tuple[tuple[int, int], ...]
    files: tuple[str, ...]
    bold: tuple[str, ...] = ()
    codec: str = ""
    reader: str = ""


class FontState(msgspec.Struct, frozen=True):
    """Whether letters can be printed here. ``font``: with which file; "" where there is none of them."""

    script: Script
    font: str


@cache
def scripts() -> tuple[Script, ...]:
    text = Path(__file__).with_name("fonts.toml").read_text()
    return tuple(decoders.convert(row, Script) for row in tomllib.loads(text)["scripts"])


@lru_cache(4096)
def script_of(letter: str) -> Script:
    """What a letter belongs to; the last one has all the rest."""
    code = ord(letter)
    return next(
        (script for script in scripts() if any(low <= code <= high for low, high in script.ranges)), scripts()[-1]
    )


def font_setting() -> str:
    """The fonts that the setting names, before those of the system: files, or folders of them."""
    return os.environ.get(FONTS_VARIABLE, "")


@lru_cache(16_384)
def font_for(letter: str, setting: str, *, is_bold: bool = False, is_embedded: bool = False) -> str:
    """The name of a font that has the letter, those of ``setting`` first; "" where there is none.

    ``is_embedded``: the font must go into the file, since whoever shows it has none of its own.
    """
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        script = script_of(letter)
    else:
        return WESTERN_BOLD if is_bold else WESTERN
    for path in (*_listed(setting), *_paths_of(script, is_bold=is_bold)):
        font = _load(path)
        if font is not None and ord(letter) in font.face.charToGlyph:
            return str(font.fontName)
    return "" if is_embedded else _of_reader(letter, script)


def font_states() -> list[FontState]:
    """For each script, the font of this machine that prints its sample."""
    states, setting = [], font_setting()
    for script in scripts():
        names = {font_for(letter, setting, is_embedded=True) for letter in script.sample}
        states.append(FontState(script, "" if "" in names else ", ".join(sorted(map(_file_of, names)))))
    return states


def set_fonts() -> list[tuple[str, bool]]:
    """The files that the setting names, each with whether it can be used."""
    return [(path.name, _load(path) is not None) for path in _listed(font_setting())]


def _of_reader(letter: str, script: Script) -> str:
    """A font of the PDF reader's own for a letter; "" where none is sure to have it."""
    if not script.reader:
        return ""
    try:
        letter.encode(script.codec)
    except UnicodeEncodeError:
        return ""
    if script.reader not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(script.reader))
    return script.reader


def _paths_of(script: Script, *, is_bold: bool) -> Iterator[Path]:
    for name in (*(script.bold if is_bold else ()), *script.files):
        if path := _known().get(name):
            yield path


@cache
def _known() -> dict[str, Path]:
    """The fonts of this machine that a script names, by the names of their files."""
    wanted = {name for script in scripts() for name in (*script.files, *script.bold)}
    files = {}
    for folder in _FOLDERS:
        for place, _, names in os.walk(Path(folder).expanduser()):
            files.update({name: Path(place, name) for name in names if name in wanted and name not in files})
    return files


@lru_cache(8)
def _listed(setting: str) -> tuple[Path, ...]:
    paths: list[Path] = []
    for part in filter(None, setting.split(os.pathsep)):
        place = Path(part)
        inside = sorted(place.iterdir()) if place.is_dir() else [place]
        paths += [path for path in inside if path.suffix.lower() in _ENDINGS]
    return tuple(paths)


@lru_cache(64)
def _load(path: Path) -> TTFont | None:
    """A font, ready for PDF; None for a file that is none, or whose outlines are not TrueType's."""
    name = f"hub-{path.stem}-{zlib.crc32(bytes(path))}"
    try:
        font = TTFont(name, str(path))
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(font)
    return font


def _file_of(font: str) -> str:
    return font.removeprefix("hub-").rpartition("-")[0] or font
