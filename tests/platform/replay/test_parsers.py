"""What a cell may say, and that nothing else is guessed at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.replay.parsers import read_moment, read_price, read_units

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


@pytest.mark.parametrize(("text", "units"), [("6", 6), ("-80995", -80995), ("6.0", 6), ("0", 0), ("007", 7)])
def test_units_are_whole(text: str, units: int) -> None:
    assert read_units(text) == units


@pytest.mark.parametrize("text", ["", "6.5", "six", "1_000", "1,000", "1e3", "\u0663", "9999999999", "+6", "--6"])
def test_what_is_no_whole_number_is_not_guessed(text: str) -> None:
    assert read_units(text) is None


@pytest.mark.parametrize(
    ("text", "price"),
    [("2.55", "2.55"), ("0", "0"), ("-11062.06", "-11062.06"), ("2,55", "2.55"), (".85", "0.85"), ("0.001", "0.001")],
)
def test_prices_are_exact(text: str, price: str) -> None:
    assert read_price(text) == Decimal(price)


@pytest.mark.parametrize("text", ["", "NaN", "Infinity", "1e5", "1,234", "1.234,50", "£2.55", "2.", "1_0", "\u0662"])
def test_what_is_no_price_is_not_guessed(text: str) -> None:
    assert read_price(text) is None
