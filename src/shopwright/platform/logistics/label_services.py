"""Shipping services whose labels sellers buy: which of them take a parcel, and what a label costs.

Everything stands in ``data/shipping_services.json`` and is invented.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

from .measures import Measures

#: How many of a unit are an inch, and a pound.
_INCH = {"INCH": Decimal(1), "CM": Decimal("2.54")}
_POUND = {"POUND": Decimal(1), "GRAM": Decimal("453.59237")}


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A service: ``carrier`` is the name of one of the market's; ``days`` least and most of the way; lengths in inches.
    ``max_girth`` limits the longest side plus twice each of the others."""

    id: str
    name: str
    carrier: str
    handover: Literal["DROP_OFF", "PICKUP"]
    delivery_types: frozenset[str]
    days: tuple[int, int]
    max_pounds: Decimal
    max_length: Decimal
    max_girth: Decimal
    first_pound: Decimal
    each_pound: Decimal


class _Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    length: str
    width: str
    height: str
    unit: str


class _Market(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    volume_divisor: Decimal
    box: _Box
    app_service_fee: Decimal
    services: tuple[Service, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    regions: dict[str, _Market]


@cache
def _market(code: str) -> _Market | None:
    file = decoders.decode(read_data_file("logistics", "shipping_services.json"), type=_File, strict=False)
    return file.regions.get(code)


def services(code: str, delivery_type: str) -> tuple[Service, ...]:
    """The services of a market for a delivery type, the preferred one first."""
    market = _market(code)
    return tuple(service for service in market.services if delivery_type in service.delivery_types) if market else ()


def usual_measures(code: str, grams: int) -> Measures:
    """What a parcel of so many grams is taken to measure where the seller says nothing: the market's usual box."""
    market = _market(code)
    assert market is not None, code
    box = market.box
    pounds = max(grams / _POUND["GRAM"], Decimal("0.01")).quantize(Decimal("0.01"), ROUND_CEILING)
    return Measures(str(pounds), "POUND", box.length, box.width, box.height, box.unit)


def is_too_large(service: Service, measures: Measures) -> bool:
    """Whether the longest side, or the girth, is over the service's limit."""
    *shorter, longest = _sides(measures)
    return longest > service.max_length or longest + 2 * sum(shorter) > service.max_girth


def is_too_heavy(service: Service, measures: Measures) -> bool:
    """Whether the weight is over the service's limit."""
    return _pounds(measures) > service.max_pounds


def takes(service: Service, measures: Measures) -> bool:
    """Whether a service carries a parcel; one at a limit is carried."""
    return not is_too_large(service, measures) and not is_too_heavy(service, measures)


class Price(msgspec.Struct, frozen=True):
    """What a label costs: the carrier's fee, and that of the app that sells it."""

    shipping_fee: Decimal
    app_service_fee: Decimal

    @property
    def total(self) -> Decimal:
        return self.shipping_fee + self.app_service_fee


def price(code: str, service: Service, measures: Measures) -> Price:
    """The price of a label in the market's currency."""
    market = _market(code)
    assert market is not None, code
    length, width, height = _sides(measures)
    charged = max(_pounds(measures), length * width * height / market.volume_divisor)
    further = max(charged.to_integral_value(ROUND_CEILING) - 1, Decimal(0))
    return Price(service.first_pound + further * service.each_pound, market.app_service_fee)


def _sides(measures: Measures) -> list[Decimal]:
    """The sides in inches, the longest last."""
    inch = _INCH[measures.size_unit]
    return sorted(Decimal(side) / inch for side in (measures.length, measures.width, measures.height))


def _pounds(measures: Measures) -> Decimal:
    return Decimal(measures.weight) / _POUND[measures.weight_unit]
