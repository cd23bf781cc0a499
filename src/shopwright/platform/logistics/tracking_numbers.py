"""Tracking numbers: the format of each carrier, new numbers, and checks of those that sellers send.

The forms stand in ``data/tracking_numbers.json``, which marks what is invented. Check digits are public: UPU S10 of
postal services, UPS 1Z, FedEx, the GS1 digit of USPS and of parcels at DHL in Germany, the remainder by seven of DHL
Express and of Japanese carriers. Where a format is not known, any letters and digits of a usual length pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.market.regions import all_regions
from shopwright.platform.market.regions import region as market

_ALPHABET = re.compile(r"[A-Za-z0-9-]*")
#: Coprime to every power of ten: consecutive numbers are spread over the range, and none comes twice.
_STRIDE = 7_368_787


class NumberProblem(StrEnum):
    """What is wrong with a tracking number."""

    SPECIAL_CHARACTERS = "SPECIAL_CHARACTERS"
    WRONG_FORMAT = "WRONG_FORMAT"


class _Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a carrier writes its numbers; ``regions`` empty: wherever no other entry of the carrier holds."""

    carrier: str
    template: str
    pattern: str
    checked: str = ""
    check: str = ""
    known: bool = False
    regions: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    invented: tuple[str, ...]
    formats: tuple[_Format, ...]


class _Carrier(msgspec.Struct, frozen=True):
    """A carrier's form in one region, ready to use."""

    format: _Format
    template: str
    pattern: re.Pattern[str]
    checked: re.Pattern[str] | None


def _s10(data: str) -> str:
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(data, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return str({10: 0, 11: 5}.get(rest, rest))


def _ups(data: str) -> str:
    values = [int(char) if char.isdecimal() else (ord(char) - 63) % 10 for char in data]
    return str(-(sum(values[::2]) + 2 * sum(values[1::2])) % 10)


def _fedex(data: str) -> str:
    return str(sum(int(digit) * (3, 1, 7)[index % 3] for index, digit in enumerate(data)) % 11 % 10)


def _gs1(data: str) -> str:
    return str(-sum(int(digit) * (3, 1)[index % 2] for index, digit in enumerate(reversed(data))) % 10)


def _by_seven(data: str) -> str:
    return str(int(data) % 7)


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "S10": _s10,
    "UPS": _ups,
    "FEDEX": _fedex,
    "GS1": _gs1,
    "MOD7": _by_seven,
}


@cache
def _carriers(region: str) -> Mapping[str, _Carrier]:
    """The carriers of a region by their ids; LookupError for a region that is none of ours."""
    formats = decoders.decode(read_data_file("logistics", "tracking_numbers.json"), type=_File).formats
    here = {
        form.carrier: form for form in sorted(formats, key=lambda form: region in form.regions) if _holds(form, region)
    }
    return {
        shipping_provider.id: _ready(here[shipping_provider.name], region)
        for shipping_provider in market(region).shipping_providers
    }


def _holds(number_format: _Format, region: str) -> bool:
    return not number_format.regions or region in number_format.regions


def _ready(number_format: _Format, region: str) -> _Carrier:
    return _Carrier(
        number_format,
        number_format.template.replace("{region}", region),
        re.compile(number_format.pattern.replace("{region}", region)),
        re.compile(number_format.checked) if number_format.checked else None,
    )


def _carrier(region: str, provider_id: str) -> _Carrier:
    """A carrier of the region, else one that works elsewhere; LookupError where there is no such id."""
    for code in (region, *(region.code for region in all_regions())):
        carrier = _carriers(code).get(provider_id)
        if carrier is not None:
            return carrier
    raise LookupError(provider_id)


def make_tracking_number(region: str, provider_id: str, number: int) -> str:
    """The tracking number that a carrier gives its parcel of this number (from 0).

    Each number has its own up to what the carrier's form has room for, which is a hundred million at least. LookupError
    for a carrier that is none of ours.
    """
    carrier = _carrier(region, provider_id)
    places = carrier.template.count("#")
    digits = iter(f"{number * _STRIDE % 10**places:0{places}d}")
    filled = "".join(next(digits) if char == "#" else char for char in carrier.template)
    if carrier.checked is None:
        return filled
    match = carrier.checked.fullmatch(filled.replace("*", "0"))
    assert match is not None, carrier.template
    return filled.replace("*", _CHECKS[carrier.format.check](match[1]))


def problem_with(region: str, provider_id: str, tracking_number: str) -> NumberProblem | None:
    """What is wrong with a carrier's tracking number, or None. LookupError for a carrier that is none of ours.

    Case and dashes do not matter.
    """
    if not _ALPHABET.fullmatch(tracking_number):
        return NumberProblem.SPECIAL_CHARACTERS
    carrier = _carrier(region, provider_id)
    return None if _fits(carrier, tracking_number.replace("-", "").upper()) else NumberProblem.WRONG_FORMAT


def _fits(carrier: _Carrier, plain: str) -> bool:
    if not carrier.pattern.fullmatch(plain):
        return False
    checked = carrier.checked.fullmatch(plain) if carrier.checked else None
    return checked is None or _CHECKS[carrier.format.check](checked[1]) == checked[2]


def carriers_matching(region: str, tracking_number: str) -> list[str]:
    """The ids of the region's carriers that may have given a number: first those whose form is known."""
    fitting = [id_ for id_ in _carriers(region) if problem_with(region, id_, tracking_number) is None]
    return sorted(fitting, key=lambda id_: not _carriers(region)[id_].format.known)
