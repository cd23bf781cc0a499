"""updatePackageDeliveryStatus: a seller's own fleet says what became of its parcels."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import DAY, buy, detail, holding, pass_time, status_of, stocked
from tests.platform.support import data_of

from .packages import package_of, shop_of
from .shipments import bought, by_oneself, heard, ship_order

FILE = "https://files.example.com/proof.jpg"


def report(seller: Seller, *rows: dict[str, Any]) -> list[int]:
    """Report on packages; answers the codes of those that were refused."""
    reply = seller.call("updatePackageDeliveryStatus", {"packages": list(rows)})
    return [error["code"] for error in data_of("updatePackageDeliveryStatus", reply)["errors"]]


def success(package_id: str, **fields: str) -> dict[str, Any]:
    return {"id": package_id, "delivery_type": "DELIVERY_SUCCESS", **fields}


def failure(package_id: str, reason: str) -> dict[str, Any]:
    return {"id": package_id, "delivery_type": "DELIVERY_FAILED", "fail_delivery_reason": reason}


def shipped(seller: Seller, order_id: str) -> str:
    return ship_order(seller, order_id, self_shipment=by_oneself(seller))


def test_a_delivery_that_the_seller_reports_brings_the_order_on(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(platform, "ID", receiver=receiver)
    order = bought(seller)
    package_id = shipped(seller, order)
    assert report(seller, success(package_id, file_type="IMG", file_url=FILE)) == []
    reply = detail(seller, order)
    assert (reply["status"], reply["delivery_time"]) == ("DELIVERED", reply["update_time"])
    assert reply["collection_time"] == reply["delivery_time"]
    assert {line_item["package_status"] for line_item in reply["line_items"]} == {"COMPLETED"}

    def states() -> list[str]:
        return [item["order_status"] for item in heard(receiver, 1)]

    eventually(lambda: {"IN_TRANSIT", "DELIVERED"} <= set(states()))
    assert report(seller, success(package_id)) == [21011027]


@pytest.mark.own_platform
def test_no_carrier_scans_a_parcel_that_the_seller_brought(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "TH")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "AUTO"})
    order = bought(seller)
    package_id = shipped(seller, order)
    assert report(seller, success(package_id)) == []
    pass_time(platform, 3 * DAY)
    tracking = seller.call("getOrderTracking", order_id=order).data["tracking"]
    assert tracking[0]["description"] == "Delivered by the seller"
    assert status_of(seller, order) == "DELIVERED"


@pytest.mark.parametrize("reason", ["BUYER_REFUSED", "PACKAGE_LOST", "PACKAGE_DAMAGE", "UNABLE_CONTACT_BUYER"])
def test_what_could_not_be_delivered_is_cancelled_by_the_system(shared_platform: RunningPlatform, reason: str) -> None:
    seller = shop_of(shared_platform, "MY")
    sku = stocked(seller, 5)
    order = buy(seller, (sku, 2), shipping_type="SELLER")["order_id"]
    package_id = shipped(seller, order)
    assert report(seller, failure(package_id, reason)) == []
    reply = detail(seller, order)
    assert (reply["status"], reply["cancellation_initiator"]) == ("CANCELLED", "SYSTEM")
    assert {line_item["package_status"] for line_item in reply["line_items"]} == {"CANCELLED"}
    assert holding(seller, sku) == (3, 0)
    assert report(seller, success(package_id)) == [21011041]


def test_a_proof_is_named_after_the_delivery(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "PH")
    package_id = shipped(seller, bought(seller))
    proof = {"id": package_id, "delivery_type": "UPDATE_POD", "file_type": "PDF", "file_url": FILE}
    assert report(seller, proof) == [21011003]
    assert report(seller, success(package_id)) == []
    assert report(seller, proof) == []
    assert report(seller, {"id": package_id, "delivery_type": "UPDATE_POD"}) == [21001001]


def test_each_report_is_taken_or_refused_by_itself(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    orders = [bought(seller), bought(seller), bought(seller, shipping="TIKTOK")]
    first, second = shipped(seller, orders[0]), package_of(seller, orders[1])
    rows = [
        {"id": first, "delivery_type": "DELIVERY_FAILED"},
        {**success(first), "file_type": "GIF"},
        success(second),
        success(package_of(seller, orders[2])),
        success("1153"),
        success(first),
    ]
    assert report(seller, *rows) == [21001001, 21001001, 21011043, 21011004, 21011028]
    assert [status_of(seller, order) for order in orders] == ["DELIVERED", "AWAITING_SHIPMENT", "AWAITING_SHIPMENT"]
    assert seller.call("updatePackageDeliveryStatus", {"packages": []}).code == 36009004


def test_other_markets_have_no_such_report(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    assert seller.call("updatePackageDeliveryStatus", {"packages": [success("1153")]}).code == 36009004


def test_a_code_of_a_pick_up_in_a_store_is_refused_as_there_is_none(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    package_id = shipped(seller, bought(seller))
    assert report(seller, success(package_id, verification_code="1234")) == [21001001]
    assert report(seller, success(package_id)) == []
