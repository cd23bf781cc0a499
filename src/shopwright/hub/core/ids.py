"""Reads ids that come in forms and addresses, whatever somebody wrote there."""

from __future__ import annotations

from collections.abc import Iterable

#: Digits that a number of the database's ids can have; more would not fit into a bigint.
_MOST_DIGITS = 18


def id_of(text: str) -> int:
    """The id that a text is; 0, which no row has, where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def ids_of(texts: Iterable[str]) -> list[int]:
    """The ids among texts, in their order."""
    return [number for number in map(id_of, texts) if number]
