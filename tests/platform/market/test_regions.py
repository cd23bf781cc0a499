"""The 16 markets: the documented facts, and that what is ours is complete and stable."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from shopwright.platform.market.regions import Region, all_regions, find_region, invented_fields, region

EVERY = pytest.mark.parametrize("market", all_regions(), ids=lambda market: str(market.code))
CODES = "BR DE ES FR GB ID IE IT JP MX MY PH SG TH US VN".split()  # noqa: SIM905  a table reads better as words


def test_the_markets_are_the_16_of_the_contract() -> None:
    assert [market.code for market in all_regions()] == CODES
    with pytest.raises(KeyError):
        region("UK")
    assert find_region("UK") is None
    assert find_region("GB") is region("GB")


@pytest.mark.parametrize(
    ("code", "currency", "local", "abroad"),
    [
        ("US", "USD", ("0.01", "7600"), ("0.01", "800")),
        ("GB", "GBP", ("0.01", "5600"), ("0.01", "134.5")),
        ("DE", "EUR", ("0.01", "6300"), ("0.01", "150")),
        ("IE", "EUR", ("0.01", "6300"), ("0.01", "6300")),
        ("JP", "JPY", ("1", "500000"), ("1", "10000")),
        ("BR", "BRL", ("0.5", "10000"), ("0.5", "10000")),
        ("MX", "MXN", ("1", "50000"), ("1", "50000")),
        ("ID", "IDR", ("100", "100000000"), ("100", "100000000")),
        ("MY", "MYR", ("0.01", "320000"), ("0.01", "320000")),
        ("PH", "PHP", ("0.01", "400000"), ("0.01", "400000")),
        ("SG", "SGD", ("0.01", "10000"), ("0.01", "400")),
        ("TH", "THB", ("30", "260000"), ("0.01", "260000")),
        ("VN", "VND", ("1", "180000000"), ("1", "1000000")),
    ],
)
def test_prices_are_the_published_ones(
    code: str, currency: str, local: tuple[str, str], abroad: tuple[str, str]
) -> None:
    market = region(code)
    columns = [market.price.column(abroad=False), market.price.column(abroad=True)]
    assert market.currency == currency
    assert [(column.least, column.most) for column in columns] == [
        tuple(map(Decimal, item)) for item in (local, abroad)
    ]


def test_yen_rupiah_and_dong_have_no_decimals() -> None:
    assert {market.currency for market in all_regions() if not market.currency_decimals} == {"IDR", "JPY", "VND"}


@EVERY
def test_limits_follow_the_groups_of_the_contract(market: Region) -> None:
    western = market.market_group in {"EU", "GB", "JP", "US"}
    assert market.title_length == ((1, 300) if market.market_group == "LATAM" else (1, 255) if western else (25, 255))
    assert market.max_skus == (100 if market.market_group == "SEA" else 300)
    assert market.seller_sku_length[0] == (6 if market.code in {"DE", "ES", "FR", "IT"} else 1)
    assert market.category_versions.tree in market.category_versions.listing
    assert set(market.category_versions.listing) <= set(market.category_versions.readable)


@EVERY
def test_a_new_shop_finds_all_it_needs(market: Region) -> None:
    assert ZoneInfo(market.time_zone)
    assert market.sales_warehouse.full_address != market.return_warehouse.full_address
    assert market.sales_warehouse.phone_number.startswith(f"({market.phone_prefix})")
    assert {option.type for option in market.delivery_options} >= {"STANDARD", "SEND_BY_SELLER"}
    assert sum(template.is_default for template in market.shipping_templates) == 1
    for ids in (market.delivery_options, market.shipping_templates):
        suffixes = [item.suffix for item in ids]
        assert len(set(suffixes)) == len(suffixes)


def test_carriers_have_ids_of_their_own_of_19_digits() -> None:
    ids = [provider.id for market in all_regions() for provider in market.shipping_providers]
    assert len(set(ids)) == len(ids)
    assert all(item.startswith("6617") and len(item) == 19 and item.isdecimal() for item in ids)


def test_every_invented_field_exists() -> None:
    fields = {name.partition(".")[0] for name in invented_fields()}
    assert fields <= set(Region.__struct_fields__)
