"""What is said of a field of the contract: its meaning, and sentences on its limits."""

from __future__ import annotations

import re

import msgspec

from .limits import limit_words, unix_unit, written_meaning
from .meanings import Meaning, meaning_of

_UNIX = re.compile(r"Unix (?:milli)?seconds")


def meaning_and_limits(schema: str, name: str, enclosing: str) -> tuple[Meaning, tuple[str, ...]]:
    """The meaning of a field within an object, and its limits. The unit of a time is said once: the contract's."""
    words = written_meaning(schema, name)
    meaning = Meaning(words, is_written=True) if words else meaning_of(name, enclosing)
    limits, unit = limit_words(schema, name), unix_unit(schema, name)
    if unit and _UNIX.search(meaning.words):
        meaning = msgspec.structs.replace(meaning, words=_UNIX.sub(unit, meaning.words))
        limits = tuple(words for words in limits if words != unit)
    return meaning, limits
