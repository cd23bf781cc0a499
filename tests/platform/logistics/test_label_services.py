"""Prices of labels: from an invented list, by weight or volume, whatever the units."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.label_services import (
    Service,
    is_too_heavy,
    is_too_large,
    price,
    services,
    usual_measures,
)
from shopwright.platform.logistics.measures import Measures
from shopwright.platform.market.regions import region

TYPES = ("STANDARD", "EXPRESS", "ECONOMY")
ALL = {service.id: service for kind in TYPES for service in services("US", kind)}
SERVICES = st.sampled_from(sorted(ALL.values(), key=lambda service: service.id))
SIDES = st.tuples(*[st.integers(1, 60)] * 3)
POUNDS = st.decimals("0.01", "140", places=2)


def box(pounds: Decimal, sides: tuple[int, int, int]) -> Measures:
    length, width, height = map(str, sides)
    return Measures(str(pounds), "POUND", length, width, height, "INCH")


@given(service=SERVICES, pounds=POUNDS, more=POUNDS, sides=SIDES)
def test_a_heavier_parcel_never_costs_less(
    service: Service, pounds: Decimal, more: Decimal, sides: tuple[int, int, int]
) -> None:
    light, heavy = (price("US", service, box(weight, sides)).total for weight in (pounds, pounds + more))
    assert heavy >= light >= service.first_pound


@given(service=SERVICES, pounds=POUNDS, sides=SIDES, turned=st.permutations([0, 1, 2]))
def test_turning_a_parcel_changes_nothing(
    service: Service, pounds: Decimal, sides: tuple[int, int, int], turned: list[int]
) -> None:
    measures, other = box(pounds, sides), box(pounds, (sides[turned[0]], sides[turned[1]], sides[turned[2]]))
    assert price("US", service, measures) == price("US", service, other)
    assert is_too_large(service, measures) == is_too_large(service, other)


@given(service=SERVICES, pounds=st.integers(1, 140), sides=SIDES)
def test_units_change_nothing(service: Service, pounds: int, sides: tuple[int, int, int]) -> None:
    length, width, height = (str(side * Decimal("2.54")) for side in sides)
    metric = Measures(str(pounds * Decimal("453.59237")), "GRAM", length, width, height, "CM")
    imperial = box(Decimal(pounds), sides)
    assert price("US", service, metric) == price("US", service, imperial)
    assert is_too_large(service, metric) == is_too_large(service, imperial)
    assert is_too_heavy(service, metric) == is_too_heavy(service, imperial)


def test_a_price_is_that_of_the_list() -> None:
    ground = next(service for service in ALL.values() if service.name == "USPS Ground Advantage")
    by_weight = price("US", ground, box(Decimal("2.1"), (10, 8, 4)))
    assert by_weight.shipping_fee == Decimal("4.35") + 2 * Decimal("0.74")
    by_volume = price("US", ground, box(Decimal(1), (10, 10, 13)))  # 1300 cubic inches: 9.4 pounds
    assert by_volume.shipping_fee == Decimal("4.35") + 9 * Decimal("0.74")


@pytest.mark.parametrize("service", ALL.values(), ids=lambda item: item.name)
def test_a_parcel_at_a_limit_is_carried_and_one_over_it_is_not(service: Service) -> None:
    side = (service.max_girth - service.max_length) / 4
    at = Measures(str(service.max_pounds), "POUND", str(service.max_length), str(side), str(side), "INCH")
    assert not is_too_large(service, at)
    assert not is_too_heavy(service, at)
    assert is_too_large(service, msgspec.structs.replace(at, width=str(side + 1)))
    assert is_too_large(service, msgspec.structs.replace(at, length=str(service.max_length + 1), width="1"))
    assert is_too_heavy(service, msgspec.structs.replace(at, weight=str(service.max_pounds + 1)))


def test_each_service_is_of_a_carrier_of_the_market_and_each_delivery_type_has_some() -> None:
    names = {carrier.name for carrier in carriers("US")}
    assert {service.carrier for service in ALL.values()} <= names
    assert all(services("US", kind) for kind in TYPES)
    types = {delivery_option.type for delivery_option in region("US").delivery_options} - {"SEND_BY_SELLER"}
    assert types <= set(TYPES)
    assert services("DE", "STANDARD") == ()


def test_goods_without_a_weight_still_weigh_something() -> None:
    assert usual_measures("US", 0).weight == "0.01"
    assert usual_measures("US", 454).weight == "1.01"
