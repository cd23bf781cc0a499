"""Ids of delivery options and templates, and which carriers work where."""

from __future__ import annotations

from shopwright.platform.logistics.delivery_options import (
    carriers,
    delivery_options,
    shipping_templates,
    template_options,
)
from shopwright.platform.market.regions import all_regions, region


def test_ids_have_nineteen_digits_and_are_unique_in_the_world() -> None:
    tables = [table(item.code) for item in all_regions() for table in (delivery_options, shipping_templates)]
    ids = [id_ for table in tables for id_ in table]
    assert len(set(ids)) == len(ids)
    assert all(len(id_) == 19 and id_.isdecimal() for id_ in ids)


def test_ids_do_not_change() -> None:
    assert list(delivery_options("GB")) == ["6956005000000000001", "6956005000000000002", "6956005000000000003"]
    assert list(shipping_templates("GB")) == ["7450005000000000001", "7450005000000000002"]


def test_every_option_of_a_market_is_in_exactly_one_of_its_templates() -> None:
    for market in all_regions():
        used = [id_ for template in shipping_templates(market.code) for id_ in template_options(market.code, template)]
        assert sorted(used) == sorted(delivery_options(market.code))


def test_carriers_are_those_of_the_market_that_work_at_every_stop() -> None:
    assert carriers("GB") == carriers("GB", "GB", None) == region("GB").shipping_providers
    both = {carrier.name for carrier in carriers("GB", "DE")}
    assert {"DHL", "UPS"} <= both
    assert "Royal Mail" not in both
    assert {carrier.name for carrier in carriers("GB", "DE", "US")} < both
    assert carriers("GB", "CN") == ()
