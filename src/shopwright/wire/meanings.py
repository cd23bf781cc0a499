"""Every error code of the documentation: what it means and what helps. Loaded when the first error asks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec


class Meaning(msgspec.Struct, frozen=True):
    """``meaning`` says what is wrong and so why the call was refused, ``remedy`` what to do; both are sentences."""

    meaning: str
    remedy: str


@cache
def meanings() -> dict[int, Meaning]:
    """All known codes."""
    text = Path(__file__).with_name("error_meanings.json").read_bytes()
    return msgspec.json.decode(text, type=dict[int, Meaning])


def meaning_of(code: int) -> Meaning | None:
    """What is known of a code."""
    return meanings().get(code)
