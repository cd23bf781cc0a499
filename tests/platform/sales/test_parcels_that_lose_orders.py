"""A package whose lines are cancelled one by one: it holds what is left, for as long as something is."""

from __future__ import annotations

from typing import Any

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller
from tests.harness.cancellations import cancel
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, status_of, stocked
from tests.platform.sales.packages.packages import lines, package, package_of, shop_of, told
from tests.platform.sales.packages.shipments import ship
from tests.platform.sales.packages.test_combine_packages import combine, groups


def combined(seller: Seller, count: int = 2) -> tuple[str, list[str]]:
    """The id of a package, and those of the orders that were combined in it."""
    sku = stocked(seller)
    orders = [str(buy(seller, sku, buyer="Ann")["order_id"]) for _ in range(count)]
    (group,) = groups(seller)["combinable_packages"]
    combine(seller, group)
    return str(group["id"]), orders


def orders_in(seller: Seller, package_id: str) -> list[str]:
    return [order["id"] for order in package(seller, package_id)["orders"]]


def test_a_cancelled_order_leaves_its_combined_package_and_the_others_are_shipped(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(platform, "ID", receiver=receiver)
    package_id, (first, second, third) = combined(seller, 3)
    assert cancel(seller, first).code == 0
    assert orders_in(seller, package_id) == [second, third]
    news = told(receiver, 4, 2)[1]
    assert news["sc_type"] == "PARTLY_CANCEL_SPLIT"
    assert news["package_list"] == [{"package_id": package_id, "order_id_list": [second, third]}]
    assert ship(seller, package_id) == 0
    advance(seller, second, "DELIVERED")
    assert [status_of(seller, item) for item in (first, second, third)] == ["CANCELLED", "DELIVERED", "DELIVERED"]


def test_a_combined_package_is_cancelled_with_the_last_of_its_orders(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    package_id, (first, second) = combined(seller)
    assert cancel(seller, first).code == 0
    assert package(seller, package_id)["package_status"] == "TO_FULFILL"
    assert cancel(seller, second).code == 0
    assert package(seller, package_id)["package_status"] == "CANCELLED"
    assert orders_in(seller, package_id) == [second]


def test_a_package_holds_the_units_that_are_not_cancelled(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "GB")
    sku = stocked(seller)
    order_id = str(buy(seller, (sku, 3), shipping_type="TIKTOK")["order_id"])
    package_id, all_lines = package_of(seller, order_id), lines(seller, order_id)
    assert cancel(seller, order_id, order_line_item_ids=all_lines[:1]).code == 0
    reply: dict[str, Any] = package(seller, package_id)
    assert [item["quantity"] for item in reply["orders"][0]["skus"]] == [2]
    assert reply["order_line_item_ids"] == all_lines[1:]
