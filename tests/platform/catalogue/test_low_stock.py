"""Webhook 27: a SKU of which no more is left than the threshold runs low, and one of which nothing is left is out.

Documented as docs/guide/shop-page.md says: no more available than the threshold.
"""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, stocked

#: An address that nobody serves: what was to be sent there is listed all the same.
NOBODY = "http://127.0.0.1:9/"


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform, new_app(platform, webhook_url=NOBODY))


def alerts(seller: Seller) -> list[tuple[str, int]]:
    """What apps were told of stock, the oldest first: the alert and how much was available."""
    rows = seller.platform.get("/sandbox/deliveries", shop_id=seller.shop_id, topic=27)["deliveries"]
    told = [seller.platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]["data"] for row in rows]
    return [
        (data["trigger_reason"]["alert_type"], data["inventory_distribution"]["available_quantity"])
        for data in reversed(told)
    ]


def set_threshold(seller: Seller, threshold: int) -> None:
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"low_stock_threshold": threshold})


@pytest.mark.parametrize("threshold", [1, 2, 5, 20])
def test_stock_runs_low_at_the_threshold_and_not_one_above(seller: Seller, threshold: int) -> None:
    set_threshold(seller, threshold)
    sku = stocked(seller, threshold + 2)
    buy(seller, sku)
    assert alerts(seller) == []
    buy(seller, sku)
    assert alerts(seller) == [("LOW_STOCK", threshold)]


def test_stock_that_stays_low_is_told_once_and_its_end_once(seller: Seller) -> None:
    set_threshold(seller, 3)
    sku = stocked(seller, 4)
    for _ in range(4):
        buy(seller, sku)
    assert alerts(seller) == [("LOW_STOCK", 3), ("OUT_OF_STOCK", 0)]


def test_without_a_threshold_stock_is_out_and_never_low(seller: Seller) -> None:
    set_threshold(seller, 0)
    sku = stocked(seller, 2)
    buy(seller, sku)
    assert alerts(seller) == []
    buy(seller, sku)
    assert alerts(seller) == [("OUT_OF_STOCK", 0)]


def test_the_threshold_is_5_at_first(seller: Seller) -> None:
    sku = stocked(seller, 7)
    buy(seller, sku)
    assert alerts(seller) == []
    buy(seller, sku)
    assert alerts(seller) == [("LOW_STOCK", 5)]
