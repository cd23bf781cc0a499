"""What carriers do to parcels when they are told to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, pass_time, status_of, stocked


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> Seller:
    manual_seller = new_seller(shared_platform)
    shared_platform.patch(f"/sandbox/shops/{manual_seller.shop_id}", {"carrier": "MANUAL"})
    return manual_seller


def shipped(seller: Seller, sku: str | None = None) -> tuple[str, str]:
    """An order that awaits collection, and its package."""
    order = buy(seller, sku or stocked(seller))["order_id"]
    package_ids = advance(seller, order, "AWAITING_COLLECTION")["package_ids"]
    return order, package_ids[0]


def act(seller: Seller, package_id: str, name: str, **fields: str) -> dict[str, Any]:
    path = f"/sandbox/packages/{package_id}/acts"
    return dict(seller.platform.post(path, {"act": name, **fields}))


def refused(seller: Seller, package_id: str, name: str) -> int:
    return seller.platform.refuse("POST", f"/sandbox/packages/{package_id}/acts", {"act": name}).code


def test_a_parcel_goes_scan_by_scan(seller: Seller) -> None:
    order, package_id = shipped(seller)
    planned = len(seller.platform.get(f"/sandbox/packages/{package_id}")["ahead"])
    made = 0
    while True:
        reply = act(seller, package_id, "SCAN")
        made += 1
        assert (len(reply["scans"]), len(reply["scans"]) + len(reply["ahead"])) == (made, planned)
        if reply["status"] == "COMPLETED":
            break
    assert made == planned
    assert status_of(seller, order) == "DELIVERED"
    assert refused(seller, package_id, "SCAN") == 40921


def test_collect_and_deliver_make_every_scan_on_the_way(seller: Seller) -> None:
    order, package_id = shipped(seller)
    assert act(seller, package_id, "COLLECT")["scans"][-1]["code"] == "COLLECTED"
    assert status_of(seller, order) == "IN_TRANSIT"
    assert refused(seller, package_id, "COLLECT") == 40921
    assert act(seller, package_id, "DELIVER")["scans"][-1]["code"] == "DELIVERED"
    assert status_of(seller, order) == "DELIVERED"


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("LOSE", "LOST"), ("DAMAGE", "DAMAGED"), ("REFUSE", "REFUSED"), ("UNDELIVERABLE", "UNDELIVERABLE")],
)
def test_a_parcel_that_does_not_arrive_ends_its_order(seller: Seller, name: str, outcome: str) -> None:
    order, package_id = shipped(seller)
    reply = act(seller, package_id, name)
    assert (reply["status"], reply["outcome"]) == ("CANCELLED", outcome)
    assert status_of(seller, order) == "CANCELLED"
    assert refused(seller, package_id, name) == 40921


@pytest.mark.own_platform
def test_a_loss_in_time_comes_with_the_next_scans(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    order, package_id = shipped(seller)
    act(seller, package_id, "COLLECT")
    assert act(seller, package_id, "LOSE", when="in_time")["status"] == "FULFILLING"
    assert refused(seller, package_id, "DELIVER") == 40921
    pass_time(platform, 60 * DAY)
    assert status_of(seller, order) == "CANCELLED"
    assert platform.get(f"/sandbox/packages/{package_id}")["scans"][-1]["code"] == "LOST"


def test_a_parcel_can_be_doomed_before_it_is_shipped_but_not_lost(seller: Seller) -> None:
    order = buy(seller, stocked(seller))["order_id"]
    package_id = seller.platform.get(f"/sandbox/orders/{order}")["package_ids"][0]
    assert refused(seller, package_id, "LOSE") == 40921
    assert refused(seller, package_id, "SCAN") == 40921
    act(seller, package_id, "REFUSE", when="in_time")
    advance(seller, order, "AWAITING_COLLECTION")
    while act(seller, package_id, "SCAN")["ahead"]:
        pass
    assert status_of(seller, order) == "CANCELLED"
    assert seller.platform.get(f"/sandbox/packages/{package_id}")["outcome"] == "REFUSED"
