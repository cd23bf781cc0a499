"""Reads the values of cells: money with signs, weights with units, GTINs, countries, yes and no."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from .fields import Field, Kind
from .problems import CellError

Cell = str | int | float


class Reading(NamedTuple):
    """How numbers of a file are meant: the decimal sign, and the units of weights and sides that name none.

    ``is_own``: the hub wrote the file, so texts come back sign by sign and nothing in them is doubted.
    """

    decimal: str = "."
    weight_unit: str = "g"
    side_unit: str = "mm"
    is_own: bool = False


#: What a currency's sign stands for; a dollar or a crown alone may be several.
SIGNS = {
    "£": "GBP", "€": "EUR", "US$": "USD", "R$": "BRL", "MX$": "MXN", "S$": "SGD", "Rp": "IDR", "RM": "MYR", "฿": "THB",
    "₫": "VND", "₱": "PHP", "zł": "PLN",
}  # fmt: skip
_GRAMS = {"g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}
_MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000), "in": Decimal("25.4")}
WEIGHT_UNITS, SIDE_UNITS = tuple(_GRAMS), tuple(_MILLIMETRES)
_UNIT_WORDS = {
    "gr": "g", "gram": "g", "grams": "g", "kilogram": "kg", "kilograms": "kg", "kgs": "kg", "lbs": "lb", "pound": "lb",
    "pounds": "lb", "ounce": "oz", "ounces": "oz", "inch": "in", "inches": "in", '"': "in", "”": "in",
}  # fmt: skip
_YES = {"1", "true", "yes", "y", "ja", "oui", "si", "sí", "sim", "ya", "x", "wahr", "vrai"}
_NO = {"0", "false", "no", "n", "nein", "non", "não", "tidak", "falsch", "faux"}
_AMOUNT = re.compile(r"([^\d\-.,()−]*)(.*?)([^\d.,)]*)")
#: Characters of the longest text that is taken for an amount of money.
LONGEST_AMOUNT = 60
_MOST_MONEY, _LARGEST = Decimal("999999999999.99"), 2_147_483_647
_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_DEFUSED = re.compile(r"'+(?=[=+\-@\t\r])")


class Money(NamedTuple):
    amount: Decimal
    currency: str


def text_of(cell: Cell) -> str:
    """A cell as text; whole numbers of workbooks have no decimals."""
    if isinstance(cell, str):
        return cell
    return str(int(cell)) if float(cell).is_integer() and abs(cell) < 1e15 else format(cell, ".15g")


def undefuse(text: str) -> str:
    """A text as it was before an export made it harmless for spreadsheets."""
    return text[1:] if text[:1] == "'" and _DEFUSED.match(text) else text


def number(cell: Cell, decimal: str) -> Decimal:
    """A number as a person writes it. Raises CellError for what is none with this decimal sign."""
    if not isinstance(cell, str):
        return Decimal(text_of(cell))
    if decimal == "." and len(cell) < 16 and _PLAIN.fullmatch(cell):
        return Decimal(cell)
    text = cell.strip().replace("−", "-")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    group = "," if decimal == "." else r"\."
    plain = rf"-?(?:\d{{1,3}}(?:(?:{group}|[\s'’\u00a0\u202f])\d{{3}})+|\d+)?(?:{re.escape(decimal)}\d*)?"
    digits = re.sub(r"[\s'’\u00a0\u202f]", "", text)
    if not re.search(r"\d", text) or len(text) > 40 or not re.fullmatch(plain, text):
        raise CellError(
            f"“{cell[:40]}” is no number",
            f"Write it like 1234{decimal}50. If the file uses another decimal sign, choose that above the columns.",
        )
    digits = digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise CellError(f"“{cell[:40]}” is no number", f"Write it like 1234{decimal}50.") from error


def money(cell: Cell, reading: Reading, places: int) -> Money:
    """An amount, and the currency that its sign names, else empty. Raises CellError for a negative one too."""
    currency, body = "", cell
    if isinstance(cell, str) and not (len(cell) <= LONGEST_AMOUNT and _PLAIN.fullmatch(cell)):
        if len(cell) > LONGEST_AMOUNT or not _has_digit(cell):
            raise CellError(f"“{cell[:40]}” is no amount", "Write a number, like 12.50 or £12.50.")
        match = _AMOUNT.fullmatch(cell.strip())
        before, body, after = (part.strip() for part in match.groups()) if match else ("", cell, "")
        currency = _currency_of(before or after, cell)
    amount = number(body, reading.decimal)
    if amount < 0:
        raise CellError(f"{text_of(cell)} is negative", "Write a price of 0 or more.")
    if amount > _MOST_MONEY:
        raise CellError(f"{text_of(cell)[:40]} is more than any price", "Look whether the column is the right one.")
    if amount != (kept := amount.quantize(Decimal(1).scaleb(-places))):
        raise CellError(f"{text_of(cell)} has more than {places} decimals", "Round it.")
    return Money(kept, currency)


def _currency_of(sign: str, cell: str) -> str:
    if not sign or sign == "$":
        return ""
    if sign in SIGNS:
        return SIGNS[sign]
    if re.fullmatch(r"[A-Za-z]{3}", sign):
        return sign.upper()
    raise CellError(
        f"“{cell[:40]}” is no amount", "Write the number alone, or with its currency, like 12.50 or £12.50."
    )


def _measure(cell: Cell, reading: Reading, units: dict[str, Decimal], unit: str, what: str) -> int:
    """A measure in the smallest unit, rounded to a whole one."""
    body: Cell = cell
    if isinstance(cell, str) and (match := re.fullmatch(r"(.*?\d[.,]?)\s*([A-Za-z\"”]+)\.?", cell.strip())):
        word = match[2].casefold()
        unit, body = _UNIT_WORDS.get(word, word), match[1]
        if unit not in units:
            raise CellError(f"“{match[2]}” is no unit of {what}", f"Use {', '.join(units)}.")
    value = (number(body, reading.decimal) * units[unit]).to_integral_value()
    if not 0 <= value <= _LARGEST:
        raise CellError(f"{text_of(cell)[:40]} is no {what}", "Write a number of 0 or more.")
    return int(value)


def weight(cell: Cell, reading: Reading) -> int:
    """Grams."""
    return _measure(cell, reading, _GRAMS, reading.weight_unit, "weight")


def side(cell: Cell, reading: Reading) -> int:
    """Millimetres."""
    return _measure(cell, reading, _MILLIMETRES, reading.side_unit, "length")


def gtin(cell: Cell, reading: Reading) -> str:
    """A GTIN of 8, 12, 13 or 14 digits; zeros that a spreadsheet took from its beginning are put back."""
    text = re.sub(r"[\s\-']", "", text_of(cell))
    if reading.is_own:
        return text[:14]
    if re.fullmatch(r"\d[.,]?\d*[eE]\+?\d+", text):
        raise CellError(
            f"A spreadsheet shortened the GTIN to {text}", "Format the column as text, and export the file again."
        )
    if not text.isascii() or not text.isdigit():
        raise CellError(f"“{text[:40]}” is no GTIN", "A GTIN has 8, 12, 13 or 14 digits and nothing else.")
    for length in (8, 12, 13, 14):
        if len(text) <= length and length - len(text) <= 2 and _is_checked(text.zfill(length)):
            return text.zfill(length)
    if len(text) not in (8, 12, 13, 14):
        raise CellError(f"{text[:40]} has {len(text)} digits", "A GTIN has 8, 12, 13 or 14 digits.")
    raise CellError(f"The last digit of {text} does not fit the others", "Look for a typing error in the GTIN.")


def _is_checked(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it."""
    weights = (3 if place % 2 else 1 for place in range(len(digits)))
    return sum(int(digit) * weight for digit, weight in zip(reversed(digits), weights, strict=True)) % 10 == 0


@cache
def _countries() -> dict[str, str]:
    """The two letters of each country, by its letters and its English name."""
    known: dict[str, str] = {}
    for line in files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, name = line.partition("\t")
            known[code.casefold()] = known[name.casefold()] = code
    return known | {"uk": "GB", "united kingdom": "GB", "great britain": "GB", "usa": "US", "türkiye": "TR"}


def country(cell: Cell, reading: Reading) -> str:
    text = text_of(cell).strip()
    if reading.is_own and len(text) == 2:
        return text
    if code := _countries().get(text.casefold()):
        return code
    raise CellError(f"“{text[:40]}” is no country", "Write its two letters, like CN, or its English name.")


def flag(cell: Cell, _: Reading) -> bool:
    text = text_of(cell).strip().casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise CellError(f"“{text[:40]}” is neither yes nor no", "Write yes or no.")


def currency(cell: Cell, reading: Reading) -> str:
    text = text_of(cell).strip()
    if reading.is_own:
        return text
    if text in SIGNS:
        return SIGNS[text]
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise CellError(f"“{text[:40]}” is no currency", "Write its three letters, like GBP.")
    return text.upper()


def tags(cell: Cell, field: Field, reading: Reading) -> list[str]:
    """Tags by commas; one that has a comma itself stands in quotes."""
    line = text_of(cell) if reading.is_own else text_of(cell).replace("\r", "").replace("\n", ",")
    listed = next(csv.reader(io.StringIO(line, newline=""), skipinitialspace=True), [])
    kept = list(dict.fromkeys(tag.strip() for tag in listed if tag.strip()))
    for tag in kept:
        if len(tag) > field.longest:
            raise CellError(f"The tag “{tag[:40]}…” is too long", f"A tag has {field.longest} characters or fewer.")
    return kept


def text(cell: Cell, field: Field, reading: Reading) -> str:
    """A text without what surrounds it, or sign by sign from the hub's own files."""
    value = text_of(cell)
    if not reading.is_own:
        value = value.strip()
    if len(value) > field.longest:
        raise CellError(
            f"{len(value):,} characters are too many", f"{field.label} has {field.longest:,} characters or fewer."
        )
    return value


_READERS: dict[Kind, Callable[[Cell, Reading], object]] = {
    "gtin": gtin, "weight": weight, "side": side, "flag": flag, "country": country, "currency": currency,
}  # fmt: skip


def _has_digit(text: str) -> bool:
    return not text.isalpha() and any(sign.isdigit() for sign in text)


def value_of(cell: Cell, field: Field, reading: Reading) -> object:
    """What a cell says of a field, money apart. Raises CellError for what it cannot say."""
    if reader := _READERS.get(field.kind):
        return reader(cell, reading)
    return tags(cell, field, reading) if field.kind == "tags" else text(cell, field, reading)


def unit_in(header: str, units: tuple[str, ...]) -> str:
    """The unit that a header names in brackets or at its end, else empty."""
    for word in reversed(re.findall(r"[a-z\"]+", header.casefold())):
        unit = _UNIT_WORDS.get(word, word)
        if unit in units and len(unit) < len(header.strip()):
            return str(unit)
    return ""
