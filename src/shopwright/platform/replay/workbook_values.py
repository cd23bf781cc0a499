"""What the cells of a workbook (XLSX) say, as text: numbers without noise, dates by their style, shared strings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

import msgspec

#: Numbers of formats that show a date, of those that every workbook has.
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_A_FIELD = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_FIELD = re.compile("[ymdhs]", re.IGNORECASE)
_WHOLE = re.compile(r"-?[0-9]+")
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone
_LAST_DAY = 2_958_466
#: Digits that a spreadsheet keeps of a number.
_EXACT = 15


class Styles(msgspec.Struct, frozen=True):
    """``dates``: the numbers of the cell styles that show dates."""

    dates: frozenset[int] = frozenset()
    is_1904: bool = False

    @classmethod
    def of(cls, formats: Sequence[int], codes: Mapping[int, str], *, is_1904: bool) -> Styles:
        """From each style's number of its format, and the codes of the workbook's own formats."""
        dates = {
            style
            for style, number in enumerate(formats)
            if number in _DATE_FORMATS or _shows_date(codes.get(number, ""))
        }
        return cls(frozenset(dates), is_1904)


def number_text(value: str, style: int, styles: Styles) -> str:
    """A number as it is meant: a date as ``2026-03-25 22:00:05``, others without exponent and rounding noise.

    A number with more digits than a spreadsheet keeps stays in its exponential form, since its last digits are lost.
    """
    if style in styles.dates:
        return _date_text(value, styles) or value
    if _WHOLE.fullmatch(value):
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or number.adjusted() >= _EXACT:
        return value
    rounded = Decimal(f"{number:.{_EXACT}g}").normalize()
    return f"{rounded:f}"


def _date_text(value: str, styles: Styles) -> str | None:
    try:
        days = float(value)
    except ValueError:
        return None
    if not 0 <= days < _LAST_DAY:
        return None
    moment = (_EPOCH_1904 if styles.is_1904 else _EPOCH) + timedelta(seconds=round(days * 86_400))
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _shows_date(code: str) -> bool:
    return bool(_DATE_FIELD.search(_NOT_A_FIELD.sub("", code)))
