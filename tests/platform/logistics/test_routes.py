"""The scans of a parcel on its way."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.logistics.routes import (
    ACTION_CODES,
    ACTION_NAMES,
    Loss,
    Scan,
    ScanCode,
    end_badly,
    plan_route,
)
from shopwright.platform.market.people import Address, District, make_address, make_person
from shopwright.platform.market.regions import DeliveryType, all_regions
from shopwright.platform.market.regions import region as market

_REGIONS = [region.code for region in all_regions()]
_HOUR = 3600
_TYPES: tuple[str, ...] = get_args(DeliveryType)
_ENDS: dict[Loss, ScanCode] = {
    "LOST": ScanCode.LOST,
    "REFUSED": ScanCode.REFUSED,
    "UNDELIVERABLE": ScanCode.DELIVERY_FAILED,
    "DAMAGED": ScanCode.DAMAGED,
}


def _route(region: str, seed: str, kind: str = "STANDARD") -> tuple[Scan, ...]:
    return plan_route(region, market(region).sales_warehouse.city, make_address(region, seed), kind, "Carrier", seed)


def _ascending(route: tuple[Scan, ...]) -> bool:
    return all(scan.after_seconds < other.after_seconds for scan, other in pairwise(route))


@given(st.sampled_from(_REGIONS), st.sampled_from(_TYPES), st.text(max_size=12))
def test_every_route_goes_from_collection_to_delivery_in_time(region: str, kind: str, seed: str) -> None:
    route = _route(region, seed, kind)
    assert route == _route(region, seed, kind)
    assert [scan.code for scan in (route[0], *route[-2:])] == [
        ScanCode.COLLECTED,
        ScanCode.OUT_FOR_DELIVERY,
        ScanCode.DELIVERED,
    ]
    assert _ascending(route)
    assert 0 < route[0].after_seconds < 24 * _HOUR
    for before, after in pairwise(route):
        if after.code is ScanCode.HUB_LEFT:
            assert (before.code, before.location) == (ScanCode.HUB_ARRIVED, after.location)


@pytest.mark.parametrize("region", _REGIONS)
def test_texts_hold_no_more_of_the_buyer_than_the_city(region: str) -> None:
    for seed in map(str, range(30)):
        person = make_person(region, seed)
        told = " ".join(f"{scan.description} {scan.location}" for scan in _route(region, seed))
        assert person.last_name not in told.split()
        assert person.address.address_line1 not in told
        assert person.address.postal_code not in told
        assert not re.search(r"[0-9{}]", told)


def _days(region: str, kind: str) -> list[float]:
    return [_route(region, str(seed), kind)[-1].after_seconds / _HOUR / 24 for seed in range(150)]


def test_standard_parcels_in_britain_take_two_to_four_days() -> None:
    days = _days("GB", "STANDARD")
    assert 1.9 <= min(days) <= max(days) <= 4


@pytest.mark.parametrize("region", ["BR", "ID"])
def test_the_further_the_longer(region: str) -> None:
    days = _days(region, "STANDARD")
    assert min(days) < 4
    assert max(days) > 6


def test_express_is_faster_and_instant_is_there_within_hours() -> None:
    assert max(_days("DE", "EXPRESS")) < min(_days("DE", "STANDARD"))
    assert max(_days("ID", "INSTANT")) * 24 < 6
    assert max(_days("ID", "SAMEDAY")) < 1
    assert not any(scan.code is ScanCode.HUB_ARRIVED for scan in _route("ID", "1", "INSTANT"))


def test_far_parcels_pass_sorting_centres_between() -> None:
    far = next(scans for scans in (_route("US", str(seed)) for seed in range(99)) if scans[-1].location == "Boston")
    hubs = [scan.location for scan in far if scan.code is ScanCode.HUB_LEFT]
    assert len(hubs) == 3
    assert (hubs[0], hubs[-1]) == ("Ontario, CA", "Boston, MA")


def test_a_city_that_is_none_of_ours_is_reached_too() -> None:
    levels = (District("L0", "Country", "France", "FR"), District("L1", "Region", "Z"), District("L2", "City", "Ys"))
    route = plan_route("FR", "Nowhere", Address("", "", "", "", "", "", "", "FR", "", levels), "STANDARD", "X", "1")
    assert (route[0].location, route[-1].location) == ("Nowhere", "Ys")


def test_where_a_parcel_goes_is_known_without_coordinates() -> None:
    whole = make_address("TH", "1")
    bare = Address("", "", "", "", "", "", "", "TH", "", whole.districts)
    assert plan_route("TH", "Bang Phli", bare, "STANDARD", "X", "1") == plan_route(
        "TH", "Bang Phli", whole, "STANDARD", "X", "1"
    )


@given(st.sampled_from(_REGIONS), st.sampled_from(_TYPES), st.integers(0, 50), st.sampled_from(list(_ENDS)))
def test_a_bad_end_is_the_last_scan(region: str, kind: str, seed: int, outcome: Loss) -> None:
    route = _route(region, str(seed), kind)
    bad = end_badly(route, outcome)
    assert bad[0] == route[0]
    assert bad[-1].code is _ENDS[outcome]
    assert ScanCode.DELIVERED not in {scan.code for scan in bad}
    assert set(bad[:-1]) <= set(route)
    assert all(scan.after_seconds <= other.after_seconds for scan, other in pairwise(bad))
    if outcome in {"REFUSED", "UNDELIVERABLE"}:
        assert bad[:-1] == route[:-1]
    else:
        assert len(bad) < len(route)


@pytest.mark.parametrize("outcome", list(_ENDS))
@pytest.mark.parametrize("ahead", range(5))
def test_a_parcel_on_its_way_meets_its_end_too(outcome: Loss, ahead: int) -> None:
    route = _route("GB", "1")
    rest = route[len(route) - ahead :]
    bad = end_badly(rest, outcome)
    assert bool(bad) is bool(rest)
    assert not rest or (bad[-1].code is _ENDS[outcome] and bad[-1].after_seconds >= rest[0].after_seconds)


def test_every_scan_has_a_number_and_a_name_of_its_own() -> None:
    assert set(ACTION_CODES) == set(ACTION_NAMES) == set(ScanCode)
    assert len(set(ACTION_CODES.values())) == len(set(ACTION_NAMES.values())) == len(ScanCode)
    assert ACTION_CODES[ScanCode.DELIVERED] == 50101
