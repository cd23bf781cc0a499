"""Parcels of which the seller tells the way, so that no scan of a carrier is ahead."""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, status_of, stocked
from tests.platform.sales.packages.packages import shop_of
from tests.platform.sales.packages.shipments import carrier, marked, new_number

INFO_RECEIVED, NOTHING_TO_DO = 20101, 40921


def told_of(seller: Seller) -> tuple[str, str]:
    """An order, and its parcel, of which the seller told the first scan."""
    number = new_number(seller)
    order_id = str(buy(seller, stocked(seller), shipping_type="SELLER")["order_id"])
    package_id = str(marked(seller, order_id, number=number)["package_id"])
    now = int(seller.platform.get("/sandbox/clock")["now"])
    track = {"action_code": INFO_RECEIVED, "occur_time": now * 1000, "description": "Told", "tracking_no": number}
    body = {"country": "US", "order_id": order_id, "provider_id": carrier(seller), "tracks": [track]}
    (result,) = seller.call("trackingStatusUpdate", body).data["track_results"]
    assert result["code"] == 0, result
    return order_id, package_id


@pytest.mark.parametrize("target", ["IN_TRANSIT", "DELIVERED", "COMPLETED"])
def test_its_order_can_still_be_taken_forward(platform: RunningPlatform, target: str) -> None:
    seller = shop_of(platform, "US")
    order_id, _ = told_of(seller)
    assert advance(seller, order_id, target)["status"] == target


@pytest.mark.parametrize("act", ["COLLECT", "SCAN", "DELIVER", "LOSE"])
@pytest.mark.parametrize("when", ["now", "in_time"])
def test_no_carrier_acts_on_it(shared_platform: RunningPlatform, act: str, when: str) -> None:
    seller = shop_of(shared_platform, "US")
    order_id, package_id = told_of(seller)
    refused = shared_platform.refuse("POST", f"/sandbox/packages/{package_id}/acts", {"act": act, "when": when})
    assert refused.code == NOTHING_TO_DO
    assert status_of(seller, order_id) == "AWAITING_COLLECTION"
