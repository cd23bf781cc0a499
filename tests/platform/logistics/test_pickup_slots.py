"""Pick-up slots: in the market's own hours, in order, bookable until shortly before they begin."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.logistics.pickup_slots import is_on_demand, pickup_slots
from shopwright.platform.market.regions import all_regions, region

CODES = sorted(item.code for item in all_regions())
MOMENTS = st.integers(1_700_000_000, 2_000_000_000)
TYPES = st.sampled_from(["STANDARD", "EXPRESS", "INSTANT", "SAMEDAY"])


@given(code=st.sampled_from(CODES), kind=TYPES, now=MOMENTS)
def test_slots_follow_each_other_and_the_late_ones_are_open(code: str, kind: str, now: int) -> None:
    slots = pickup_slots(code, kind, now)
    for slot, following in pairwise(slots):
        assert slot.start < slot.end <= following.start
        assert slot.is_available <= following.is_available
    assert all(slot.start > now for slot in slots if slot.is_available)
    assert slots[-1].is_available


@given(code=st.sampled_from(CODES), kind=TYPES, now=MOMENTS)
def test_carriers_come_by_day_and_on_sundays_only_for_parcels_that_cannot_wait(code: str, kind: str, now: int) -> None:
    zone = ZoneInfo(region(code).time_zone)
    for slot in pickup_slots(code, kind, now):
        start = datetime.fromtimestamp(slot.start, UTC).astimezone(zone)
        end = datetime.fromtimestamp(slot.end, UTC).astimezone(zone)
        assert start.date() == end.date()
        assert 8 <= start.hour < end.hour <= 20
        assert start.isoweekday() != 7 or is_on_demand(kind)


def test_a_slot_closes_an_hour_before_it_begins() -> None:
    monday = int(datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Europe/London")).timestamp())
    assert [pickup_slot.is_available for pickup_slot in pickup_slots("GB", "STANDARD", monday)] == [True] * 6
    assert [pickup_slot.is_available for pickup_slot in pickup_slots("GB", "STANDARD", monday + 1)] == [False] + [
        True
    ] * 5
