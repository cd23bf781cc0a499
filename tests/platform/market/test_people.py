"""Invented buyers: the same for a seed, right for their market, and nobody who exists."""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.market.people import Person, cities, city_of, make_address, make_person
from shopwright.platform.market.regions import all_regions
from shopwright.platform.market.regions import region as market

_REGIONS = [region.code for region in all_regions()]
_POSTCODES = {
    "BR": r"\d{5}-\d{3}",
    "DE": r"\d{5}",
    "ES": r"(0[1-9]|[1-4]\d|5[0-2])\d{3}",
    "FR": r"\d{5}",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}",
    "ID": r"\d{5}",
    "IE": r"[A-Z]\d[\dW] [\dACDEFHKNPRTVWXY]{4}",
    "IT": r"\d{5}",
    "JP": r"\d{3}-\d{4}",
    "MX": r"\d{5}",
    "MY": r"\d{5}",
    "PH": r"\d{4}",
    "SG": r"\d{6}",
    "TH": r"\d{5}",
    "US": r"\d{5}",
    "VN": r"\d{6}",
}
#: The first digits of ZIP codes, by state.
_ZIPS = {
    "US-CA": "9",
    "US-NY": "1",
    "US-IL": "6",
    "US-TX": "7",
    "US-CO": "8",
    "US-WA": "9",
    "US-FL": "3",
    "US-GA": "3",
    "US-MA": "0",
    "US-OR": "9",
    "US-AZ": "8",
}
_FICTION = {
    "GB": r"\(\+44\)7700900\d{3}",
    "US": r"\(\+1\)[2-9]\d{2}55501\d{2}",
    "DE": r"\(\+49\)17604069\d{3}",
    "FR": r"\(\+33\)63998\d{4}",
    "IE": r"\(\+353\)2091\d{5}",
}


def _some(region: str, size: int = 200) -> list[Person]:
    return [make_person(region, str(seed)) for seed in range(size)]


def test_a_seed_gives_the_same_person_in_every_process() -> None:
    person = make_person("GB", "1")
    assert person == make_person("GB", "1")
    assert person.address == make_address("GB", "1")
    assert (person.full_name, person.address.postal_code) == ("Priya Marsden", "M20 0HN")


@given(st.sampled_from(_REGIONS), st.text(max_size=20))
def test_every_seed_gives_a_whole_person(region: str, seed: str) -> None:
    person = make_person(region, seed)
    address = person.address
    assert person.first_name
    assert person.last_name
    assert person.nickname
    assert re.fullmatch(rf"\({re.escape(market(region).phone_prefix)}\)\d{{8,11}}", person.phone_number)
    assert re.fullmatch(_POSTCODES[region], address.postal_code), address.postal_code
    assert address.postal_code in address.full_address
    assert address.address_line1 in address.full_address
    assert not re.search(r"[{}#@%]|, ,", address.full_address.replace("#0", "").replace("#1", ""))
    assert msgspec.json.decode(msgspec.json.encode(person), type=Person) == person


@pytest.mark.parametrize("region", _REGIONS)
def test_levels_go_down_from_the_country_without_a_gap(region: str) -> None:
    for person in _some(region, 40):
        levels = person.address.districts
        assert [level.level for level in levels] == ["L0", "L1", "L2", "L3", "L4"][: len(levels)]
        assert (levels[0].level_name, levels[0].iso_code) == ("Country", region)
        assert region == "SG" or levels[1].iso_code.startswith(f"{region}-")
        assert all(level.name and level.level_name for level in levels)
        city = city_of(person.address)
        assert city is not None
        assert (city.lat, city.lon) == (person.address.lat, person.address.lon)


@pytest.mark.parametrize("region", _REGIONS)
def test_a_market_has_many_names_streets_and_cities(region: str) -> None:
    people = _some(region, 600)
    assert len({person.first_name for person in people}) >= 25
    assert len({person.last_name for person in people}) >= 25
    assert len({re.sub(r"\d+", "", person.address.address_line1) for person in people}) >= 19
    assert len({(city.lat, city.lon) for city in cities(region)}) >= 8
    assert len({person.full_name for person in people}) > 200


@pytest.mark.parametrize("region", sorted(_FICTION))
def test_phones_are_those_kept_for_fiction(region: str) -> None:
    assert all(re.fullmatch(_FICTION[region], person.phone_number) for person in _some(region))


def test_american_zip_codes_fit_their_state() -> None:
    for person in _some("US"):
        state = person.address.districts[1]
        assert person.address.postal_code.startswith(_ZIPS[state.iso_code])
        assert f"{state.iso_code[3:]} {person.address.postal_code}" in person.address.full_address


def test_only_britons_have_a_post_town() -> None:
    assert all(person.address.post_town == person.address.districts[3].name for person in _some("GB", 30))
    assert not any(make_address(region, "1").post_town for region in _REGIONS if region != "GB")


def test_brazilians_have_a_valid_cpf_and_two_more_lines() -> None:
    people = _some("BR")
    for person in people:
        digits = [int(item) for item in person.cpf]
        assert len(digits) == 11
        for checked in (9, 10):
            total = sum(digit * (checked + 1 - index) for index, digit in enumerate(digits[:checked]))
            assert digits[checked] == (total * 10 % 11) % 10
        assert person.cpf.startswith("000")
        assert person.cpf_name == person.full_name
        assert person.address.address_line3
    assert any(person.address.address_line4 for person in people)
    assert not any(make_person(region, "1").cpf for region in _REGIONS if region != "BR")


def test_japanese_names_come_in_katakana_too() -> None:
    for person in _some("JP", 60):
        local = person.first_name_local_script + person.last_name_local_script
        assert re.fullmatch("[ァ-ヶー]+", local)
        assert person.full_name == f"{person.last_name} {person.first_name}"
        assert person.address.full_address.startswith("〒")


def test_nicknames_do_not_tell_the_name() -> None:
    for region in _REGIONS:
        for person in _some(region, 20):
            assert person.first_name.casefold() not in person.nickname.split(".")


def test_neighbouring_seeds_live_apart() -> None:
    homes = [person.address.full_address for person in _some("DE")]
    assert sum(item == other for item, other in pairwise(homes)) == 0


def test_a_region_that_is_none_of_ours_has_nobody() -> None:
    with pytest.raises(LookupError):
        make_person("UK", "1")
