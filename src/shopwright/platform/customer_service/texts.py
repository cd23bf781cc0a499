"""Texts of ours by language, and the words that no message may hold: ``data/texts.json``, ``sensitive_words.json``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file


class _Texts(msgspec.Struct, frozen=True):
    texts: Mapping[str, Mapping[str, str]]


class _Words(msgspec.Struct, frozen=True):
    words: tuple[str, ...]


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return decoders.decode(read_data_file("customer_service", "texts.json"), type=_Texts).texts


@cache
def _sensitive() -> re.Pattern[str]:
    words = decoders.decode(read_data_file("customer_service", "sensitive_words.json"), type=_Words).words
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def words_for(name: str, locale: str, what: str = "") -> str:
    """The text of a name in the language of a locale such as ``es-MX``, English where there is none."""
    by_language = _texts()[name]
    return by_language.get(locale.partition("-")[0], by_language["en"]).replace("{what}", what)


def names_of(kind: str) -> list[str]:
    """The names under a kind of text, such as ``complaint``, without it."""
    return [name.partition(".")[2] for name in _texts() if name.startswith(f"{kind}.")]


def sensitive_word(text: str) -> str:
    """The first word of a text that no message may hold; empty where there is none."""
    match = _sensitive().search(text)
    return match.group() if match else ""
