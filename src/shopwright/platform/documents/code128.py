"""Code 128 (ISO/IEC 15417): the bars of a text, and the data of a ZPL field that prints them."""

from __future__ import annotations

import re
from typing import Literal

from .model import UndrawableError

CodeSet = Literal["B", "C"]

QUIET = 10  # modules of white on either side

#: Bar and space widths in modules of the values 0 to 105, six for each, beginning with a bar.
_WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122"
    "123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323"
    "131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131"
    "213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122"
    "141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112"
    "124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141"
    "411131211412211214211232"
)
_STOP = "2331112"
_START = {"B": 104, "C": 105}
_SWITCH = {"B": 100, "C": 99}


def segments(text: str) -> list[tuple[CodeSet, str]]:
    """The text cut into stretches of code set B (any printable ASCII) and C (pairs of digits, half as wide).

    Code set C is used for four digits at an end, or six inside. Raises UndrawableError for other characters.
    """
    if not text or not re.fullmatch(r"[ -~]+", text):
        raise UndrawableError(f"Code 128 holds printable ASCII, not {text!r}")
    cut: list[tuple[CodeSet, str]] = []
    for match in re.finditer(r"\d+|\D+", text):
        piece = match[0]
        at_end = match.start() == 0 or match.end() == len(text)
        if not piece.isdigit() or len(piece) < (4 if at_end else 6):
            cut.append(("B", piece))
        elif len(piece) % 2 == 0:
            cut.append(("C", piece))
        elif match.start() == 0:
            cut += [("C", piece[:-1]), ("B", piece[-1])]
        else:
            cut += [("B", piece[0]), ("C", piece[1:])]
    return _joined(cut)


def _joined(cut: list[tuple[CodeSet, str]]) -> list[tuple[CodeSet, str]]:
    joined: list[tuple[CodeSet, str]] = []
    for code_set, piece in cut:
        if joined and joined[-1][0] == code_set:
            joined[-1] = (code_set, joined[-1][1] + piece)
        else:
            joined.append((code_set, piece))
    return joined


def bars(text: str) -> str:
    """Widths in modules of bar, space, bar …, without the quiet zones: "211412…2331112"."""
    cut = segments(text)
    values = [_START[cut[0][0]]]
    for place, (code_set, piece) in enumerate(cut):
        if place:
            values.append(_SWITCH[code_set])
        if code_set == "B":
            values += [ord(character) - 32 for character in piece]
        else:
            values += [int(piece[start : start + 2]) for start in range(0, len(piece), 2)]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return "".join(_WIDTHS[6 * value : 6 * value + 6] for value in [*values, check]) + _STOP


def modules(text: str) -> int:
    """The whole width with both quiet zones, in modules."""
    return sum(map(int, bars(text))) + 2 * QUIET


def invocation(text: str) -> str:
    """The data of a ZPL ^BC field that prints exactly these bars: code sets are chosen with ``>``."""
    start = {"B": ">:", "C": ">;"}
    switch = {"B": ">6", "C": ">5"}
    return "".join(
        (switch if place else start)[code_set] + piece.replace(">", ">0")
        for place, (code_set, piece) in enumerate(segments(text))
    )
