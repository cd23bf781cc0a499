"""Invented buyers and their addresses, made from a seed: the same seed gives the same person.

Everything stands in ``data/people.json``, which names what is invented. Telephone numbers are from the
ranges that a market reserves for fiction, where it has any.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

Level = Literal["L0", "L1", "L2", "L3", "L4"]

_LEVELS: tuple[Level, ...] = ("L0", "L1", "L2", "L3", "L4")
#: The letters or digits that a placeholder of a postcode stands for.
_PLACES = {"#": "0123456789", "@": "ABDEFGHJLNPQRSTUWXYZ", "%": "ACDEFHKNPRTVWXY0123456789"}


class District(msgspec.Struct, frozen=True):
    """One administrative level, from the country (L0) down. ``iso_code``: ISO 3166-1 of L0, ISO 3166-2 of L1."""

    level: Level
    level_name: str
    name: str
    iso_code: str = ""


class Address(msgspec.Struct, frozen=True):
    """Where a buyer lives. ``lat`` and ``lon`` are those of the city, in degrees; both 0 where it is not known."""

    full_address: str
    address_detail: str
    address_line1: str
    address_line2: str
    address_line3: str
    address_line4: str
    postal_code: str
    region_code: str
    post_town: str = ""
    districts: tuple[District, ...] = ()
    lat: float = 0.0
    lon: float = 0.0


class Person(msgspec.Struct, frozen=True):
    """A buyer, with first and last name apart; orders of some markets show them joined.

    ``phone_number`` like ``(+44)7700900123``; ``cpf``: 11 digits with valid check digits, in Brazil only.
    """

    first_name: str
    last_name: str
    phone_number: str
    nickname: str
    address: Address
    first_name_local_script: str = ""
    last_name_local_script: str = ""
    cpf: str = ""
    cpf_name: str = ""
    family_first: bool = False

    @property
    def full_name(self) -> str:
        """The whole name, family name first where the market writes it so."""
        parts = (self.last_name, self.first_name) if self.family_first else (self.first_name, self.last_name)
        return " ".join(part for part in parts if part)


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lists of names; ``*_local`` holds the same names in the same order in the market's own script."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    given_local: tuple[str, ...] = ()
    family_local: tuple[str, ...] = ()
    family_first: bool = False


class City(msgspec.Struct, frozen=True, array_like=True):
    """A city: ``town`` is its English name, ``below`` the levels under the state, the last of which is the city."""

    town: str
    state: tuple[str, str]
    below: tuple[str, ...]
    lat: float
    lon: float
    area_code: str
    areas: tuple[tuple[str, str], ...]


class _Market(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    country: str
    levels: tuple[str, ...]
    layout: str
    phone: str
    number: tuple[int, int]
    units: tuple[str, ...]
    streets: tuple[str, ...]
    groups: tuple[_Names, ...]
    cities: tuple[City, ...]
    joint: str = ", "
    surnames: int = 1
    landmarks: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    invented: tuple[str, ...]
    notes: dict[str, str]
    handles: tuple[str, ...]
    people: dict[str, _Market]


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("market", "people.json"), type=_File)


def _market(region: str) -> _Market:
    """The people of a market. Raises LookupError for an unknown region."""
    return _file().people[region]


def make_person(region: str, seed: str) -> Person:
    """The buyer of a seed in a region (ISO 3166-1, GB never UK); LookupError for a region that is none of ours."""
    market, chance = _market(region), Random(f"person/{region}/{seed}")
    city = _city(market, region, seed)
    name_group = chance.choices(market.groups, weights=[len(group.given) for group in market.groups])[0]
    index = chance.randrange(len(name_group.given))
    family = chance.sample(range(len(name_group.family)), market.surnames)
    first, last = name_group.given[index], " ".join(name_group.family[item] for item in family)
    return Person(
        first_name=first,
        last_name=last,
        phone_number=_filled(market.phone.replace("{code}", city.area_code), chance),
        nickname=f"{chance.choice(_file().handles)}.{chance.choice(_file().handles)}{chance.randrange(10, 1000)}",
        address=make_address(region, seed),
        first_name_local_script=name_group.given_local[index] if name_group.given_local else "",
        last_name_local_script="".join(name_group.family_local[item] for item in family)
        if name_group.family_local
        else "",
        cpf=_cpf(chance) if region == "BR" else "",
        cpf_name=f"{first} {last}" if region == "BR" else "",
        family_first=name_group.family_first,
    )


def make_address(region: str, seed: str) -> Address:
    """The address of a seed in a region: that of the seed's person; LookupError as for a person."""
    market, chance = _market(region), Random(f"address/{region}/{seed}")
    city = _city(market, region, seed)
    area, form = chance.choice(city.areas)
    postcode = _filled(form, chance)
    block = {"n": chance.randint(*market.number), "c": chance.randint(1, 6), "d": chance.randint(1, 24)}
    street = chance.choice(market.streets).format_map(block)
    unit = chance.choice(market.units).format(u=chance.randint(1, 9))
    landmark = chance.choice(market.landmarks) if market.landmarks else ""
    detail = market.joint.join(part for part in (street, unit) if part)
    return Address(
        full_address=market.layout.format(
            detail=detail,
            area=area,
            city=city.below[-1],
            county=city.below[0],
            state=city.state[0],
            iso=city.state[1].partition("-")[2],
            postcode=postcode,
            country=market.country,
        ),
        address_detail=detail,
        address_line1=street,
        address_line2=unit,
        address_line3=area if market.landmarks else "",
        address_line4=landmark,
        postal_code=postcode,
        region_code=region,
        post_town=city.below[-1] if region == "GB" else "",
        districts=_districts(market, region, city, area),
        lat=city.lat,
        lon=city.lon,
    )


def cities(region: str) -> tuple[City, ...]:
    """The cities where buyers of a region live; LookupError for a region that is none of ours."""
    return _market(region).cities


def city_of(address: Address) -> City | None:
    """The city that an address names in its levels, or None for one that the data do not have."""
    market = _file().people.get(address.region_code)
    if market is None:
        return None
    names = tuple(district.name for district in address.districts[1:])
    known, depth = _by_levels(address.region_code), 1 + len(market.cities[0].below)
    return known.get(names[: depth + 1]) or known.get(names[:depth])


@cache
def _by_levels(region: str) -> Mapping[tuple[str, ...], City]:
    """Every city of a region by the names of its levels from the state down, with and without the district."""
    city_of: dict[tuple[str, ...], City] = {}
    for city in _market(region).cities:
        levels = (city.state[0], *city.below)
        city_of.setdefault(levels, city)
        city_of |= {(*levels, area): city for area, _ in city.areas}
    return city_of


def _city(market: _Market, region: str, seed: str) -> City:
    """The city of a seed's person."""
    return Random(f"city/{region}/{seed}").choice(market.cities)


def _districts(market: _Market, region: str, city: City, area: str) -> tuple[District, ...]:
    names = [city.state[0], *city.below, area][: len(market.levels)]
    below = zip(_LEVELS[1:], market.levels, names, strict=False)
    return (
        District("L0", "Country", market.country, region),
        *(
            District(level, level_name, name, city.state[1] if level == "L1" else "")
            for level, level_name, name in below
        ),
    )


def _filled(form: str, chance: Random) -> str:
    """The pattern with a drawn letter or digit in each placeholder."""
    return "".join(chance.choice(_PLACES[item]) if item in _PLACES else item for item in form)


def _cpf(chance: Random) -> str:
    """A CPF with valid check digits, from the first thousandth of the numbers, of which hardly any are in use."""
    digits = [int(item) for item in f"{chance.randrange(1, 10**6):09d}"]
    for _ in range(2):
        rest = sum(digit * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True)) % 11
        digits.append(0 if rest < 2 else 11 - rest)
    return "".join(map(str, digits))
