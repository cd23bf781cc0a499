"""Parses a cell as units, a price or a time; None for other text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

_UNITS = re.compile(r"(-?[0-9]{1,9})(?:\.0+)?")
_PRICE = re.compile(r"-?(?:[0-9]{1,12}(?:\.[0-9]{1,12}|,[0-9]{1,2})?|\.[0-9]{1,12})")
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})"
    rf"(?:[ T]{_TIME} ?(?P<zone>Z|(?P<sign>[+-])(?P<ahead_hours>\d{{2}}):?(?P<ahead_minutes>\d{{2}}))?)?",
    re.ASCII,
)
_LOCAL = re.compile(
    rf"(?P<first>\d{{1,2}})([/.-])(?P<second_>\d{{1,2}})\2(?P<year>\d{{4}}|\d{{2}})(?: +{_TIME})?", re.ASCII
)


def read_units(text: str) -> int | None:
    """Whole units of up to nine digits, negative ones too; ``6.0`` is 6."""
    match = _UNITS.fullmatch(text)
    return int(match[1]) if match else None


def read_price(text: str) -> Decimal | None:
    """A plain decimal number; ``2,5`` and ``2,55`` are taken as written with a decimal comma."""
    return Decimal(text.replace(",", ".")) if _PRICE.fullmatch(text) else None


def read_moment(text: str, *, day_first: bool) -> int | None:
    """Seconds since 1970, a moment without a zone being taken as UTC.

    ``2010-12-01 08:26:00`` in any case; ``12/1/10 8:26`` with the month first, or the day when ``day_first``. The time
    may be missing: then it is midnight. Years of two digits are after 2000.
    """
    if iso := _ISO.fullmatch(text):
        return _seconds(iso, int(iso["month"]), int(iso["day"]), _ahead(iso))
    if local := _LOCAL.fullmatch(text):
        first, second = int(local["first"]), int(local["second_"])
        month, day = (second, first) if day_first else (first, second)
        return _seconds(local, month, day, timedelta())
    return None


def _seconds(match: re.Match[str], month: int, day: int, ahead: timedelta) -> int | None:
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp() - ahead.total_seconds())


def _ahead(iso: re.Match[str]) -> timedelta:
    """How far the clock that wrote the moment is ahead of UTC."""
    if not iso["sign"]:
        return timedelta()
    ahead = timedelta(hours=int(iso["ahead_hours"]), minutes=int(iso["ahead_minutes"]))
    return -ahead if iso["sign"] == "-" else ahead
