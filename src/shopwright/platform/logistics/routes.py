"""The route of a parcel from the seller to the buyer: the scans of its carrier, each with place and time.

Sorting centres, times and words stand in ``data/routes.json``, which marks them as invented. Times are plain seconds
from the hand-over to the carrier; nights and holidays do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from random import Random
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.market.people import Address, cities, city_of

Loss = Literal["LOST", "REFUSED", "UNDELIVERABLE", "DAMAGED"]


class ScanCode(StrEnum):
    """What happened to a parcel."""

    INFO_RECEIVED = "INFO_RECEIVED"
    COLLECTED = "COLLECTED"
    HUB_ARRIVED = "HUB_ARRIVED"
    HUB_LEFT = "HUB_LEFT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERED = "DELIVERED"
    DELIVERY_FAILED = "DELIVERY_FAILED"
    REFUSED = "REFUSED"
    LOST = "LOST"
    DAMAGED = "DAMAGED"
    RETURNED = "RETURNED"


#: The number and the name of each event in replies (``action_code`` and ``action_code_name``). Numbers and names are
#: TikTok's as seen in its examples and in what sellers' programs read; the numbers of REFUSED, LOST and DAMAGED and the
#: names of HUB_LEFT and REFUSED are ours.
_ACTIONS: Mapping[ScanCode, tuple[int, str]] = {
    ScanCode.INFO_RECEIVED: (20101, "pkg_shipped"),
    ScanCode.COLLECTED: (30901, "pickup_success"),
    ScanCode.HUB_ARRIVED: (31301, "sc_inbound"),
    ScanCode.HUB_LEFT: (32701, "sc_outbound"),
    ScanCode.OUT_FOR_DELIVERY: (40501, "delivery_start"),
    ScanCode.DELIVERED: (50101, "signed_personally"),
    ScanCode.DELIVERY_FAILED: (60101, "sign_failure"),
    ScanCode.REFUSED: (60102, "sign_refused"),
    ScanCode.LOST: (90101, "pkg_lost"),
    ScanCode.DAMAGED: (90201, "pkg_damaged"),
    ScanCode.RETURNED: (80101, "unreachable_returned"),
}
ACTION_CODES: Mapping[ScanCode, int] = {code: number for code, (number, _) in _ACTIONS.items()}
ACTION_NAMES: Mapping[ScanCode, str] = {code: name for code, (_, name) in _ACTIONS.items()}

#: The last scan of a parcel that does not arrive.
ENDINGS: Mapping[Loss, ScanCode] = {
    "LOST": ScanCode.LOST,
    "REFUSED": ScanCode.REFUSED,
    "UNDELIVERABLE": ScanCode.DELIVERY_FAILED,
    "DAMAGED": ScanCode.DAMAGED,
}
#: The scans after which a parcel gets lost or damaged.
_LAST_SEEN = {"LOST": (ScanCode.HUB_LEFT, ScanCode.COLLECTED), "DAMAGED": (ScanCode.HUB_ARRIVED, ScanCode.COLLECTED)}
_FINAL = frozenset({ScanCode.DELIVERED, *ENDINGS.values()})

_HOUR = 3600
_EARTH_KM = 6371.0
#: Between sorting centres further apart than this (km) a parcel passes a third, if that is no detour of a fifth.
_LONG_LEG, _DETOUR = 250.0, 1.2
#: What loading costs in terms of kilometres driven, and what sorting does.
_LOADING, _SORTING = 40.0, 90.0
#: Delivery types whose parcels go straight from the seller to the buyer.
_DIRECT = frozenset({"INSTANT"})


class Scan(msgspec.Struct, frozen=True):
    """One scan, so many seconds after the hand-over. ``location`` is a city; no text holds more of the buyer."""

    after_seconds: int
    code: ScanCode
    description: str
    location: str


class _Place(msgspec.Struct, frozen=True, array_like=True):
    name: str
    lat: float
    lon: float


class _Network(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    far: float
    times: dict[str, tuple[float, float]]
    hubs: tuple[_Place, ...]
    places: tuple[_Place, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    invented: tuple[str, ...]
    collection: dict[str, tuple[float, float]]
    words: dict[ScanCode, str]
    losses: dict[Loss, float]
    regions: dict[str, _Network]


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("logistics", "routes.json"), type=_File)


def plan_route(
    region: str, origin: str, destination: Address, delivery_type: str, carrier: str, seed: str
) -> tuple[Scan, ...]:
    """The scans of a parcel that arrives, in ascending time: collection first, delivery last.

    ``origin`` is the city of the warehouse; one that is not known is taken for the market's first sorting centre. A
    delivery type that a market does not have travels as STANDARD. LookupError for a region that is none of ours.
    """
    network, chance = _file().regions[region], Random(f"route/{region}/{seed}")
    kind = delivery_type if delivery_type in network.times else "STANDARD"
    start = _place_of(region, origin)
    end = _destination(network, destination, chance)
    steps = _steps(network, start, end, direct=kind in _DIRECT)
    collected = round(chance.uniform(*_file().collection[kind]) * _HOUR)
    delivered = max(_delivery(network, kind, _km(start, end), chance), collected + _HOUR)
    times = _times(steps, collected, delivered, chance)
    return tuple(_scan(at, code, place.name, carrier) for at, (code, place) in zip(times, steps, strict=True))


def end_badly(route: Sequence[Scan], outcome: Loss) -> tuple[Scan, ...]:
    """The route, or the rest of it, with a loss in place of the delivery; an empty route stays empty."""
    ahead = [scan for scan in route if scan.code not in _FINAL]
    kept = ahead[: _last_seen(ahead, outcome)] if outcome in _LAST_SEEN else ahead
    before = kept[-1] if kept else next(iter(route), None)
    if before is None:
        return ()
    delivered = next((scan for scan in route if scan.code is ScanCode.DELIVERED), before)
    since = before if outcome in _LAST_SEEN else delivered
    wait = _file().losses[outcome] if kept else 0
    return (*kept, _scan(since.after_seconds + round(wait * _HOUR), ENDINGS[outcome], since.location, ""))


def _last_seen(ahead: Sequence[Scan], outcome: Loss) -> int:
    """How many scans are made before the parcel is lost or damaged: up to the first of the kind it is last seen at."""
    for code in _LAST_SEEN[outcome]:
        position = next((index for index, scan in enumerate(ahead) if scan.code is code), None)
        if position is not None:
            return position + 1
    return 0


def _scan(at: int, code: ScanCode, place: str, carrier: str) -> Scan:
    return Scan(at, code, _file().words[code].format(place=place, carrier=carrier), place)


@cache
def _place_of(region: str, name: str) -> _Place:
    """A city by the name a warehouse gives it."""
    network = _file().regions[region]
    lived_in = [_Place(city.town, city.lat, city.lon) for city in cities(region)]
    known = {_plain(place.name): place for place in (*lived_in, *network.hubs, *network.places)}
    place = known.get(_plain(name), network.hubs[0])
    return _Place(name, place.lat, place.lon) if name else place


def _plain(name: str) -> str:
    """A city's name without the state that may follow it."""
    return name.partition(",")[0].strip().casefold()


def _destination(network: _Network, address: Address, chance: Random) -> _Place:
    """The buyer's city: where it is known to be, else near one of the sorting centres."""
    city = city_of(address)
    if city is not None:
        return _Place(city.town, city.lat, city.lon)
    near = chance.choice(network.hubs)
    below = [district for district in address.districts if district.level not in {"L0", "L1"}]
    name = next(
        (district.name for district in below if district.level_name == "City"), below[0].name if below else near.name
    )
    if address.lat or address.lon:
        return _Place(name, address.lat, address.lon)
    return _Place(name, near.lat, near.lon)


def _steps(network: _Network, start: _Place, end: _Place, *, direct: bool) -> list[tuple[ScanCode, _Place]]:
    """The scans of a route with their places, in order."""
    steps = [(ScanCode.COLLECTED, start)]
    hubs = [] if direct else _hubs(network, start, end)
    for hub in hubs:
        steps += [(ScanCode.HUB_ARRIVED, hub), (ScanCode.HUB_LEFT, hub)]
    if hubs and _plain(hubs[-1].name) != _plain(end.name):
        steps.append((ScanCode.HUB_ARRIVED, end))
    return [*steps, (ScanCode.OUT_FOR_DELIVERY, end), (ScanCode.DELIVERED, end)]


def _hubs(network: _Network, start: _Place, end: _Place) -> list[_Place]:
    """The sorting centre next to either end, and one between where these are far apart."""
    first = min(network.hubs, key=lambda place: _km(place, start))
    last = min(network.hubs, key=lambda place: _km(place, end))
    if first == last:
        return [first]
    leg = _km(first, last)
    between = [hub for hub in network.hubs if hub not in (first, last)]
    on_the_way = [place for place in between if _km(first, place) + _km(place, last) <= leg * _DETOUR]
    if leg < _LONG_LEG or not on_the_way:
        return [first, last]
    return [first, min(on_the_way, key=lambda place: abs(_km(first, place) - _km(place, last))), last]


def _delivery(network: _Network, kind: str, km: float, chance: Random) -> int:
    """Seconds from the hand-over to the delivery over a distance."""
    least, most = network.times[kind]
    hours = least + (most - least) * min(1.0, km / network.far)
    return round(hours * chance.uniform(0.92, 1.08) * _HOUR)


def _times(steps: Sequence[tuple[ScanCode, _Place]], collected: int, delivered: int, chance: Random) -> Iterable[int]:
    """The time of each step, in proportion to the distance; the last step takes some hours."""
    span = delivered - collected
    out = delivered - round(min(chance.uniform(2, 6) * _HOUR, span / 4))
    efforts = [
        (_SORTING if before == after else _LOADING + _km(before, after)) * chance.uniform(0.8, 1.2)
        for (_, before), (_, after) in pairwise(steps[:-1])
    ]
    done, times = 0.0, [collected]
    for effort in efforts:
        done += effort
        times.append(collected + round((out - collected) * done / sum(efforts)))
    return [*times, delivered]


def _km(place: _Place, other: _Place) -> float:
    """The distance over the ground, in km."""
    height = radians(other.lat - place.lat)
    width = radians(other.lon - place.lon)
    chord = sin(height / 2) ** 2 + cos(radians(place.lat)) * cos(radians(other.lat)) * sin(width / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(chord))
