"""Tracking numbers as carriers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.logistics.tracking_numbers import (
    NumberProblem,
    carriers_matching,
    make_tracking_number,
    problem_with,
)
from shopwright.platform.market.regions import all_regions, region

_CARRIERS = [
    (market.code, shipping_provider.id) for market in all_regions() for shipping_provider in market.shipping_providers
]
_NUMBERS = st.integers(0, 10**8 - 1)


def _id(code: str, name: str) -> str:
    return next(
        shipping_provider.id for shipping_provider in region(code).shipping_providers if shipping_provider.name == name
    )


@given(st.sampled_from(_CARRIERS), _NUMBERS)
def test_a_number_that_a_carrier_gives_is_right(carrier: tuple[str, str], number: int) -> None:
    made = make_tracking_number(*carrier, number)
    assert made == make_tracking_number(*carrier, number)
    assert problem_with(*carrier, made) is None
    assert problem_with(*carrier, f"{made[:4]}-{made[4:]}".lower()) is None
    assert carrier[1] in carriers_matching(carrier[0], made)


@given(st.sampled_from(_CARRIERS), _NUMBERS)
def test_each_parcel_has_a_number_of_its_own(carrier: tuple[str, str], number: int) -> None:
    others = {(number + digit * 10**place) % 10**8 for digit in range(1, 10) for place in range(8)}
    assert make_tracking_number(*carrier, number) not in {make_tracking_number(*carrier, other) for other in others}


@pytest.mark.parametrize(
    ("code", "name", "number"),
    [
        ("GB", "Royal Mail", "RB123456785GB"),
        ("GB", "UPS", "1Z5R89390357567127"),
        ("GB", "FedEx", "986578788855"),
        ("GB", "DHL", "3318810025"),
        ("DE", "DHL", "00340434161094027318"),
        ("US", "USPS", "9400111202555842332669"),
        ("US", "OnTrac", "C11031500001879"),
    ],
)
def test_published_numbers_pass_and_any_other_check_digit_does_not(code: str, name: str, number: str) -> None:
    carrier = _id(code, name)
    assert problem_with(code, carrier, number) is None
    place = len(number) - (3 if number.endswith("GB") else 1)
    for digit in "0123456789":
        changed = number[:place] + digit + number[place + 1 :]
        assert (problem_with(code, carrier, changed) is None) is (changed == number)


@given(st.sampled_from([("US", "USPS"), ("DE", "DHL")]), _NUMBERS, st.integers(10, 20), st.integers(1, 9))
def test_any_changed_digit_shows_where_the_check_digit_sees_all(
    carrier: tuple[str, str], number: int, place: int, step: int
) -> None:
    id_ = _id(*carrier)
    made = make_tracking_number(carrier[0], id_, number)
    place = min(place, len(made) - 1)
    changed = made[:place] + str((int(made[place]) + step) % 10) + made[place + 1 :]
    assert problem_with(carrier[0], id_, changed) is NumberProblem.WRONG_FORMAT


@pytest.mark.parametrize("number", ["RM12345 6785GB", "1Z/123", "RM123456785GB!", "é123456789", "RM123456785GB\n"])
def test_other_characters_than_letters_digits_and_dashes_are_refused(number: str) -> None:
    assert problem_with("GB", _id("GB", "Royal Mail"), number) is NumberProblem.SPECIAL_CHARACTERS


@pytest.mark.parametrize(("code", "carrier"), _CARRIERS)
@pytest.mark.parametrize("number", ["", "1", "ABC", "X" * 60])
def test_a_number_of_no_likely_length_is_refused(code: str, carrier: str, number: str) -> None:
    assert problem_with(code, carrier, number) is NumberProblem.WRONG_FORMAT


def test_a_number_of_another_carrier_is_refused_and_leads_to_its_own() -> None:
    made = make_tracking_number("GB", _id("GB", "UPS"), 7)
    assert problem_with("GB", _id("GB", "Royal Mail"), made) is NumberProblem.WRONG_FORMAT
    assert carriers_matching("GB", made)[0] == _id("GB", "UPS")
    assert carriers_matching("GB", "??") == []


def test_carriers_whose_form_is_not_known_take_any_of_a_likely_length() -> None:
    assert problem_with("BR", _id("BR", "Loggi"), "AB12345678CD") is None


def test_a_carrier_of_another_market_counts_and_an_unknown_one_does_not() -> None:
    assert problem_with("DE", _id("GB", "Royal Mail"), "RB123456785GB") is None
    with pytest.raises(LookupError):
        make_tracking_number("GB", "1", 1)
