"""A warehouse that is not enabled takes no stock, ships no order and does not make a shop ready to list."""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product
from tests.harness.server import RunningPlatform
from tests.harness.trade import stocked
from tests.platform.support import data_of


def updates_stock(seller: Seller, product_id: str, sku_id: str) -> bool:
    body = {"skus": [{"id": sku_id, "inventory": [{"warehouse_id": seller.warehouse_id, "quantity": 5}]}]}
    return data_of("updateInventory", seller.call("updateInventory", body, product_id=product_id)) == {"errors": []}


def sells(seller: Seller, sku_id: str) -> bool:
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku_id}]}
    return seller.platform.ask("POST", "/sandbox/orders", body).status == 200


def is_ready_to_list(seller: Seller) -> bool:
    rows = data_of("checkListingPrerequisites", seller.call("checkListingPrerequisites"))["check_results"]
    (row,) = (row for row in rows if row["check_item"] == "PICKUP_WAREHOUSE")
    return not row["is_failed"]


@pytest.mark.parametrize("status", ["ENABLED", "DISABLED", "RESTRICTED"])
def test_a_warehouse_is_used_while_it_is_enabled(platform: RunningPlatform, status: str) -> None:
    seller = new_seller(platform)
    made, sku_id = create_product(seller), stocked(seller)
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"warehouses": {seller.warehouse_id: status}})
    used = (
        updates_stock(seller, made["product_id"], made["skus"][0]["id"]),
        sells(seller, sku_id),
        is_ready_to_list(seller),
    )
    assert used == ((True,) * 3 if status == "ENABLED" else (False,) * 3)
