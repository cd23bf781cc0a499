"""A drawn picture's words in another language, from ``media/data/picture_words.json`` (ours)."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

from .picture_spec import PictureSpec

#: The language of the words as they are drawn.
_OWN = "en"

_WORD = re.compile(r"[A-Za-z']+")

#: What the font that draws lacks, in letters that it has: it knows no accents.
_PLAIN = str.maketrans(
    {"ß": "ss", "œ": "oe", "Œ": "Oe"}
    | dict(zip("äöüÄÖÜ", ("ae", "oe", "ue", "Ae", "Oe", "Ue"), strict=True))
    | dict(zip("áàâéèêëíîïóòôúùûñçÁÀÉÈÍÓÚÑÇ", "aaaeeeeiiiooouuuncAAEEIOUNC", strict=True))
)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    languages: tuple[str, ...]
    words: dict[str, tuple[str, ...]]


class UnknownLanguageError(LookupError):
    """There are no words in this language. The message says so."""


class NoKnownWordError(LookupError):
    """None of the picture's words is in the list. The message says so."""


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("media", "picture_words.json"), type=_File)


def in_language(spec: PictureSpec, language: str) -> PictureSpec:
    """The picture with its words in a language (a BCP 47 tag), word by word; those that are not known stay.

    :class:`UnknownLanguageError` or :class:`NoKnownWordError` where none can be put into it.
    """
    tongue, file = language.partition("-")[0], _file()
    if tongue == _OWN:
        return spec
    if tongue not in file.languages:
        raise UnknownLanguageError(f"Pictures cannot be lettered in {language}.")
    words = {english: others[file.languages.index(tongue)] for english, others in file.words.items()}
    if not any(word.lower() in words for word in _WORD.findall(f"{spec.title} {spec.variant}")):
        raise NoKnownWordError(f"No word of the picture is known in {language}.")
    return PictureSpec(spec.motif, _put(spec.title, words), _put(spec.variant, words))


def _put(text: str, words: dict[str, str]) -> str:
    """The text with its known words replaced, capitals kept, spelt with what the font has."""

    def replace(match: re.Match[str]) -> str:
        other = words.get(match[0].lower())
        if other is None:
            return match[0]
        return other[0].upper() + other[1:] if match[0][0].isupper() else other

    return _WORD.sub(replace, text).translate(_PLAIN)
