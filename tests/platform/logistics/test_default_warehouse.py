"""Where no warehouse is named, every capability means the same: the default one of those that a shop ships from."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, get_product, sku_body
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy
from tests.platform.support import data_of
from tests.platform.warehouses import OTHER, OTHER_RETURNS, add_warehouses


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    made = new_seller(platform)
    add_warehouses(made)
    rows = data_of("getWarehouseList", made.call("getWarehouseList"))["warehouses"]
    assert [row["id"] for row in rows if not row["is_default"]] == [OTHER, OTHER_RETURNS]
    return made


def stock_by_warehouse(seller: Seller, product_id: str) -> dict[str, int]:
    (sku,) = get_product(seller, product_id)["skus"]
    return {line["warehouse_id"]: line["quantity"] for line in sku["inventory"]}


def test_stock_that_is_set_without_a_warehouse_is_set_in_the_default_one(seller: Seller) -> None:
    made = create_product(seller)
    body = {"skus": [{"id": made["skus"][0]["id"], "inventory": [{"quantity": 8}]}]}
    reply = seller.call("updateInventory", body, product_id=made["product_id"])
    assert data_of("updateInventory", reply) == {"errors": []}
    assert stock_by_warehouse(seller, made["product_id"]) == {seller.warehouse_id: 8}


def detail_of(seller: Seller, order_id: str) -> dict[str, Any]:
    (order,) = data_of("getOrderDetail", seller.call("getOrderDetail", query={"ids": order_id}))["orders"]
    return dict(order)


def sender_of(seller: Seller, order_id: str) -> str:
    """The address on the order's parcel, once it is packed."""
    advance(seller, order_id, "AWAITING_COLLECTION")
    package_id = detail_of(seller, order_id)["packages"][0]["id"]
    reply = seller.call("getPackageDetail", package_id=package_id)
    return str(data_of("getPackageDetail", reply)["sender_address"]["full_address"])


def test_an_order_leaves_the_default_warehouse_while_that_has_everything(seller: Seller) -> None:
    places = [{"warehouse_id": item, "quantity": 1} for item in (OTHER, seller.warehouse_id)]
    sku_id = create_product(seller, skus=[{**sku_body(seller), "inventory": places}])["skus"][0]["id"]
    orders = [buy(seller, sku_id)["order_id"] for _ in range(2)]
    assert [detail_of(seller, order)["warehouse_id"] for order in orders] == [seller.warehouse_id, OTHER]
    rows = data_of("getWarehouseList", seller.call("getWarehouseList"))["warehouses"]
    addresses = {row["id"]: row["address"]["full_address"] for row in rows}
    assert [sender_of(seller, order) for order in orders] == [addresses[seller.warehouse_id], addresses[OTHER]]


def test_every_warehouse_that_a_cross_border_seller_ships_from_is_a_global_one(platform: RunningPlatform) -> None:
    made = new_seller(platform)
    shop = platform.post(
        "/sandbox/shops", {"region": "DE", "account_id": made.account_id, "seller_type": "CROSS_BORDER"}
    )
    seller = Seller(platform, made.app, shop, made.tokens)
    add_warehouses(seller)
    rows = data_of("getGlobalSellerWarehouses", seller.call("getGlobalSellerWarehouses"))["global_warehouses"]
    assert len(rows) == 3
