"""Numbers as files write them: units, and amounts of money with thousands, decimal commas and currencies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

DecimalMark = Literal[".", ",", ""]

_UNITS = re.compile(r"(-?[0-9]{1,9})(?:\.0+)?")
_PLAIN = re.compile(r"-?(?:[0-9]{1,12}(?:\.[0-9]{1,12}|,[0-9]{1,2})?|\.[0-9]{1,12})")
_BLANKS = " \u00a0\u202f\u2009"
_NUMBER = re.compile(rf"[0-9](?:[0-9.,'’{_BLANKS}]*[0-9])?|[.,][0-9]+")
_GROUPED = re.compile(rf"[0-9]{{1,3}}(?:[{_BLANKS}'’][0-9]{{3}})+(?:[.,][0-9]+)?")
_GROUPS = {".": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+"), ",": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")}
_CODE = re.compile(r"[A-Z]{3}")
_MOST_CHARACTERS = 40


class _Marks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    marks: Mapping[str, tuple[str, ...]]


class Amount(msgspec.Struct, frozen=True):
    """A number taken apart: its digits with their separators, its sign, and the mark of its currency, if any."""

    number: str
    is_negative: bool
    currency: str


def read_units(text: str) -> int | None:
    """Whole units of up to nine digits, negative ones too; ``6.0`` is 6."""
    match = _UNITS.fullmatch(text)
    return int(match[1]) if match else None


def read_price(text: str) -> Decimal | None:
    """A price that stands for itself: a plain decimal number, ``2,5`` and ``2,55`` with a decimal comma; or one whose
    separators leave no doubt, with or without a currency (``1,299.00``, ``£2.55``). None for any other text."""
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    amount = take_apart(text)
    return None if amount is None or mark_of(amount.number) is None else read_amount(text, decimals=2)


def read_amount(text: str, *, decimals: int, mark: DecimalMark = "") -> Decimal | None:
    """An amount of money; None for what is none.

    ``decimals`` are the currency's, and ``mark`` the decimal mark that the file uses elsewhere, if known. Three digits
    behind the only separator are thousands, unless ``mark`` says otherwise: ``IDR 89.000`` is 89000, and no currency
    of TikTok Shop has three decimals.
    """
    amount = take_apart(text)
    if amount is None:
        return None
    digits = _without_groups(amount.number, decimals, mark)
    if digits is None:
        return None
    return -Decimal(digits) if amount.is_negative else Decimal(digits)


def find_mark(texts: Iterable[str]) -> DecimalMark:
    """The decimal mark that a file's amounts use; empty when they do not tell, or contradict each other."""
    amounts = (take_apart(text) for text in texts)
    marks: Counter[DecimalMark] = Counter(
        known for amount in amounts if amount is not None and (known := mark_of(amount.number))
    )
    return next(iter(marks)) if len(marks) == 1 else ""


@cache
def currencies_of(mark: str) -> tuple[str, ...]:
    """The currencies that a mark beside a number may stand for; empty for a mark that is not known."""
    known = _marks().get(mark)
    if known is not None:
        return known
    return (mark,) if _CODE.fullmatch(mark) else ()


def take_apart(text: str) -> Amount | None:
    """The number, the sign and the currency of an amount; None when there is anything else, or no number."""
    if len(text) > _MOST_CHARACTERS:
        return None
    match = _NUMBER.search(text)
    if match is None:
        return None
    before, after = text[: match.start()].strip(_BLANKS), text[match.end() :].strip(_BLANKS)
    is_negative = False
    if before.startswith("(") and after.endswith(")"):
        is_negative, before, after = True, before[1:], after[:-1]
    signs = [part for part in (before, after) if part[:1] in _SIGNS or part[-1:] in _SIGNS]
    if signs and (is_negative or len(signs) > 1):
        return None
    before, after = (_without_sign(part) for part in (before, after))
    marks = [part.strip(_BLANKS) for part in (before, after) if part.strip(_BLANKS)]
    if len(marks) == 2 and marks[0] == marks[1]:
        marks.pop()
    if len(marks) > 1 or (marks and not currencies_of(marks[0])):
        return None
    return Amount(match[0], is_negative or any(set(sign) & set(_MINUS) for sign in signs), marks[0] if marks else "")


_MINUS = "-−"
_SIGNS = tuple("-−+")


def _without_sign(part: str) -> str:
    if part[:1] in _SIGNS:
        return part[1:]
    return part[:-1] if part[-1:] in _SIGNS else part


@cache
def _marks() -> Mapping[str, tuple[str, ...]]:
    return decoders.decode(read_data_file("replay", "currency_marks.json"), type=_Marks).marks


def mark_of(number: str) -> DecimalMark | None:
    """The decimal mark of a number that leaves no doubt; empty for one without separators, None where it might be
    either."""
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "." if number.rfind(".") > number.rfind(",") else ","
    if points > 1:
        return ","
    if commas > 1:
        return "."
    if not points and not commas:
        return ""
    mark: DecimalMark = "." if points else ","
    whole, _, rest = number.partition(mark)
    return None if len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0") else mark


def _without_groups(number: str, decimals: int, mark: DecimalMark) -> str | None:
    """The number with a decimal point and without thousands; None when its groups are not of three digits."""
    if _GROUPED.fullmatch(number):
        head = re.split("[.,]", number)[0]
        number = re.sub(rf"[{_BLANKS}'’]", "", head) + number[len(head) :]
        known: DecimalMark | None = "," if "," in number else "."
    elif re.search(rf"[{_BLANKS}'’]", number):
        return None
    else:
        known = mark_of(number)
    if known is None:
        separator: DecimalMark = "." if "." in number else ","
        is_decimal = separator == mark and decimals > 0
        known = separator if is_decimal else ("," if separator == "." else ".")
    group = "," if known == "." else "."
    whole, _, rest = number.partition(known) if known else (number, "", "")
    if group in rest or (group in whole and not _GROUPS[group].fullmatch(whole)):
        return None
    return f"{whole.replace(group, '') or '0'}.{rest}" if rest else whole.replace(group, "")
