"""Times as files write them: read as seconds since 1970, and whether days or months come first in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

#: Words for the two halves of the day, as English, Spanish, Japanese, Chinese and Vietnamese files write them.
_BEFORE_NOON = ("am", "a.m.", "a. m.", "午前", "上午", "sa")
_AFTER_NOON = ("pm", "p.m.", "p. m.", "午後", "下午", "ch")
_HALF = "|".join(re.escape(word) for word in sorted((*_BEFORE_NOON, *_AFTER_NOON), key=len, reverse=True))

_TIME = (
    rf"(?:(?P<half_first>{_HALF})\s*)?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:\.\d+)?)?"
    rf"(?:\s*(?P<half>{_HALF}))?(?:\s*(?P<zone>Z|UTC|GMT|(?P<sign>[+-])(?P<ahead_hours>\d{{2}}):?(?P<ahead_minutes>\d{{2}})))?"
)
_CLOCK = rf"(?:(?:,?\s+|,|T){_TIME})?"
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_CLOCK}",
    re.ASCII | re.IGNORECASE,
)
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second_number>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){_CLOCK}",
    re.ASCII | re.IGNORECASE,
)
_MONTH = r"(?P<{name}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NAMED_MONTH = re.compile(
    rf"(?:(?P<day>\d{{1,2}})[ -]{_MONTH.format(name='name')}[ -]"
    rf"|{_MONTH.format(name='name_first')} (?P<day_second>\d{{1,2}}),? )(?P<year>\d{{4}}){_CLOCK}",
    re.ASCII | re.IGNORECASE,
)
#: When an order may have been placed, in seconds since 1970: from 2000 to 2049. A time beyond is a slip, and would move
#: all other orders of its file by decades.
_EARLIEST, _AFTER_LATEST = 946_684_800, 2_524_608_000

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_moment(text: str, *, day_first: bool) -> int | None:
    """Seconds since 1970, a moment without a zone being taken as UTC; None for what is no moment.

    The year may stand first (``2010-12-01 08:26:00``, ``2010/12/01``); or last, with the month first or, when
    ``day_first``, the day (``12/1/10 8:26``, ``03/25/2026 10:00:05 PM``); the month may be an English name. The time
    may be missing: then it is midnight. Years of two digits are after 2000.
    """
    if match := _YEAR_FIRST.fullmatch(text):
        return _seconds(match, int(match["month"]), int(match["day"]))
    if match := _YEAR_LAST.fullmatch(text):
        first, second = int(match["first"]), int(match["second_number"])
        month, day = (second, first) if day_first else (first, second)
        return _seconds(match, month, day)
    if match := _NAMED_MONTH.fullmatch(text):
        name = (match["name"] or match["name_first"])[:3].lower()
        return _seconds(match, _MONTHS.index(name) + 1, int(match["day"] or match["day_second"]))
    return None


def read_order_time(text: str, *, day_first: bool) -> int | None:
    """A moment in the life of an order, as `read_moment` reads it; None also for one before 2000 or after 2049."""
    moment = read_moment(text, day_first=day_first)
    return moment if moment is not None and _EARLIEST <= moment < _AFTER_LATEST else None


def find_day_first(texts: Iterable[str]) -> bool | None:
    """Whether a file's dates begin with the day; None when the dates do not tell, or contradict each other.

    A number over 12 can be no month. Where there is none, the reading is taken whose days lie closer together, since
    an export covers a few weeks or months.
    """
    dates = {
        (int(match["first"]), int(match["second_number"]), int(match["year"]))
        for text in texts
        if (match := _YEAR_LAST.fullmatch(text))
    }
    over_first = any(first > 12 for first, _, _ in dates)
    over_second = any(second > 12 for _, second, _ in dates)
    if over_first or over_second:
        return None if over_first and over_second else over_first
    by_day, by_month = (_span(dates, day_first=day_first) for day_first in (True, False))
    return None if by_day == by_month else by_day < by_month


def _span(dates: Iterable[tuple[int, int, int]], *, day_first: bool) -> int:
    """Roughly how many days lie between the first and the last of the dates."""
    days = [
        year * 366 + (second if day_first else first) * 31 + (first if day_first else second)
        for first, second, year in dates
    ]
    return max(days) - min(days) if days else 0


def _seconds(match: re.Match[str], month: int, day: int) -> int | None:
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    half = (match["half"] or match["half_first"] or "").lower()
    if half and hour > 12 and half in _BEFORE_NOON:
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTER_NOON else 0)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp() - _ahead(match).total_seconds())


def _ahead(match: re.Match[str]) -> timedelta:
    """How far the clock that wrote the moment is ahead of UTC."""
    if not match["sign"]:
        return timedelta()
    ahead = timedelta(hours=int(match["ahead_hours"]), minutes=int(match["ahead_minutes"]))
    return -ahead if match["sign"] == "-" else ahead
