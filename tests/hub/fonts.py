"""A font for tests: the letters of a font that reportlab brings, under other code points."""

from __future__ import annotations

import struct
from pathlib import Path

import reportlab


def write_font(path: Path, letters: str) -> Path:
    """Write a TrueType font that has these letters alone, each drawn as some Western one."""
    font = bytearray((Path(reportlab.__file__).parent / "fonts/Vera.ttf").read_bytes())
    while len(font) % 4:
        font.append(0)
    table = _letter_table(letters)
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        place = 12 + 16 * number
        if font[place : place + 4] == b"cmap":
            struct.pack_into(">LL", font, place + 8, len(font), len(table))
    path.write_bytes(bytes(font) + table)
    return path


def _letter_table(letters: str) -> bytes:
    """Which glyph each letter has, from 36 on, in the format for all of Unicode and for its first plane."""
    codes = sorted(map(ord, letters))
    segments = [(code, code, 36 + number - code) for number, code in enumerate(codes)] + [(0xFFFF, 0xFFFF, 1)]
    doubled = 2 * len(segments)
    columns = [
        [end for _, end, _ in segments],
        [0],
        [start for start, _, _ in segments],
        [delta % 0x10000 for _, _, delta in segments],
        [0] * len(segments),
    ]
    body = b"".join(struct.pack(f">{len(column)}H", *column) for column in columns)
    first_plane = struct.pack(">7H", 4, 14 + len(body), 0, doubled, 0, 0, 0) + body
    return struct.pack(">HHHHL", 0, 1, 3, 1, 12) + first_plane
