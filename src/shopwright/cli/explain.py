"""``shopwright explain``: what an error code, or the words of a message, mean."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, NamedTuple

from cyclopts import Parameter

from shopwright.wire.meanings import DOCUMENTED_AT, Meaning, meanings
from shopwright.wire.message_keywords import CAUSES, KEYWORDS, cause_of

from .connection import SWITCH
from .output import print_json
from .refusal import FAILED, RefusedError
from .text import console, visible

#: The code that stands for many causes, told apart by words of the message.
INVALID = 36009004
#: As many are told where only words are known.
MOST_FOUND = 5
_NUMBER = re.compile(r"(?<!\d)\d{5,9}(?!\d)")
_WORD = re.compile(r"[a-z_]{3,}")
#: Words that tell no code from another.
_OF_EVERY_SENTENCE = frozenset(
    [
        "and",
        "any",
        "are",
        "been",
        "but",
        "can",
        "cannot",
        "does",
        "for",
        "from",
        "has",
        "have",
        "its",
        "may",
        "must",
        "not",
        "one",
        "that",
        "the",
        "there",
        "this",
        "was",
        "with",
        "you",
    ]
)


class Explained(NamedTuple):
    """A code with its texts. ``words`` are those of the message by which it was told."""

    code: int
    area: str
    meaning: str
    cause: str
    remedy: str
    page: str
    words: tuple[str, ...] = ()


def explain(
    text: Annotated[list[str], Parameter(help="A code, a message, or a whole reply; words need no quotes.")],
    /,
    *,
    as_json: Annotated[bool, Parameter(name="--json", help="Answer with JSON."), SWITCH] = False,
) -> int:
    """Say what an error code or a message means, and what to do.

    It works without a platform and without the network. A number is looked up; words are compared with the messages of
    the gateway, and then with the meanings, causes and remedies of all codes.

    For example:
        shopwright explain 106001
        shopwright explain "Invalid credentials. The 'x-tts-access-token' header is invalid."
        shopwright explain tracking number already used --json
    """
    message = " ".join(text)
    explained = look_up(message)
    if not explained:
        raise RefusedError(
            f"no code is known by {visible(message[:200])!r}",
            "the message that came with it decides; docs/error-codes.md has all codes",
            FAILED,
        )
    if as_json:
        print_json([each._asdict() for each in explained])
        return 0
    for number, each in enumerate(explained):
        _print(each, is_first=not number)
    return 0


def look_up(message: str) -> list[Explained]:
    """What a text names, the likeliest first; empty where nothing fits."""
    codes = [code for code in dict.fromkeys(map(int, _NUMBER.findall(message))) if code in meanings()]
    if codes:
        return [_explained(code, message) for code in codes]
    if _NUMBER.fullmatch(message.strip()):
        return []
    if cause_of(message) is not None:
        return [_explained(INVALID, message)]
    told = [code for code, words in KEYWORDS.items() if all(word.casefold() in message.casefold() for word in words)]
    return [_explained(code, message) for code in [*told, *_by_words(message, told)][:MOST_FOUND]]


def _by_words(message: str, told: list[int]) -> list[int]:
    """Codes whose texts have most words of a message, else half of them; a word that few codes have counts for more."""
    every_word = set(_WORD.findall(message.casefold()))
    wanted = (every_word - _OF_EVERY_SENTENCE) or every_word
    words_of = {code: wanted & set(_WORD.findall(_text(meaning))) for code, meaning in meanings().items()}
    spread = Counter(word for words in words_of.values() for word in words)
    points = {code: sum(1 / spread[word] for word in words) for code, words in words_of.items()}
    half = len(wanted) / 2
    fitting = [code for code, words in words_of.items() if words and len(words) >= half and code not in told]
    fitting = [code for code in fitting if len(words_of[code]) > half] or fitting
    return sorted(fitting, key=lambda code: (-len(words_of[code]), -points[code], code))


def _text(meaning: Meaning) -> str:
    return f"{meaning.meaning} {meaning.cause} {meaning.remedy}".casefold()


def _explained(code: int, message: str) -> Explained:
    meaning = meanings()[code]
    page = DOCUMENTED_AT.format(code=code)
    cause = cause_of(message) if code == INVALID else None
    if cause is None:
        return Explained(code, meaning.area, meaning.meaning, meaning.cause, meaning.remedy, page)
    told = f"The words {' and '.join(repr(word) for word in cause.keywords)} tell the cause."
    return Explained(code, meaning.area, meaning.meaning, told, cause.remedy, page, cause.keywords)


def causes() -> list[Explained]:
    """Each cause of 36009004 that words tell apart."""
    return [_explained(INVALID, cause.message) for cause in CAUSES]


def _print(each: Explained, *, is_first: bool) -> None:
    out = console()
    if not is_first:
        out.print()
    out.print(f"{each.code}  {each.meaning}", style="bold")
    if each.cause:
        out.print(f"  why:  {each.cause}")
    out.print(f"  do:   {each.remedy}")
    out.print(f"  more: {each.page}", style="dim")
