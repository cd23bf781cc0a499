"""Times as files write them, and that nothing else is taken for one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.replay.moments import find_day_first, read_moment, read_order_time

MORNING = int(datetime(2010, 12, 1, 8, 26, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "text",
    [
        "2010-12-01 08:26:00",
        "2010-12-01T08:26:00",
        "2010-12-01T08:26:00.000Z",
        "2010-12-01 09:26:00+01:00",
        "2010-12-01 03:26-0500",
        "12/1/10 8:26",
        "12/1/2010 08:26",
        "12/01/2010 8:26:00",
        "12/01/2010 08:26:00 AM",
        "12/01/2010 8:26am",
        "2010/12/01 08:26:00",
        "2010/12/01 午前8:26",
        "Dec 1, 2010 8:26 AM",
        "1 December 2010, 08:26",
    ],
)
def test_one_moment_written_in_many_ways(text: str) -> None:
    assert read_moment(text, day_first=False) == MORNING


@pytest.mark.parametrize("text", ["01/12/2010 08:26", "1.12.10 8:26", "1-12-2010 08:26:00", "2010-12-01 08:26"])
def test_the_day_comes_first_on_request(text: str) -> None:
    assert read_moment(text, day_first=True) == MORNING


def test_a_date_alone_is_its_midnight() -> None:
    assert read_moment("2010-12-01", day_first=False) == MORNING - MORNING % 86_400


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2010-13-01 00:00",
        "31/12/2010 08:26",
        "2010-12-01 25:00",
        "1/2.2010",
        "20101201",
        "12/01/2010 13:26 AM",
        "32 Dec 2010",
        "\u0661/\u0662/\u0662\u0660\u0661\u0660",
    ],
)
def test_what_is_no_moment_is_not_guessed(text: str) -> None:
    assert read_moment(text, day_first=False) is None


@given(st.datetimes(datetime(1970, 1, 1), datetime(2069, 12, 31)), st.booleans())  # noqa: DTZ001 - made UTC below
def test_every_minute_is_read_back(moment: datetime, day_first: bool) -> None:
    seconds = (moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    day = f"{moment.day}/{moment.month}" if day_first else f"{moment.month}/{moment.day}"
    assert read_moment(f"{moment:%Y-%m-%d %H:%M:%S}", day_first=day_first) == seconds
    assert read_moment(f"{day}/{moment.year} {moment:%H:%M:%S}", day_first=day_first) == seconds


@pytest.mark.parametrize(
    ("written", "hour"),
    [("12:05:00 AM", 0), ("1:05:00 AM", 1), ("12:05:00 PM", 12), ("10:05:00 PM", 22), ("22:05 PM", 22)],
)
def test_halves_of_the_day_are_told_apart(written: str, hour: int) -> None:
    midnight = MORNING - MORNING % 86_400
    assert read_moment(f"12/01/2010 {written}", day_first=False) == midnight + hour * 3600 + 5 * 60


@given(st.datetimes(datetime(2000, 1, 1), datetime(2069, 12, 31)))  # noqa: DTZ001 - made UTC below
def test_every_second_is_read_back_from_twelve_hours(moment: datetime) -> None:
    seconds = (moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert read_moment(f"{moment:%m/%d/%Y %I:%M:%S %p}", day_first=False) == seconds
    assert read_moment(f"{moment:%d/%m/%Y %I:%M:%S %p}", day_first=True) == seconds


@pytest.mark.parametrize(
    ("dates", "is_day_first"),
    [
        (["25/03/2026 22:00:05", "01/02/2026"], True),
        (["03/25/2026 10:00:05 PM", "01/02/2026"], False),
        (["01/03/2026", "05/03/2026", "11/03/2026"], True),
        (["03/01/2026", "03/05/2026", "03/11/2026"], False),
        (["01/03/2026"], None),
        (["25/03/2026", "03/25/2026"], None),
        (["2026-03-25", "", "soon"], None),
    ],
)
def test_a_file_tells_whether_its_days_come_first(dates: list[str], is_day_first: bool | None) -> None:
    assert find_day_first(dates) is is_day_first


@given(st.lists(st.dates(datetime(2026, 1, 1).date(), datetime(2026, 3, 31).date()), min_size=1), st.booleans())  # noqa: DTZ001
def test_a_quarter_that_has_a_day_over_the_twelfth_is_never_misread(days: list[date], day_first: bool) -> None:
    written = [day.strftime("%d/%m/%Y" if day_first else "%m/%d/%Y") for day in [*days, date(2026, 2, 13)]]
    assert find_day_first(written) is day_first


@pytest.mark.parametrize("year", ["0001", "1969", "1999", "2050", "2099", "9999"])
def test_no_order_was_placed_before_2000_or_after_2049(year: str) -> None:
    for text in (f"{year}-06-01 08:26:00", f"06/01/{year}", f"1 Jun {year}"):
        assert read_order_time(text, day_first=False) is None


@pytest.mark.parametrize(("text", "seconds"), [("2000-01-01", 946_684_800), ("2049-12-31 23:59:59", 2_524_607_999)])
def test_orders_of_these_years_are_read(text: str, seconds: int) -> None:
    assert read_order_time(text, day_first=False) == seconds
