"""Orders that the platform fulfils: no operation lets the seller pack, split, combine or ship them."""

from __future__ import annotations

from typing import get_args

import pytest

from shopwright.platform.sales.orders.order import FulfillmentType
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, pass_time, stocked
from tests.platform.support import data_of

from .packages import package_of, shop_of
from .shipments import mark, ship

BY_SELLER = "FULFILLMENT_BY_SELLER"
KINDS = get_args(FulfillmentType)


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return shop_of(platform, "ID")


def bought(seller: Seller, kind: str, **fields: object) -> str:
    return str(buy(seller, (stocked(seller), 2), fulfillment_type=kind, **fields)["order_id"])


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_the_seller_fulfils_can_be_split(seller: Seller, kind: str) -> None:
    order_id = str(buy(seller, stocked(seller), stocked(seller), fulfillment_type=kind)["order_id"])
    reply = seller.call("getOrderSplitAttributes", query={"order_ids": order_id})
    (row,) = data_of("getOrderSplitAttributes", reply)["split_attributes"]
    assert row["can_split"] is (kind == BY_SELLER)


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_the_seller_fulfils_is_shipped_and_documented_by_the_seller(seller: Seller, kind: str) -> None:
    order_id = bought(seller, kind, shipping_type="TIKTOK")
    package_id = package_of(seller, order_id)
    assert (ship(seller, package_id) == 0) is (kind == BY_SELLER)
    reply = seller.call("getPackageShippingDocument", query={"document_type": "SHIPPING_LABEL"}, package_id=package_id)
    assert (reply.code == 0) is (kind == BY_SELLER)


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_the_seller_fulfils_is_marked_as_shipped(platform: RunningPlatform, kind: str) -> None:
    seller = shop_of(platform, "DE")
    order_id = bought(seller, kind, shipping_type="SELLER")
    assert (mark(seller, order_id).code == 0) is (kind == BY_SELLER)


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_the_seller_fulfils_is_combined(seller: Seller, kind: str) -> None:
    first = buy(seller, stocked(seller), fulfillment_type=kind)
    buy(seller, stocked(seller), fulfillment_type=kind, buyer_id=detail(seller, first["order_id"])["user_id"])
    reply = seller.call("searchCombinablePackages", query={"page_size": 10})
    rows = data_of("searchCombinablePackages", reply).get("combinable_packages", [])
    assert bool(rows) is (kind == BY_SELLER)


@pytest.mark.own_platform
@pytest.mark.parametrize("kind", KINDS)
def test_the_platform_ships_what_it_fulfils_within_its_window(platform: RunningPlatform, kind: str) -> None:
    platform.post("/sandbox/clock/freeze")
    seller = shop_of(platform, "DE")
    order_id = bought(seller, kind)
    pass_time(platform, 6 * 3600)
    assert (detail(seller, order_id)["status"] == "AWAITING_SHIPMENT") is (kind == BY_SELLER)
