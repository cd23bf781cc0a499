"""Packages read and searched: getPackageDetail, searchPackage."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, stocked
from tests.platform.support import data_of

from .packages import lines, package, package_of, shop_of, two_skus


def search(seller: Seller, body: dict[str, object] | None = None, **query: object) -> dict[str, Any]:
    reply = seller.call("searchPackage", body or {}, query={"page_size": 20, **query})
    data: dict[str, Any] = data_of("searchPackage", reply)
    return data


def test_a_package_shows_its_content_and_how_far_it_is(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    red, blue = two_skus(seller)
    order = buy(seller, (red, 2), blue, message="Ring twice")["order_id"]
    package_id = package_of(seller, order)
    reply = package(seller, package_id)
    assert (reply["package_status"], reply["package_sub_status"]) == ("TO_FULFILL", "STOCKING")
    assert (reply["has_multi_skus"], reply["note_tag"]) == (True, "BUYER_NOTED")
    assert reply["order_line_item_ids"] == lines(seller, order)
    (inside,) = reply["orders"]
    assert [(item["id"], item["quantity"]) for item in inside["skus"]] == [(red, 2), (blue, 1)]
    assert reply["tracking_number"] == ""
    assert reply["weight"] == {"value": "1200", "unit": "GRAM"}
    for status, sub in (("AWAITING_COLLECTION", "RTS"), ("IN_TRANSIT", "TTS"), ("DELIVERED", "DELIVERED")):
        advance(seller, order, status)
        assert package(seller, package_id)["package_sub_status"] == sub
    reply = package(seller, package_id)
    assert reply["tracking_number"] == detail(seller, order)["tracking_number"] != ""


def test_the_recipient_is_as_hidden_as_in_the_order(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller)
    for shipping in ("TIKTOK", "SELLER"):
        order = buy(seller, sku, shipping_type=shipping)["order_id"]
        block, reply = detail(seller, order)["recipient_address"], package(seller, package_of(seller, order))
        assert reply["recipient_address"]["name"] == block["name"]
        assert reply["recipient_address"]["phone_number"] == block["phone_number"]
        assert ("*" in block["phone_number"]) is (shipping == "TIKTOK")


def test_a_package_of_an_order_on_hold_is_only_created_and_goes_nowhere_yet(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE", hold=True)
    reply = package(seller, package_of(seller, buy(seller, stocked(seller))["order_id"]))
    assert reply["package_sub_status"] == "CREATED"
    assert "recipient_address" not in reply


def test_a_package_of_another_shop_is_not_shown(shared_platform: RunningPlatform) -> None:
    seller, other = shop_of(shared_platform, "DE"), shop_of(shared_platform, "DE")
    theirs = package_of(other, buy(other, stocked(other))["order_id"])
    assert seller.call("getPackageDetail", package_id=theirs).code == 10006402


def test_packages_are_found_by_state_and_come_in_pages(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller)
    orders = [buy(seller, sku)["order_id"] for _ in range(3)]
    ids = [package_of(seller, order) for order in orders]
    advance(seller, orders[0], "AWAITING_COLLECTION")
    first = search(seller, page_size=2)
    rest = search(seller, page_size=2, page_token=first["next_page_token"])
    assert [item["id"] for item in first["packages"] + rest["packages"]] == ids[::-1]
    assert first["total_count"] == 3
    packages = search(seller, {"package_status": "PROCESSING"})["packages"]
    assert [(item["id"], item["status"]) for item in packages] == [(ids[0], "PROCESSING")]
    assert [order["id"] for order in packages[0]["orders"]] == [orders[0]]


@pytest.mark.parametrize("field", ["create_time", "update_time", "order_pay_time"])
def test_packages_are_sorted_by_each_field_of_the_documentation(shared_platform: RunningPlatform, field: str) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller)
    ids = [package_of(seller, buy(seller, sku)["order_id"]) for _ in range(2)]
    packages = search(seller, sort_field=field, sort_order="ASC")["packages"]
    assert [item["id"] for item in packages] == ids


def test_a_package_has_the_dimension_of_what_is_inside_laid_upon_each_other(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    flat = {"length": "30", "width": "20.5", "height": "5", "unit": "CENTIMETER"}
    long = {"length": "40", "width": "10", "height": "2.5", "unit": "CENTIMETER"}
    skus = [stocked(seller, package_dimensions=size) for size in (flat, long)]
    alone = buy(seller, skus[0])["order_id"]
    assert package(seller, package_of(seller, alone))["dimension"] == {
        "length": "30",
        "width": "20.5",
        "height": "5",
        "unit": "CM",
    }
    together = buy(seller, (skus[0], 2), skus[1])["order_id"]
    assert package(seller, package_of(seller, together))["dimension"] == {
        "length": "40",
        "width": "20.5",
        "height": "12.5",
        "unit": "CM",
    }


def test_the_landmark_of_a_brazilian_address_is_its_fourth_line_in_the_package_too(
    shared_platform: RunningPlatform,
) -> None:
    seller = shop_of(shared_platform, "BR")
    sku = stocked(seller, 20)
    orders = [buy(seller, sku, buyer=f"Buyer {number}")["order_id"] for number in range(12)]
    lines_of = [detail(seller, order)["recipient_address"]["address_line4"] for order in orders]
    assert any(lines_of)
    packages = [package(seller, package_of(seller, order)) for order in orders]
    assert [item["recipient_address"]["address_line4"] for item in packages] == lines_of


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        ("LOSE", "PACKAGE_LOST"),
        ("DAMAGE", "PACKAGE_DAMAGAED"),
        ("REFUSE", "RETURNED_TO_SHIPPER"),
        ("UNDELIVERABLE", "RETURNED_TO_SHIPPER"),
    ],
)
def test_a_package_that_did_not_arrive_says_why(shared_platform: RunningPlatform, act: str, reason: str) -> None:
    """The values, with the contract's spelling, are those that it lists for ship_exception_reason."""
    seller = shop_of(shared_platform, "DE")
    order = buy(seller, stocked(seller))["order_id"]
    package_id = package_of(seller, order)
    advance(seller, order, "IN_TRANSIT")
    assert "ship_exception_reason" not in package(seller, package_id)
    shared_platform.post(f"/sandbox/packages/{package_id}/acts", {"act": act})
    fields = package(seller, package_id)
    assert (fields["package_sub_status"], fields["ship_exception_reason"]) == ("SHIP_EXCEPTION", reason)


@pytest.mark.parametrize("crosses_border", [True, False])
def test_a_package_that_crosses_a_border_names_the_number_of_its_last_mile(
    shared_platform: RunningPlatform, crosses_border: bool
) -> None:
    seller = shop_of(shared_platform, "SG", crosses_border=crosses_border)
    order = buy(seller, stocked(seller))["order_id"]
    advance(seller, order, "AWAITING_COLLECTION")
    fields = package(seller, package_of(seller, order))
    expected = fields["tracking_number"] if crosses_border else None
    assert fields["tracking_number"]
    assert fields.get("last_mile_tracking_number") == expected
