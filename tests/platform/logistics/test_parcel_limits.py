"""Parcels against the limits of delivery options."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.logistics.parcel_limits import LENGTH_UNITS, WEIGHT_UNITS, Parcel, unfit
from shopwright.platform.market.regions import DeliveryOption, DimensionLimit, WeightLimit, all_regions

OPTIONS = [option for market in all_regions() for option in market.delivery_options]
AMOUNTS = st.decimals("0.01", "400", places=2)


def option(unit: str = "CM", weight: str = "GRAM", least: int = 0) -> DeliveryOption:
    return DeliveryOption(
        suffix="01",
        name="Some",
        type="STANDARD",
        dimension_limit=DimensionLimit(10, 20, 30, unit),  # type: ignore[arg-type]
        weight_limit=WeightLimit(least, 100, weight),  # type: ignore[arg-type]
        platforms=("TIKTOK_SHOP",),
    )


def kinds(parcel: Parcel, delivery_option: DeliveryOption) -> list[str]:
    return [misfit.filter_type for misfit in unfit(parcel, delivery_option)]


def test_each_limit_has_its_filter_type() -> None:
    too_big = Parcel(length=Decimal(11), width=Decimal(21), height=Decimal(31), weight=Decimal(101))
    assert kinds(too_big, option()) == ["1", "2", "3", "4"]
    assert kinds(Parcel(length=Decimal(10), width=Decimal(20), height=Decimal(30), weight=Decimal(100)), option()) == []
    assert kinds(Parcel(), option()) == []


def test_a_weight_below_the_least_is_refused_too() -> None:
    assert kinds(Parcel(weight=Decimal(49)), option(least=50)) == ["4"]
    assert kinds(Parcel(weight=Decimal(50)), option(least=50)) == []


@pytest.mark.parametrize(
    ("weight", "grams"), [("GRAM", 100), ("POUND", "45359.237"), ("OUNCE", "2834.9523125"), ("KILOGRAM", 100_000)]
)
def test_limits_hold_in_the_options_own_units(weight: str, grams: str | int) -> None:
    assert kinds(Parcel(weight=Decimal(grams)), option(weight=weight)) == []
    assert kinds(Parcel(weight=Decimal(grams) + Decimal("0.001")), option(weight=weight)) == ["4"]
    assert kinds(Parcel(length=Decimal("25.4")), option("INCH")) == []
    assert kinds(Parcel(length=Decimal("25.41")), option("INCH")) == ["1"]


@given(AMOUNTS, st.sampled_from(sorted(LENGTH_UNITS)), st.sampled_from(OPTIONS))
def test_a_side_fits_alike_in_every_unit(amount: Decimal, unit: int, delivery_option: DeliveryOption) -> None:
    centimetres = amount * LENGTH_UNITS[unit]
    again = centimetres / LENGTH_UNITS[2] * LENGTH_UNITS[2]
    assert kinds(Parcel(length=centimetres), delivery_option) == kinds(
        Parcel(length=again.quantize(Decimal("1e-12"))), delivery_option
    )


@given(AMOUNTS, AMOUNTS, st.sampled_from(OPTIONS))
def test_what_a_lighter_parcel_breaks_by_weight_a_heavier_one_does_when_there_is_no_least(
    amount: Decimal, more: Decimal, delivery_option: DeliveryOption
) -> None:
    assert delivery_option.weight_limit.min_weight == 0
    light, heavy = Parcel(weight=amount * WEIGHT_UNITS[4]), Parcel(weight=(amount + more) * WEIGHT_UNITS[4])
    assert set(kinds(light, delivery_option)) <= set(kinds(heavy, delivery_option))
