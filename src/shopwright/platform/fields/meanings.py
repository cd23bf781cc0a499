"""What fields mean: in words of ours where they are written, else as their names and types tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file


class Meaning(msgspec.Struct, frozen=True):
    """A field's meaning. ``is_written``: somebody wrote it; else it was made from the name."""

    words: str
    is_written: bool


#: What the end of a name tells, in the order in which it is looked for; ``{thing}`` is the rest of the name.
_ENDINGS = (
    ("_ids", "Ids of {things}."),
    ("_id", "The id of the {thing}."),
    ("_time_ge", "Only what has its {thing} time at this moment or later, in Unix seconds."),
    ("_time_lt", "Only what has its {thing} time before this moment, in Unix seconds."),
    ("_time_le", "Only what has its {thing} time at this moment or before, in Unix seconds."),
    ("_time_gt", "Only what has its {thing} time after this moment, in Unix seconds."),
    ("_time", "When: {thing}, in Unix seconds."),
    ("_at", "When: {thing}, in Unix seconds."),
    ("_date", "The day: {thing}."),
    ("_urls", "Web addresses of {things}."),
    ("_url", "The web address of the {thing}."),
    ("_uri", "The URI of the {thing}, as an upload answers it."),
    ("_names", "Names of {things}."),
    ("_name", "The name of the {thing}."),
    ("_count", "How many: {thing}."),
    ("_number", "The number of the {thing}."),
    ("_code", "The code of the {thing}."),
    ("_codes", "Codes of {things}."),
    ("_status", "The state of the {thing}."),
    ("_type", "Which kind of {thing} it is."),
    ("_rate", "A share: {thing}, as decimal text."),
    ("_amount", "Money: {thing}, as decimal text in the currency beside it."),
    ("_fee", "The fee: {thing}, as decimal text in the currency beside it."),
    ("_tax", "The tax: {thing}, as decimal text in the currency beside it."),
    ("_price", "The price: {thing}."),
    ("_list", "A list: {thing}."),
    ("_reason", "Why: {thing}."),
    ("_info", "About the {thing}."),
)
_BEGINNINGS = (
    ("is_", "Whether it is so: {thing}."),
    ("has_", "Whether there is one: {thing}."),
    ("need_", "Whether it is needed: {thing}."),
    ("can_", "Whether it is possible: {thing}."),
)


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fields: dict[str, str]
    within: dict[str, str]
    objects: dict[str, str]
    exact: dict[str, dict[str, str]]


@cache
def _words() -> _Words:
    text = read_data_file("fields", "meanings.toml").decode()
    return decoders.convert(tomllib.loads(text), _Words)


def written() -> dict[str, str]:
    """The meanings that are written, by field name."""
    return _words().fields


@cache
def meaning_of(name: str, enclosing: str = "") -> Meaning:
    """What a field of this name means, in an object of that name."""
    if name in _words().within:
        return _meaning_within(name, enclosing)
    if name in written():
        return Meaning(written()[name], is_written=True)
    for ending, words in _ENDINGS:
        if name.endswith(ending) and name != ending:
            return _made(words, name.removesuffix(ending))
    for beginning, words in _BEGINNINGS:
        if name.startswith(beginning):
            return _made(words, name.removeprefix(beginning))
    return Meaning(f"{_spaced(name).capitalize()}.", is_written=False)


def _meaning_within(name: str, enclosing: str) -> Meaning:
    """What a name that says nothing by itself means; the sentence that fits all tells too little to count."""
    known = _words()
    exact = known.exact.get(name, {}).get(enclosing)
    thing = known.objects.get(enclosing) or (_singular(_spaced(enclosing)) if enclosing.islower() else "")
    words = exact if exact is not None else known.within[name].format(object=thing) if thing else ""
    return Meaning(words or known.fields[name], is_written=bool(words))


def _singular(words: str) -> str:
    if words.endswith("ies"):
        return f"{words[:-3]}y"
    return words[:-1] if words.endswith("s") and not words.endswith("ss") else words


def _made(words: str, thing: str) -> Meaning:
    spaced = _spaced(thing)
    plural = spaced if spaced.endswith("s") else f"{spaced[:-1]}ies" if spaced.endswith("y") else f"{spaced}s"
    return Meaning(words.format(thing=spaced, things=plural), is_written=False)


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def share_written(meanings: Iterable[Meaning]) -> tuple[int, int]:
    """How many meanings are written, and how many there are."""
    known = list(meanings)
    return sum(meaning.is_written for meaning in known), len(known)
