"""When carriers collect parcels from sellers: the pick-up slots of a market (``data/pickup_slots.json``, invented)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.market.regions import region


class Slot(msgspec.Struct, frozen=True):
    """A time of pick-up in unix seconds, and whether it can still be booked."""

    start: int
    end: int
    is_available: bool


class _Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Windows of ``days`` open days; a slot can be booked until ``lead_minutes`` before it begins."""

    days: int
    lead_minutes: int
    windows: tuple[tuple[str, str], ...]


class _OnDemand(_Hours, frozen=True, forbid_unknown_fields=True, kw_only=True):
    delivery_types: frozenset[str]


class _File(_Hours, frozen=True, forbid_unknown_fields=True, kw_only=True):
    about: str
    closed_weekdays: frozenset[int]
    on_demand: _OnDemand
    van_collection: frozenset[str]


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("logistics", "pickup_slots.json"), type=_File)


def is_on_demand(delivery_type: str) -> bool:
    """Whether parcels of a delivery type are collected within hours, every day."""
    return delivery_type in _file().on_demand.delivery_types


def has_van_collection(code: str) -> bool:
    """Whether vans go round in a market."""
    return code in _file().van_collection


def pickup_slots(code: str, delivery_type: str, now: int) -> list[Slot]:
    """The slots of a market from the day of ``now`` (unix seconds) on, the earliest first."""
    file = _file()
    quick = is_on_demand(delivery_type)
    hours: _Hours = file.on_demand if quick else file
    zone = ZoneInfo(region(code).time_zone)
    earliest = now + hours.lead_minutes * 60
    slots: list[Slot] = []
    for day in _open_days(now, zone, hours.days, frozenset() if quick else file.closed_weekdays):
        for begin, end in hours.windows:
            start = _seconds(day, begin, zone)
            slots.append(Slot(start, _seconds(day, end, zone), start >= earliest))
    return slots


def _open_days(now: int, zone: ZoneInfo, count: int, closed: frozenset[int]) -> Iterator[datetime]:
    day = datetime.fromtimestamp(now, UTC).astimezone(zone)
    while count:
        if day.isoweekday() not in closed:
            count -= 1
            yield day
        day += timedelta(days=1)


def _seconds(day: datetime, clock: str, zone: ZoneInfo) -> int:
    return int(datetime.combine(day.date(), time.fromisoformat(clock), zone).timestamp())
