"""Checks the names that sellers give to brands (docs/reference/catalogue.md#brands)."""

from __future__ import annotations

import re
import unicodedata

from shopwright.platform.catalogue.listing_rules.problem import Problem, problem
from shopwright.platform.catalogue.listing_rules.text import is_chinese, oddity
from shopwright.platform.market.regions import Region

from . import brands
from . import errors as codes

LEAST, MOST = 2, 30
DIGITS_IN_A_ROW = 5

_DIGITS = re.compile(rf"\d{{{DIGITS_IN_A_ROW}}}")
#: Unicode's marks of letters in another style: mathematical bold, circled, squared, raised, lowered.
_STYLES = frozenset(("<circle>", "<font>", "<square>", "<sub>", "<super>"))
#: Unicode's kinds of what is no letter, digit, punctuation or currency: most emoji, arrows, invisible joiners.
_SYMBOLS = frozenset(("So", "Sk", "Sm", "Cc", "Cf", "Cn", "Co"))
#: What turns a letter or digit before it into an emoji.
_EMOJI_MARKS = frozenset("\ufe0e\ufe0f\u20e3")


def clean(name: str) -> str:
    """A name as it is kept: without blanks around it, accents composed."""
    return unicodedata.normalize("NFC", name.strip())


def name_problem(name: str, market: Region) -> Problem | None:
    """Why a seller of a market may not use a clean name; None when it may.

    12052189 short, 12052190 long, 12052191 special fonts or emoji, 12052192 digits, 12052204 Chinese, control
    characters and the like, 12052205 a brand of the platform.
    """
    if len(name) < LEAST:
        return problem(codes.BRAND_NAME_TOO_SHORT, "name", least=LEAST)
    if len(name) > MOST:
        return problem(codes.BRAND_NAME_TOO_LONG, "name", most=MOST)
    if any(_is_special(character) for character in name):
        return problem(codes.BRAND_NAME_FONT, "name")
    if _DIGITS.search(name):
        return problem(codes.BRAND_NAME_DIGITS, "name", limit=DIGITS_IN_A_ROW)
    if oddity(name) or is_chinese(name, market):
        return problem(codes.BRAND_NAME_INVALID, "name")
    if brands.brand_named(name):
        return problem(codes.BRAND_EXISTS, "name", name=name)
    return None


def _is_special(character: str) -> bool:
    """Whether a character is an emoji, a symbol or a letter in a special style; full-width letters are."""
    if character.isascii():
        return False
    if character in _EMOJI_MARKS or unicodedata.category(character) in _SYMBOLS:
        return True
    style = unicodedata.decomposition(character).partition(" ")[0]
    return style in _STYLES or (style == "<wide>" and unicodedata.normalize("NFKC", character).isalnum())
