"""What happens to parcels on their way: getOrderTracking, getLogisticsTracking, trackingStatusUpdate."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.logistics.routes import ACTION_CODES, ScanCode
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, advance, buy, detail, pass_time, status_of, stocked
from tests.platform.support import data_of

from .packages import package_of, shop_of


def tracking(seller: Seller, order_id: str) -> list[dict[str, Any]]:
    reply = seller.call("getOrderTracking", order_id=order_id)
    events: list[dict[str, Any]] = data_of("getOrderTracking", reply)["tracking"]
    return events


def report(seller: Seller, order_id: str, *tracks: dict[str, object], **fields: object) -> Any:
    reply = detail(seller, order_id)
    known = {"occur_time": reply["rts_time"] * 1000, "description": "Seen", "tracking_no": reply["tracking_number"]}
    body = {
        "country": seller.shop["region"],
        "order_id": order_id,
        "provider_id": reply["shipping_provider_id"],
        "tracks": [{**known, **track} for track in tracks],
        **fields,
    }
    return seller.call("trackingStatusUpdate", body)


def test_the_scans_of_a_parcel_are_shown_the_newest_first(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "GB")
    order = buy(seller, stocked(seller))["order_id"]
    assert tracking(seller, order) == []
    advance(seller, order, "DELIVERED")
    reply = tracking(seller, order)
    codes = [item["action_code"] for item in reply]
    assert codes[0] == ACTION_CODES[ScanCode.DELIVERED]
    assert ACTION_CODES[ScanCode.COLLECTED] in codes
    times = [item["update_time_millis"] for item in reply]
    assert times == sorted(times, reverse=True)
    assert seller.call("getOrderTracking", order_id="5766000000000000000").code == 21008111


def test_parcels_of_cross_border_orders_are_told_apart(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG", crosses_border=True)
    order = buy(seller, stocked(seller))["order_id"]
    advance(seller, order, "IN_TRANSIT")
    data = data_of("getLogisticsTracking", seller.call("getLogisticsTracking", order_id=order))
    (parcel,) = data["logistics_details"]
    assert parcel["newest_tracking_no"] == detail(seller, order)["tracking_number"]
    assert parcel["track_list"][0]["action_code_name"] == "pickup_success"
    assert {item["tracking_no"] for item in parcel["track_list"]} == {parcel["newest_tracking_no"]}
    local = shop_of(shared_platform, "SG")
    assert local.call("getLogisticsTracking", order_id=buy(local, stocked(local))["order_id"]).code == 21011013


@pytest.mark.own_platform
def test_a_seller_s_own_scans_move_the_parcel_and_silence_the_carrier(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "US")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "AUTO"})
    order = buy(seller, stocked(seller), shipping_type="SELLER")["order_id"]
    advance(seller, order, "AWAITING_COLLECTION")
    collected, moved = ACTION_CODES[ScanCode.COLLECTED], ACTION_CODES[ScanCode.HUB_LEFT]
    reply = report(seller, order, {"action_code": collected, "description": "In our van"}, {"action_code": moved})
    results = data_of("trackingStatusUpdate", reply)["track_results"]
    assert [(result["code"], result["action_code"]) for result in results] == [(0, collected), (0, moved)]
    assert status_of(seller, order) == "IN_TRANSIT"
    assert tracking(seller, order)[-1]["description"] == "In our van"
    pass_time(platform, 5 * DAY)
    assert (len(tracking(seller, order)), status_of(seller, order)) == (2, "IN_TRANSIT")
    report(seller, order, {"action_code": ACTION_CODES[ScanCode.DELIVERED]})
    assert status_of(seller, order) == "DELIVERED"


@pytest.mark.own_platform
def test_delivery_alone_is_enough(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "BR")
    order = buy(seller, stocked(seller), shipping_type="SELLER")["order_id"]
    advance(seller, order, "AWAITING_COLLECTION")
    pass_time(platform, HOUR)
    report(seller, order, {"action_code": ACTION_CODES[ScanCode.DELIVERED]})
    assert status_of(seller, order) == "DELIVERED"


def test_wrong_tracks_are_answered_one_by_one(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    sku = stocked(seller)
    order = buy(seller, sku, shipping_type="SELLER")["order_id"]
    advance(seller, order, "AWAITING_COLLECTION")
    right: dict[str, object] = {"action_code": ACTION_CODES[ScanCode.HUB_ARRIVED]}
    wrong = [{**right, "action_code": 7}, {**right, "tracking_no": "X1"}, {**right, "occur_time": 2**45}]
    results = report(seller, order, right, *wrong).data["track_results"]
    assert [result["code"] for result in results] == [0, 21011005, 21011025, 21011005]
    assert len(tracking(seller, order)) == 1
    assert report(seller, order, right, provider_id="1").data["track_results"][0]["code"] == 21011022
    assert report(seller, order, right, country="GB").code == 36009004
    theirs = buy(seller, sku, shipping_type="TIKTOK")["order_id"]
    advance(seller, theirs, "AWAITING_COLLECTION")
    assert report(seller, theirs, right).data["track_results"][0]["code"] == 21011004
    assert package_of(seller, theirs)


def test_sellers_report_scans_only_in_markets_of_the_documentation(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "GB")
    order = buy(seller, stocked(seller), shipping_type="SELLER")["order_id"]
    advance(seller, order, "AWAITING_COLLECTION")
    assert report(seller, order, {"action_code": 1}).code == 36009004


def test_scans_of_an_order_that_the_shop_lacks_are_refused(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    body = {
        "country": "US",
        "order_id": "5766000000000000000",
        "provider_id": "1",
        "tracks": [{"occur_time": 1, "description": "Seen", "tracking_no": "1234", "action_code": 1}],
    }
    assert seller.call("trackingStatusUpdate", body).code == 21008111


def test_what_a_seller_tells_beside_a_scan_is_shown_by_the_control_api(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order = buy(seller, stocked(seller), shipping_type="SELLER")["order_id"]
    advance(seller, order, "AWAITING_COLLECTION")
    track = {
        "action_code": ACTION_CODES[ScanCode.DELIVERY_FAILED],
        "failed_reason": "Nobody at home",
        "proof_url": "https://example.com/door.jpg",
        "location": {"city": "Boise", "state": "Idaho", "zip_code": "83702", "country": "US"},
    }
    reply = report(seller, order, track, external_tracking_url="https://example.com/track/1")
    (result,) = data_of("trackingStatusUpdate", reply)["track_results"]
    assert result["code"] == 0
    parcel = shared_platform.get(f"/sandbox/packages/{package_of(seller, order)}")
    assert parcel["scans"][-1]["location"] == "Boise, Idaho, 83702, US"
    assert (parcel["failure"], parcel["delivery_proof"]) == ("Nobody at home", "https://example.com/door.jpg")
    assert parcel["tracking_url"] == "https://example.com/track/1"
