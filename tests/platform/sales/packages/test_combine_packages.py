"""Several orders in one package: searchCombinablePackages, combinePackage, uncombinePackages."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller
from tests.harness.catalogue import create_product, sku_body
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, status_of, stocked
from tests.platform.support import data_of
from tests.platform.warehouses import OTHER, add_warehouses

from .packages import box_alone, package, package_of, shop_of, told


def groups(seller: Seller, **query: object) -> dict[str, Any]:
    reply = seller.call("searchCombinablePackages", query={"page_size": 50, **query})
    data: dict[str, Any] = data_of("searchCombinablePackages", reply)
    return data


def combine(seller: Seller, *wanted: dict[str, object]) -> dict[str, Any]:
    reply = seller.call("combinePackage", {"combinable_packages": list(wanted)})
    data: dict[str, Any] = data_of("combinePackage", reply)
    return data


def uncombine(seller: Seller, package_id: str, *order_ids: str) -> Any:
    body = {"order_ids": list(order_ids)} if order_ids else {}
    return seller.call("uncombinePackages", body, package_id=package_id)


def test_orders_of_one_buyer_are_found_combined_shipped_and_delivered_as_one(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(platform, "ID", receiver=receiver)
    sku = stocked(seller)
    orders = [buy(seller, sku, buyer="Ann")["order_id"] for _ in range(3)]
    buy(seller, sku, buyer="Bob")
    old = [package_of(seller, order) for order in orders]
    (group,) = groups(seller)["combinable_packages"]
    assert group["order_ids"] == orders
    assert combine(seller, group) == {"packages": [{"id": group["id"], "order_ids": orders}], "errors": []}
    reply = package(seller, group["id"])
    assert (reply["split_and_combine_tag"], [order["id"] for order in reply["orders"]]) == ("COMBINE", orders)
    for order, was in zip(orders, old, strict=True):
        assert package_of(seller, order) == group["id"]
        assert detail(seller, order)["split_or_combine_tag"] == "COMBINED"
        assert package(seller, was)["package_status"] == "CANCELLED"
    assert groups(seller)["combinable_packages"] == []
    (news,) = told(receiver, 4, 1)
    assert news["sc_type"] == "COMBINE"
    assert news["package_list"] == [{"package_id": group["id"], "order_id_list": orders}]
    advance(seller, orders[1], "DELIVERED")
    assert [status_of(seller, order) for order in orders] == ["DELIVERED"] * 3


def test_only_what_goes_to_one_door_in_one_way_is_combinable(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    sku = stocked(seller)
    mine = [buy(seller, sku, buyer="Ann")["order_id"] for _ in range(2)]
    buy(seller, sku, buyer="Ann", shipping_type="SELLER")
    buy(seller, sku, buyer="Ann", paid=False)
    shipped = buy(seller, sku, buyer="Ann")["order_id"]
    advance(seller, shipped, "AWAITING_COLLECTION")
    leaving = buy(seller, sku, buyer="Ann")["order_id"]
    seller.platform.post(f"/sandbox/orders/{leaving}/cancel", {})
    (group,) = groups(seller)["combinable_packages"]
    assert group["order_ids"] == mine


def test_orders_of_one_buyer_to_two_doors_are_not_combined(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    sku = stocked(seller)
    orders = [buy(seller, sku, buyer="Ann")["order_id"] for _ in range(2)]
    (group,) = groups(seller)["combinable_packages"]
    seller.platform.post(f"/sandbox/orders/{orders[1]}/address", {"seed": "another door"})
    assert groups(seller)["combinable_packages"] == []
    assert [error["code"] for error in combine(seller, group)["errors"]] == [21011010]


def test_orders_that_leave_two_warehouses_are_not_combined(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    add_warehouses(seller)
    places = [{"warehouse_id": place, "quantity": 2} for place in (seller.warehouse_id, OTHER)]
    sku = create_product(seller, skus=[{**sku_body(seller), "inventory": places}])["skus"][0]["id"]
    orders = [buy(seller, sku, buyer="Ann")["order_id"] for _ in range(4)]
    assert [group["order_ids"] for group in groups(seller)["combinable_packages"]] == [orders[:2], orders[2:]]


def test_groups_come_in_pages_and_each_once(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    sku = stocked(seller, 20)
    made = [[buy(seller, sku, buyer=name)["order_id"] for _ in range(2)] for name in ("Ann", "Bob", "Cid")]
    first = groups(seller, page_size=2)
    assert first["total_count"] == 3
    second = groups(seller, page_size=2, page_token=first["next_page_token"])
    assert second["next_page_token"] == ""
    combinable = [*first["combinable_packages"], *second["combinable_packages"]]
    assert [item["order_ids"] for item in combinable] == made


def test_a_part_of_a_group_can_be_combined_and_the_rest_after_it(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "MX")
    sku = stocked(seller)
    orders = [buy(seller, sku, buyer="Ann")["order_id"] for _ in range(4)]
    (group,) = groups(seller)["combinable_packages"]
    (made,) = combine(seller, {"id": group["id"], "order_ids": orders[2:]})["packages"]
    assert made["order_ids"] == orders[2:]
    (rest,) = groups(seller)["combinable_packages"]
    (other,) = combine(seller, rest)["packages"]
    assert other["order_ids"] == orders[:2]
    assert len({made["id"], other["id"]}) == 2


def test_uncombining_gives_orders_packages_of_their_own_again(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(anywhere, "ID", receiver=receiver)
    sku = stocked(seller)
    first, second, third = (buy(seller, sku, buyer="Ann")["order_id"] for _ in range(3))
    (group,) = groups(seller)["combinable_packages"]
    combine(seller, group)
    made = data_of("uncombinePackages", uncombine(seller, group["id"], second))["packages"]
    assert [item["order_ids"] for item in made] == [[second]]
    assert package_of(seller, second) == made[0]["id"]
    assert detail(seller, second)["split_or_combine_tag"] == ""
    assert [item["id"] for item in package(seller, group["id"])["orders"]] == [first, third]
    rest = uncombine(seller, group["id"]).data["packages"]
    assert [item["order_ids"] for item in rest] == [[first], [third]]
    assert package(seller, group["id"])["package_status"] == "CANCELLED"
    assert uncombine(seller, group["id"]).code == 21011003
    assert [item["sc_type"] for item in told(receiver, 4, 3)] == ["COMBINE", "CANCEL_COMBINE", "CANCEL_COMBINE"]
    (again,) = groups(seller)["combinable_packages"]
    assert combine(seller, again)["packages"][0]["order_ids"] == again["order_ids"]


def test_the_last_order_left_is_alone_in_its_package(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    sku = stocked(seller)
    first, second = (buy(seller, sku, buyer="Ann")["order_id"] for _ in range(2))
    (group,) = groups(seller)["combinable_packages"]
    combine(seller, group)
    uncombine(seller, group["id"], second)
    assert package(seller, group["id"])["split_and_combine_tag"] == "DEFAULT"
    assert detail(seller, first)["split_or_combine_tag"] == ""
    assert uncombine(seller, group["id"]).code == 21011005


def test_what_cannot_be_combined_is_refused_item_by_item(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    sku = stocked(seller)
    ann = [buy(seller, sku, buyer="Ann")["order_id"] for _ in range(2)]
    bob = buy(seller, sku, buyer="Bob")["order_id"]
    (group,) = groups(seller)["combinable_packages"]
    reply = combine(
        seller,
        {"id": group["id"], "order_ids": [ann[0], bob]},
        {"id": group["id"], "order_ids": ann[:1]},
        {"id": package_of(seller, bob)},
        {"id": "1153000000000000000"},
        {"id": "1153900000000000000"},
    )
    assert reply["packages"] == []
    codes = [error["code"] for error in reply["errors"]]
    assert codes == [21011031, 21011010, 21011010, 21011028, 21011010]
    assert reply["errors"][0]["detail"] == {"package_id": group["id"]}
    combine(seller, group)
    assert [error["code"] for error in combine(seller, group)["errors"]] == [21011033]
    assert uncombine(seller, group["id"], bob).code == 21011029
    assert uncombine(seller, package_of(seller, bob)).code == 21011005
    assert uncombine(seller, "1153000000000000000").code == 21011028
    advance(seller, ann[0], "AWAITING_COLLECTION")
    assert uncombine(seller, group["id"]).code == 21011003


@pytest.mark.parametrize("region", ["US", "GB", "DE", "JP"])
def test_markets_that_combine_by_tracking_number_have_no_combinable_packages(
    shared_platform: RunningPlatform, region: str
) -> None:
    seller = shop_of(shared_platform, region)
    assert seller.call("searchCombinablePackages", query={"page_size": 10}).code == 21011013


def test_the_others_stay_in_a_package_when_the_seller_lets_a_buyer_cancel_one(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    sku = stocked(seller)
    first, second = (str(buy(seller, sku, buyer="Ann")["order_id"]) for _ in range(2))
    (group,) = groups(seller)["combinable_packages"]
    combine(seller, group)
    cancel_id = seller.platform.post(f"/sandbox/orders/{first}/cancel", {})["cancel_id"]
    assert seller.call("approveCancellation", {}, cancel_id=cancel_id).code == 0
    assert [order["id"] for order in package(seller, group["id"])["orders"]] == [second]


def test_a_device_that_must_go_alone_is_not_combined(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "SG")
    sku = stocked(seller)
    first, second, device = (str(buy(seller, sku, buyer="Ann")["order_id"]) for _ in range(3))
    box_alone(platform, seller, device)
    (group,) = seller.call("searchCombinablePackages", query={"page_size": 10}).data["combinable_packages"]
    assert sorted(group["order_ids"]) == sorted([first, second])
