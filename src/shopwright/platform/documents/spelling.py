"""Splits texts into runs of letters that can be printed: Latin with marks, East Asian, and substitutes for the rest.

No font is shipped. Files hold the Latin letters of Windows-1252; further marks (Vietnamese has many) are drawn as
strokes over those. Thai, and kana where there are no East Asian letters, are written in Latin. Other characters are
printed as an empty box.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from msgspec import Struct

from .roman import romanise_kana, romanise_thai

Stroke = tuple[tuple[float, float], ...]


class Face(StrEnum):
    """The letters a run is set in."""

    LATIN = "LATIN"
    JAPANESE = "JAPANESE"
    CHINESE = "CHINESE"
    KOREAN = "KOREAN"
    BOX = "BOX"


class Placed(Struct, frozen=True):
    """A mark on the letter at ``index`` of its run; ``top`` is where the letter ends, in em over the baseline."""

    index: int
    mark: str
    top: float


class Run(Struct, frozen=True):
    """Letters of one face. ``em`` is the width of the East Asian ones and boxes, 0 for Latin: their type knows."""

    face: Face
    text: str
    marks: tuple[Placed, ...] = ()
    em: float = 0.0


_BOX_EM = 0.8
_LIFT = 0.2  # a second mark stands this much higher

#: Strokes from the middle of the letter (x) and from its top (y), in em.
_ABOVE: dict[str, Stroke] = {
    "\u0300": ((-0.13, 0.17), (0.04, 0.04)),
    "\u0301": ((-0.04, 0.04), (0.13, 0.17)),
    "\u0302": ((-0.14, 0.04), (0.0, 0.15), (0.14, 0.04)),
    "\u0303": ((-0.17, 0.05), (-0.12, 0.12), (-0.05, 0.12), (0.05, 0.06), (0.12, 0.06), (0.17, 0.13)),
    "\u0304": ((-0.15, 0.09), (0.15, 0.09)),
    "\u0306": ((-0.14, 0.16), (-0.09, 0.07), (0.0, 0.04), (0.09, 0.07), (0.14, 0.16)),
    "\u0307": ((0.0, 0.1), (0.001, 0.1)),
    "\u0309": ((-0.08, 0.15), (-0.02, 0.19), (0.06, 0.17), (0.07, 0.12), (0.0, 0.08), (0.0, 0.03)),
    "\u030b": ((-0.08, 0.04), (0.06, 0.17)),
    "\u030c": ((-0.14, 0.15), (0.0, 0.04), (0.14, 0.15)),
}
#: Strokes from the middle of the letter and from the baseline.
_BELOW: dict[str, Stroke] = {
    "\u0323": ((0.0, -0.15), (0.001, -0.15)),
    "\u0326": ((0.02, -0.08), (-0.02, -0.19)),
    "\u0327": ((0.0, -0.02), (0.05, -0.1), (-0.02, -0.19)),
    "\u0328": ((0.08, -0.01), (0.02, -0.11), (0.1, -0.18)),
}
_HORN = "\u031b"
_BAR = "\u0335"
#: Letters that do not decompose, as a letter that there is and a mark.
_BARRED = {"đ": ("d", _BAR), "Đ": ("Ð", ""), "ł": ("l", _BAR), "Ł": ("L", _BAR), "ħ": ("h", _BAR)}
_CURRENCIES = str.maketrans({"₫": "VND", "฿": "THB", "₱": "PHP"})
_TALL = frozenset("bdfhiklt")


def mark_stroke(placed: Placed, half: float) -> Stroke:
    """The mark's stroke in em: x from the middle of the letter, y over the baseline; ``half`` is half its width."""
    if placed.mark == _HORN:
        top = placed.top
        return ((half - 0.1, top - 0.05), (half - 0.01, top - 0.03), (half + 0.04, top + 0.08))
    if placed.mark == _BAR:
        return ((-half * 0.2, 0.6), (half * 0.98, 0.6))
    if placed.mark in _BELOW:
        return _BELOW[placed.mark]
    return tuple((x, placed.top + y) for x, y in _ABOVE[placed.mark])


def wide(character: str) -> bool:
    """Whether the character is East Asian and lines may break around it."""
    return unicodedata.east_asian_width(character) in "WF" and character.isalpha()


def tidy(text: str, east_asian: bool) -> str:
    """The text in letters that are drawn or have a stand-in: composed, on one line, Thai (and kana) in Latin."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)
    text = "".join(
        unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character
        for character in text
    )
    text = romanise_thai(text.translate(_CURRENCIES))
    if not east_asian:
        text = romanise_kana(text)
    spaced = (" " if character.isspace() else character for character in text)
    return "".join(character for character in spaced if unicodedata.category(character) not in {"Cc", "Cf", "Cs"})


def plain(text: str) -> str:
    """The text for a printer that has its own letters: Latin ones stay as they are, others become "?"."""
    return "".join(
        character if _latin(unicodedata.normalize("NFD", character)[0]) or character in _BARRED else "?"
        for character in tidy(text, east_asian=False)
    )


def spell(text: str, east_asian: bool) -> tuple[Run, ...]:
    """A tidy text as runs, in order. Without ``east_asian`` letters its kanji are boxes."""
    if text.isascii():
        return (Run(Face.LATIN, text),) if text else ()
    runs: list[Run] = []
    letters, marks = "", list[Placed]()
    for character in text:
        base, over = _composed(character)
        if base is not None:
            marks += [Placed(len(letters), mark, top) for mark, top in over]
            letters += base
            continue
        if unicodedata.category(character) == "Mn":
            continue  # a mark that nothing draws
        if letters:
            runs.append(Run(Face.LATIN, letters, tuple(marks)))
            letters, marks = "", []
        runs.append(_foreign(character, east_asian))
    if letters:
        runs.append(Run(Face.LATIN, letters, tuple(marks)))
    return _together(runs)


def _latin(character: str) -> bool:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _composed(character: str) -> tuple[str | None, list[tuple[str, float]]]:
    """The Latin letters that stand for a character, and the marks to draw with where each begins."""
    if _latin(character):
        return character, []
    if character in _BARRED:
        base, mark = _BARRED[character]
        return base, [(mark, 0.0)] if mark else []
    parts = unicodedata.normalize("NFD", character)
    base, rest = parts[0], parts[1:]
    if not _latin(base):
        simple = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
        return simple or None, []
    top = 0.73 if base.isupper() or base in _TALL else 0.54
    marks: list[tuple[str, float]] = []
    for mark in rest:
        joined = unicodedata.normalize("NFC", base + mark)
        if mark in _ABOVE and len(joined) == 1 and _latin(joined):
            base, top = joined, top + _LIFT
        elif mark in _ABOVE:
            marks.append((mark, top))
            top += _LIFT
        elif mark in _BELOW or mark == _HORN:
            marks.append((mark, top))
    return base, marks


def _foreign(character: str, east_asian: bool) -> Run:
    if east_asian and ord(character) < 0x10000:
        for face, codec in ((Face.JAPANESE, "cp932"), (Face.CHINESE, "gbk"), (Face.KOREAN, "euc_kr")):
            try:
                character.encode(codec)
            except UnicodeEncodeError:
                continue
            half = unicodedata.east_asian_width(character) == "H"
            return Run(face, character, (), 0.5 if half else 1.0)
    return Run(Face.BOX, "\u25a1", (), _BOX_EM)


def _together(runs: list[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and last.face == run.face and last.face is not Face.LATIN:
            joined[-1] = Run(run.face, last.text + run.text, (), last.em + run.em)
        else:
            joined.append(run)
    return tuple(joined)
