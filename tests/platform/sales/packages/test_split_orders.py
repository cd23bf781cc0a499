"""Orders in several packages: getOrderSplitAttributes, confirmOrderSplit."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, stocked
from tests.platform.support import data_of

from .packages import box_alone, lines, package, package_of, shop_of, told, two_skus
from .shipments import carrier, new_number, ship


def split(seller: Seller, order_id: str, *groups: list[str]) -> Any:
    body = {"splittable_groups": [{"id": f"g{n}", "order_line_item_ids": group} for n, group in enumerate(groups)]}
    return seller.call("confirmOrderSplit", body, order_id=order_id)


def attributes(seller: Seller, *order_ids: str) -> list[dict[str, Any]]:
    reply = seller.call("getOrderSplitAttributes", query={"order_ids": ",".join(order_ids)})
    split_attributes: list[dict[str, Any]] = data_of("getOrderSplitAttributes", reply)["split_attributes"]
    return split_attributes


def test_a_split_by_sku_makes_a_package_for_each_group_and_cancels_the_empty_one(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(platform, "ID", receiver=receiver)
    red, blue = two_skus(seller)
    order = buy(seller, (red, 2), (blue, 1))["order_id"]
    old = package_of(seller, order)
    assert attributes(seller, order) == [{"order_id": order, "can_split": True, "must_split": False}]
    groups = lines(seller, order, red), lines(seller, order, blue)
    made = data_of("confirmOrderSplit", split(seller, order, *groups))["packages"]
    assert [item["splittable_group_id"] for item in made] == ["g0", "g1"]
    for item, group in zip(made, groups, strict=True):
        reply = package(seller, item["id"])
        assert (reply["order_line_item_ids"], reply["package_status"]) == (group, "TO_FULFILL")
        assert reply["split_and_combine_tag"] == "SPLIT"
    assert package(seller, old)["package_status"] == "CANCELLED"
    reply = detail(seller, order)
    assert reply["split_or_combine_tag"] == "SPLIT"
    assert {line_item["id"]: line_item["package_id"] for line_item in reply["line_items"]} == {
        line: item["id"] for item, group in zip(made, groups, strict=True) for line in group
    }
    (news,) = told(receiver, 4, 1)
    assert (news["sc_type"], news["role_type"]) == ("SPLIT", "ROLE_SELLER")
    assert news["package_list"] == [{"package_id": item["id"], "order_id_list": [order]} for item in made]


def test_what_no_group_names_stays_in_its_package(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    order = buy(seller, (stocked(seller), 3))["order_id"]
    old, (first, second, third) = package_of(seller, order), lines(seller, order)
    (made,) = split(seller, order, [second]).data["packages"]
    assert package(seller, made["id"])["order_line_item_ids"] == [second]
    kept = package(seller, old)
    assert (kept["order_line_item_ids"], kept["split_and_combine_tag"]) == ([first, third], "SPLIT")


def test_a_split_order_is_shipped_in_parts_and_delivered_with_the_last(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    order = buy(seller, (stocked(seller), 2))["order_id"]
    split(seller, order, *[[line] for line in lines(seller, order)])
    advance(seller, order, "DELIVERED")
    reply = detail(seller, order)
    assert reply["status"] == "DELIVERED"
    assert len({line_item["tracking_number"] for line_item in reply["line_items"]}) == 2


def test_a_market_without_packages_at_payment_gets_them_by_the_split(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order = buy(seller, (stocked(seller), 3))["order_id"]
    first, second, third = lines(seller, order)
    made = split(seller, order, [first], [second]).data["packages"]
    reply = {line_item["id"]: line_item.get("package_id") for line_item in detail(seller, order)["line_items"]}
    assert reply == {first: made[0]["id"], second: made[1]["id"], third: None}


@pytest.mark.parametrize(
    ("region", "crosses_border", "code"),
    [("ID", False, 21011035), ("BR", False, 21011035), ("MX", False, 21011035), ("MX", True, 0), ("GB", False, 0)],
)
def test_units_of_a_sku_part_only_where_the_market_splits_by_item(
    shared_platform: RunningPlatform, region: str, crosses_border: bool, code: int
) -> None:
    seller = shop_of(shared_platform, region, crosses_border=crosses_border)
    order = buy(seller, (stocked(seller), 2))["order_id"]
    (attribute,) = attributes(seller, order)
    assert attribute["can_split"] is (code == 0)
    assert ("reason" in attribute) is (code != 0)
    assert split(seller, order, *[[line] for line in lines(seller, order)]).code == code


def test_what_cannot_be_split_is_refused_with_its_code(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    red, blue = two_skus(seller)
    order = buy(seller, (red, 2), (blue, 1))["order_id"]
    (first, second), rest = lines(seller, order, red), lines(seller, order, blue)
    assert split(seller, order, [first], [second, *rest]).code == 21011036
    assert split(seller, order, [first]).code == 21011036
    assert split(seller, order, [first, second, *rest]).code == 21011035
    assert split(seller, order, [first, first, second]).code == 21011005
    assert split(seller, order, []).code == 21011048
    assert split(seller, order).code == 21011005
    assert split(seller, order, ["5767000000000000000"]).code == 21011029
    assert split(seller, "5766000000000000000", [first]).code == 21008111
    advance(seller, order, "AWAITING_COLLECTION")
    assert split(seller, order, [first, second], rest).code == 21011035
    assert attributes(seller, order, "1")[0]["can_split"] is False


def test_an_order_on_hold_or_fulfilled_by_the_platform_is_not_split(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "GB", hold=True)
    sku = stocked(seller)
    held = buy(seller, (sku, 2))["order_id"]
    assert split(seller, held, lines(seller, held)[:1]).code == 21011044
    theirs = buy(seller, (sku, 2), fulfillment_type="FULFILLMENT_BY_TIKTOK")["order_id"]
    assert split(seller, theirs, lines(seller, theirs)[:1]).code == 21008043


def test_a_combined_order_is_not_split(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    red, blue = two_skus(seller)
    orders = [buy(seller, red, blue, buyer="Ann")["order_id"] for _ in range(2)]
    (group,) = seller.call("searchCombinablePackages", query={"page_size": 10}).data["combinable_packages"]
    assert seller.call("combinePackage", {"combinable_packages": [group]}).data["errors"] == []
    assert split(seller, orders[0], lines(seller, orders[0], red)).code == 21011046


def test_an_order_with_something_that_travels_alone_must_be_split(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "SG")
    red, blue = two_skus(seller)
    order = buy(seller, red, blue)["order_id"]
    box_alone(platform, seller, order)
    (attribute,) = attributes(seller, order)
    assert attribute["must_split"] is True
    (reason,) = attribute["must_split_reasons"]
    assert (reason["type"], reason["max_count"]) == ("CATEGORY_ITEM_LIMITATION", "1")
    assert split(seller, order, lines(seller, order, red), lines(seller, order, blue)).code == 0
    assert attributes(seller, order)[0]["must_split"] is False


def test_the_newer_list_of_groups_splits_as_the_older_one_does(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    red, blue = two_skus(seller)
    order = buy(seller, red, blue)["order_id"]
    groups = [
        {"id": name, "order_line_list": [{"order_line_id": line} for line in lines(seller, order, sku)]}
        for name, sku in (("r", red), ("b", blue))
    ]
    body = {"splittable_groups": [], "splittable_groups_v2": groups}
    made = data_of("confirmOrderSplit", seller.call("confirmOrderSplit", body, order_id=order))["packages"]
    assert [item["splittable_group_id"] for item in made] == ["r", "b"]
    assert package(seller, made[0]["id"])["order_line_item_ids"] == lines(seller, order, red)


def test_two_units_of_one_device_need_no_split_where_orders_are_split_by_sku(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "SG")
    red, blue = two_skus(seller)
    order = buy(seller, (red, 2), blue)["order_id"]
    box_alone(platform, seller, order)
    assert attributes(seller, order)[0]["must_split"] is True
    assert split(seller, order, lines(seller, order, red), lines(seller, order, blue)).code == 0
    assert attributes(seller, order)[0]["must_split"] is False


@pytest.mark.parametrize(("region", "other", "code"), [("ID", True, 11006013), ("JP", False, 11006014)])
def test_a_device_that_must_go_alone_is_not_shipped_with_others(
    platform: RunningPlatform, region: str, other: bool, code: int
) -> None:
    """11006013 together with other goods, 11006014 among devices (docs/reference/fulfilment.md#shipping)."""
    seller = shop_of(platform, region)
    red, blue = two_skus(seller)
    bought = [red, blue] if other else [(red, 2)]
    order = buy(seller, *bought, shipping_type="TIKTOK")["order_id"]
    box_alone(platform, seller, order)
    assert ship(seller, package_of(seller, order)) == code
    first, second = lines(seller, order)
    made = split(seller, order, [first], [second]).data["packages"]
    assert [ship(seller, item["id"]) for item in made] == [0, 0]


@pytest.mark.parametrize("operation_id", ["confirmOrderSplit", "markPackageAsShipped"])
def test_sub_items_are_refused_as_no_line_item_has_any(shared_platform: RunningPlatform, operation_id: str) -> None:
    seller = shop_of(shared_platform, "GB")
    order = str(buy(seller, (stocked(seller), 2), shipping_type="SELLER")["order_id"])
    named = [{"order_line_id": lines(seller, order)[0], "sub_item_id": "1"}]
    info = [{"tracking_number": new_number(seller), "shipping_provider_id": carrier(seller)}]
    body = {
        "confirmOrderSplit": {"splittable_groups": [], "splittable_groups_v2": [{"id": "1", "order_line_list": named}]},
        "markPackageAsShipped": {"order_line_list": named, "shipping_info_list": info},
    }
    assert seller.call(operation_id, body[operation_id], order_id=order).code == 21001001
