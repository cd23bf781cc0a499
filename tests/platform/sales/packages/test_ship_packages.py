"""shipPackage, batchShipPackages: who ships how, and what stands in the way."""

from __future__ import annotations

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import advance, buy, detail, holding, pass_time, reasons_moved, status_of, stocked
from tests.platform.support import data_of

from .packages import package_of, shop_of
from .shipments import (
    bought,
    by_oneself,
    carrier,
    heard,
    label,
    mark,
    new_number,
    option_of,
    ship,
    ship_order,
    shipment,
)


def test_a_parcel_for_tiktoks_carrier_gets_a_number_and_its_stock_leaves(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller, 5)
    order = buy(seller, (sku, 2))["order_id"]
    assert detail(seller, order)["tracking_number"] == ""
    package_id = ship_order(seller, order)
    reply = detail(seller, order)
    assert reply["status"] == "AWAITING_COLLECTION"
    assert reply["rts_time"] == reply["update_time"]
    assert {line_item["package_status"] for line_item in reply["line_items"]} == {"PROCESSING"}
    data = seller.call("getPackageDetail", package_id=package_id).data
    assert data["tracking_number"] == reply["tracking_number"] != ""
    assert (data["handover_method"], data["shipping_provider_id"]) == ("DROP_OFF", carrier(seller))
    assert holding(seller, sku) == (3, 0)
    assert reasons_moved(seller, sku)[-1] == "order_shipped"
    assert advance(seller, order, "DELIVERED")["status"] == "DELIVERED"


@pytest.mark.parametrize("region", ["ID", "MX"])
def test_a_seller_in_asia_or_latin_america_ships_with_a_number_of_his_own_carrier(
    shared_platform: RunningPlatform, region: str
) -> None:
    seller = shop_of(shared_platform, region)
    order, number = bought(seller), new_number(seller, 1)
    assert ship(seller, package_of(seller, order)) == 21001001
    ship_order(seller, order, self_shipment=by_oneself(seller, number, carrier(seller, 1)))
    reply = detail(seller, order)
    assert (reply["status"], reply["tracking_number"]) == ("AWAITING_COLLECTION", number)
    assert reply["shipping_provider_id"] == carrier(seller, 1)


def test_shipping_tells_of_the_orders_state_and_of_its_stock(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(platform, "DE", receiver=receiver)
    sku = stocked(seller, 5)
    order = buy(seller, (sku, 2))["order_id"]
    ship_order(seller, order)
    news = eventually(lambda: [item for item in heard(receiver, 1) if item["order_status"] == "AWAITING_COLLECTION"])
    assert [item["order_id"] for item in news] == [order]
    moved = eventually(lambda: [item for item in heard(receiver, 71) if "order_shipped" in str(item)])
    assert [str(item["sku_id"]) for item in moved] == [sku]


def test_a_number_must_be_right_and_new(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    used = new_number(seller)
    first = ship_order(seller, bought(seller), self_shipment=by_oneself(seller, used))
    package_id = package_of(seller, bought(seller))

    def refused(number: str, provider_id: str | None = None) -> int:
        return ship(seller, package_id, self_shipment=by_oneself(seller, number, provider_id))

    assert refused(used) == 21011025
    assert refused("AB#12345") == 21011022
    assert refused("X") == 21011022
    assert refused(new_number(seller), "1") == 21011022
    assert refused(new_number(seller)) == 0
    assert first != package_id


def test_a_package_that_is_not_to_be_shipped_is_refused_with_the_reason(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    order = bought(seller, shipping="TIKTOK")
    package_id = ship_order(seller, order)
    assert ship(seller, package_id) == 21011020
    advance(seller, order, "DELIVERED")
    assert ship(seller, package_id) == 21011027
    gone = bought(seller, shipping="TIKTOK")
    package_id = package_of(seller, gone)
    seller.platform.post(f"/sandbox/orders/{gone}/cancel", {})
    assert ship(seller, package_id) == 21011007
    assert ship(seller, "1153000000000000001") == 21011028
    theirs = package_of(shop := shop_of(shared_platform, "ID"), bought(shop))
    assert ship(seller, theirs) == 21011028
    lost = ship_order(seller, bought(seller), self_shipment=by_oneself(seller))
    row = {"id": lost, "delivery_type": "DELIVERY_FAILED", "fail_delivery_reason": "PACKAGE_LOST"}
    assert seller.call("updatePackageDeliveryStatus", {"packages": [row]}).data == {"errors": []}
    assert ship(seller, lost) == 21011041


def test_what_the_platform_fulfils_and_what_is_on_hold_cannot_be_shipped(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    theirs = bought(seller, shipping="TIKTOK", fulfillment_type="FULFILLMENT_BY_TIKTOK")
    assert ship(seller, package_of(seller, theirs)) == 21008025
    seller = shop_of(shared_platform, "ID", hold=True)
    held = bought(seller, shipping="TIKTOK")
    assert ship(seller, package_of(seller, held)) == 21011044
    assert status_of(seller, held) == "ON_HOLD"


def test_each_way_of_shipping_has_its_operation(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    order = bought(seller)
    assert ship(seller, package_of(seller, order), self_shipment=by_oneself(seller)) == 21011003
    other = bought(seller, shipping="TIKTOK")
    assert mark(seller, other).code == 21011004
    assert ship(seller, package_of(seller, other), self_shipment=by_oneself(seller)) == 21001001
    assert (status_of(seller, order), status_of(seller, other)) == ("AWAITING_SHIPMENT", "AWAITING_SHIPMENT")


def test_a_carrier_comes_at_a_slot_that_is_open(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "TH")
    package_id = package_of(seller, bought(seller, shipping="TIKTOK"))
    reply = seller.call("getPackageHandoverTimeSlots", package_id=package_id)
    offered = data_of("getPackageHandoverTimeSlots", reply)
    assert (offered["can_pickup"], offered["can_drop_off"], offered["can_van_collection"]) == (True, True, False)
    slots = offered["pickup_slots"]
    assert len(slots) == 6
    assert [slot["start_time"] for slot in slots] == sorted({slot["start_time"] for slot in slots})
    chosen = {name: slots[-1][name] for name in ("start_time", "end_time")}
    assert ship(seller, package_id, handover_method="PICKUP", pickup_slot={"start_time": 1, "end_time": 2}) == 21011053
    late = {"start_time": chosen["start_time"], "end_time": chosen["end_time"] + 1}
    assert ship(seller, package_id, handover_method="PICKUP", pickup_slot=late) == 21011053
    assert ship(seller, package_id, handover_method="PICKUP", pickup_slot=chosen) == 0
    data = seller.call("getPackageDetail", package_id=package_id).data
    assert (data["handover_method"], data["pickup_slot"]) == ("PICKUP", chosen)
    assert seller.call("getPackageHandoverTimeSlots", package_id=package_id).code == 11021009


@pytest.mark.own_platform
def test_a_pick_up_without_a_slot_takes_the_first_one_that_is_still_open(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "VN")
    platform.post("/sandbox/clock/freeze")
    package_id = package_of(seller, bought(seller, shipping="TIKTOK"))

    def open_slots() -> list[dict[str, int]]:
        slots = seller.call("getPackageHandoverTimeSlots", package_id=package_id).data["pickup_slots"]
        return [{"start_time": slot["start_time"], "end_time": slot["end_time"]} for slot in slots if slot["avaliable"]]

    first, second = open_slots()[:2]
    pass_time(platform, first["start_time"] - platform.get("/sandbox/clock")["now"])
    assert open_slots()[0] == second
    assert ship(seller, package_id, handover_method="PICKUP", pickup_slot=first) == 21011053
    assert ship(seller, package_id, handover_method="PICKUP") == 0
    assert seller.call("getPackageDetail", package_id=package_id).data["pickup_slot"] == second


def test_instant_parcels_are_collected_within_hours(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    order = buy(seller, stocked(seller), delivery_option_id=option_of(seller, "INSTANT"))["order_id"]
    package_id = package_of(seller, order)
    slots = seller.call("getPackageHandoverTimeSlots", package_id=package_id).data["pickup_slots"]
    assert {slot["end_time"] - slot["start_time"] for slot in slots} == {7200}
    far = {"start_time": slots[-1]["start_time"] + 86400, "end_time": slots[-1]["end_time"] + 86400}
    assert ship(seller, package_id, handover_method="PICKUP", pickup_slot=far) == 21004017


def test_a_way_of_handing_over_that_the_market_has_not_is_refused(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG")
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"handover": ["PICKUP"], "hold": False}})
    package_id = package_of(seller, bought(seller, shipping="TIKTOK"))
    assert ship(seller, package_id, handover_method="DROP_OFF") == 21011054
    assert ship(seller, package_id) == 0
    assert seller.call("getPackageDetail", package_id=package_id).data["handover_method"] == "PICKUP"


def test_no_slots_for_what_the_seller_ships_or_what_is_not_his(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    package_id = package_of(seller, bought(seller))
    assert seller.call("getPackageHandoverTimeSlots", package_id=package_id).code == 11021009
    assert seller.call("getPackageHandoverTimeSlots", package_id="1153").code == 21011028


def test_vans_collect_in_britain(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "GB")
    package_id = package_of(seller, bought(seller, shipping="TIKTOK"))
    data = seller.call("getPackageHandoverTimeSlots", package_id=package_id).data
    assert data["can_van_collection"] is True


def test_a_parcel_over_the_weight_of_its_delivery_option_is_refused(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller, package_weight={"value": "4", "unit": "KILOGRAM"})
    heavy = package_of(seller, buy(seller, (sku, 8))["order_id"])
    assert ship(seller, heavy) == 11021015
    assert ship(seller, package_of(seller, buy(seller, (sku, 2))["order_id"])) == 0


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ({"package_weight": {"value": "32", "unit": "KILOGRAM"}}, 11021016),
        ({"package_dimensions": {"length": "60", "width": "130", "height": "20", "unit": "CENTIMETER"}}, 11021017),
        ({"package_dimensions": {"length": "60", "width": "120", "height": "60", "unit": "CENTIMETER"}}, 0),
    ],
)
def test_a_unit_that_alone_is_over_the_limits_of_its_delivery_option_is_refused(
    shared_platform: RunningPlatform, unit: dict[str, object], code: int
) -> None:
    """The German standard option takes 31.5 kg and 120 x 60 x 60 cm, whichever side is which."""
    seller = shop_of(shared_platform, "DE")
    assert (
        ship(seller, package_of(seller, buy(seller, stocked(seller, **unit), shipping_type="TIKTOK")["order_id"]))
        == code
    )


def test_a_batch_hands_over_by_slot_and_by_ones_own_carrier(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "TH")
    by_carrier, own = package_of(seller, bought(seller, shipping="TIKTOK")), package_of(seller, bought(seller))
    slots = seller.call("getPackageHandoverTimeSlots", package_id=by_carrier).data["pickup_slots"]
    slot = {name: slots[-1][name] for name in ("start_time", "end_time")}
    shipped_by_seller = by_oneself(seller)
    rows = [
        {"id": by_carrier, "handover_method": "PICKUP", "pickup_slot": slot},
        {"id": own, "self_shipment": shipped_by_seller},
    ]
    assert seller.call("batchShipPackages", {"packages": rows}).data == {"errors": []}
    read = [seller.call("getPackageDetail", package_id=package_id).data for package_id in (by_carrier, own)]
    assert (read[0]["handover_method"], read[0]["pickup_slot"]) == ("PICKUP", slot)
    assert read[1]["tracking_number"] == shipped_by_seller["tracking_number"]
    assert read[1]["shipping_provider_id"] == shipped_by_seller["shipping_provider_id"]


def test_in_a_batch_each_package_goes_by_itself(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    orders = [bought(seller, shipping="TIKTOK"), bought(seller), bought(seller)]
    packages = [package_of(seller, order) for order in orders]
    body = {
        "packages": [
            {"id": packages[0], "handover_method": "DROP_OFF"},
            {"id": packages[1]},
            {"id": "1153"},
            {"id": packages[2], "self_shipment": by_oneself(seller)},
            {"id": packages[0]},
        ]
    }
    data = data_of("batchShipPackages", seller.call("batchShipPackages", body))
    assert [(error["code"], error["detail"]["package_id"]) for error in data["errors"]] == [
        (21001001, packages[1]),
        (21011028, "1153"),
        (21011020, packages[0]),
    ]
    assert [status_of(seller, order) for order in orders] == [
        "AWAITING_COLLECTION",
        "AWAITING_SHIPMENT",
        "AWAITING_COLLECTION",
    ]
    assert seller.call("batchShipPackages", {"packages": []}).code == 36009004


def test_a_split_order_is_shipped_when_the_last_of_its_packages_is(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    sku, other = stocked(seller), stocked(seller)
    order = buy(seller, sku, other)["order_id"]
    lines = {row["sku_id"]: row["id"] for row in detail(seller, order)["line_items"]}
    groups = [{"id": "1", "order_line_item_ids": [lines[sku]]}, {"id": "2", "order_line_item_ids": [lines[other]]}]
    reply = seller.call("confirmOrderSplit", {"splittable_groups": groups}, order_id=order)
    first, second = (row["id"] for row in reply.data["packages"])
    assert ship(seller, first) == 0
    assert status_of(seller, order) == "PARTIALLY_SHIPPING"
    assert (holding(seller, sku), holding(seller, other)) == ((9, 0), (10, 1))
    assert ship(seller, second) == 0
    assert status_of(seller, order) == "AWAITING_COLLECTION"


@pytest.mark.parametrize("way", ["shipPackage", "batchShipPackages", "confirmPackageShipment", "createPackages"])
def test_where_the_market_has_it_so_shipping_refuses_a_request_to_cancel(
    way: str, shared_platform: RunningPlatform
) -> None:
    seller = shop_of(shared_platform, "US" if way == "createPackages" else "DE")
    rules = {"hold": False, "shipping_rejects_cancel_request": True}
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": rules})
    sku = stocked(seller)
    order = str(buy(seller, sku)["order_id"])
    cancel_id = shared_platform.post(f"/sandbox/orders/{order}/cancel", {})["cancel_id"]
    if way == "createPackages":
        assert label(seller, order).code == 0
    elif way == "shipPackage":
        ship_order(seller, order)
    elif way == "batchShipPackages":
        assert seller.call(way, {"packages": [{"id": package_of(seller, order)}]}).data == {"errors": []}
    else:
        body = {"warehouse_provider_id": "42", "packages": [shipment(seller, package_of(seller, order), sku)]}
        assert "errors" not in seller.call(way, body).data
    (case,) = seller.call("searchCancellations", {"cancel_ids": [cancel_id]}).data["cancellations"]
    assert case["cancel_status"] == "CANCELLATION_REQUEST_CANCEL"
    assert status_of(seller, order) == "AWAITING_COLLECTION"
