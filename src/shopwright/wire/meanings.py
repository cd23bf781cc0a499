"""Meaning, cause and remedy of every documented error code. Loaded at the first error."""

from __future__ import annotations

from pathlib import Path

import msgspec

from shopwright import decoders
from shopwright.contract.load import once

#: Where the documentation explains a code.
DOCUMENTED_AT = "docs/error-codes.md#{code}"


class Meaning(msgspec.Struct, frozen=True):
    """What is known of a code, in whole sentences.

    ``meaning`` says what is wrong, ``cause`` why that typically happens (empty where nothing can be added), ``remedy``
    what the developer or the seller does about it. ``area`` is the part of the API that it belongs to, as a heading.
    """

    meaning: str
    cause: str
    remedy: str
    area: str


@once
def meanings() -> dict[int, Meaning]:
    """All known codes, by area. Compiled by ``tools/compile_error_meanings.py``; facts: docs/reference/codes.md."""
    import lzma

    text = lzma.decompress(Path(__file__).with_name("error_meanings.json.xz").read_bytes())
    return decoders.decode(text, type=dict[int, Meaning])


def meaning_of(code: int) -> Meaning | None:
    """The meaning of a code; ``None`` for a code that is not documented."""
    return meanings().get(code)
