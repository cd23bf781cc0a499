"""markPackageAsShipped: sellers with carriers of their own, whole orders, parts, and several under one number."""

from __future__ import annotations

import pytest

from shopwright.platform.sales.packages.shared_parcel import MAX_COMBINED
from shopwright.testing import WebhookReceiver
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import advance, buy, detail, holding, status_of, stocked
from tests.platform.support import data_of

from .packages import lines, package_of, shop_of
from .shipments import bought, carrier, heard, mark, marked, new_number, statuses


@pytest.mark.parametrize("region", ["US", "GB", "DE"])
def test_an_order_is_shipped_in_a_package_under_the_sellers_number(
    shared_platform: RunningPlatform, region: str
) -> None:
    seller = shop_of(shared_platform, region)
    sku = stocked(seller, 5)
    order = buy(seller, (sku, 2), shipping_type="SELLER")["order_id"]
    before = [package["id"] for package in detail(seller, order)["packages"]]
    assert bool(before) is (region == "DE")
    number = new_number(seller)
    shipment = marked(seller, order, number=number)
    assert (shipment["order_id"], shipment["order_line_item_ids"]) == (order, lines(seller, order))
    assert shipment["package_id"] == package_of(seller, order)
    assert before in ([], [shipment["package_id"]])
    reply = detail(seller, order)
    assert (reply["status"], reply["tracking_number"]) == ("AWAITING_COLLECTION", number)
    assert (reply["shipping_provider_id"], reply["split_or_combine_tag"]) == (carrier(seller), "")
    assert holding(seller, sku) == (3, 0)
    assert advance(seller, order, "COMPLETED")["status"] == "COMPLETED"


def test_a_part_of_an_order_is_shipped_and_the_rest_stays(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    sku = stocked(seller, 5)
    order = buy(seller, (sku, 3), shipping_type="SELLER")["order_id"]
    first, *rest = lines(seller, order)
    shipment = marked(seller, order, first)
    assert shipment["order_line_item_ids"] == [first]
    assert statuses(seller, order) == (
        "PARTIALLY_SHIPPING",
        ["AWAITING_COLLECTION", "AWAITING_SHIPMENT", "AWAITING_SHIPMENT"],
    )
    assert holding(seller, sku) == (4, 2)
    assert mark(seller, order).code == 21011048
    assert mark(seller, order, first).code == 21011020
    assert mark(seller, order, "5767").code == 21011029
    assert marked(seller, order, *rest)["package_id"] != shipment["package_id"]
    reply = detail(seller, order)
    assert (reply["status"], reply["split_or_combine_tag"]) == ("AWAITING_COLLECTION", "SPLIT")
    assert mark(seller, order).code == 21008099


def test_where_a_package_is_there_since_payment_the_shipped_part_leaves_it(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(platform, "DE", receiver=receiver)
    order = bought(seller, 2)
    old = package_of(seller, order)
    first, second = lines(seller, order)
    new = marked(seller, order, first)["package_id"]
    rows = {
        line_item["id"]: (line_item["package_id"], line_item["package_status"])
        for line_item in detail(seller, order)["line_items"]
    }
    assert rows == {first: (new, "PROCESSING"), second: (old, "TO_FULFILL")}
    (news,) = eventually(lambda: heard(receiver, 4))
    assert (news["sc_type"], news["role_type"]) == ("SPLIT", "ROLE_SELLER")
    assert {item["package_id"] for item in news["package_list"]} == {old, new}
    assert marked(seller, order, second)["package_id"] == old
    assert status_of(seller, order) == "AWAITING_COLLECTION"


def test_clients_of_the_older_version_are_understood(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order, number = bought(seller, 2), new_number(seller)
    first, _ = lines(seller, order)
    body = {"tracking_number": number, "shipping_provider_id": carrier(seller), "order_line_item_ids": [first]}
    call = seller.signed("markPackageAsShipped", body, order_id=order)
    reply = call.but(path=call.path.replace("202610", "202309")).send(seller.platform)
    assert data_of("markPackageAsShipped", reply)["order_line_item_ids"] == [first]
    assert status_of(seller, order) == "PARTIALLY_SHIPPING"


def test_without_a_provider_the_number_tells_the_carrier(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order, number = bought(seller), new_number(seller, 1)
    assert number.startswith("1Z")
    assert mark(seller, order, number="9", shipping_provider_id=None).code == 11028006
    assert mark(seller, order, number=number, shipping_provider_id=None).code == 0
    assert detail(seller, order)["shipping_provider"] == "UPS"


def test_each_fault_of_a_tracking_number_has_its_code(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order = bought(seller)
    abroad = carrier(shop_of(shared_platform, "JP"))
    assert mark(seller, order, number="94#00111899561234567890").code == 21004012
    assert mark(seller, order, number=new_number(seller, 1)).code == 21004015
    assert mark(seller, order, shipping_provider_id=abroad).code == 21004016
    assert mark(seller, order, shipping_provider_id="1").code == 21011022
    assert mark(seller, order, number="1" * 51).code == 21011022
    assert seller.call("markPackageAsShipped", {}, order_id=order).code == 21001001
    two = [{"tracking_number": new_number(seller), "shipping_provider_id": carrier(seller)}] * 2
    assert seller.call("markPackageAsShipped", {"shipping_info_list": two}, order_id=order).code == 21001001
    assert seller.call("markPackageAsShipped", {"order_line_list": [{}]}, order_id=order).code == 21001001
    assert status_of(seller, order) == "AWAITING_SHIPMENT"


def test_an_order_in_a_state_that_is_not_to_be_shipped_is_refused(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    unpaid = bought(seller, paid=False)
    assert mark(seller, unpaid).code == 21042057
    advance(seller, unpaid, "DELIVERED")
    assert mark(seller, unpaid).code == 21011030
    assert mark(seller, bought(seller, fulfillment_type="FULFILLMENT_BY_TIKTOK")).code == 21008025
    assert mark(seller, "5766").code == 21008111
    held = shop_of(shared_platform, "DE", hold=True)
    assert mark(held, bought(held)).code == 21011044
    abroad = shop_of(shared_platform, "ID")
    assert mark(abroad, bought(abroad)).code == 21008106


def test_orders_of_one_recipient_under_one_number_are_one_parcel(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(platform, "US", receiver=receiver)
    sku, number = stocked(seller, 9), None
    orders = [buy(seller, (sku, 2), shipping_type="SELLER", buyer="ann")["order_id"] for _ in range(3)]
    number = new_number(seller)
    packages = {marked(seller, order, number=number)["package_id"] for order in orders}
    assert len(packages) == 1
    assert [status_of(seller, order) for order in orders] == ["AWAITING_COLLECTION"] * 3
    assert {detail(seller, order)["split_or_combine_tag"] for order in orders} == {"COMBINED"}
    assert holding(seller, sku) == (3, 0)
    news = eventually(lambda: heard(receiver, 4)[1:])
    assert (news[0]["sc_type"], news[0]["package_list"][0]["order_id_list"]) == ("COMBINE", orders)
    advance(seller, orders[2], "DELIVERED")
    assert [status_of(seller, order) for order in orders] == ["DELIVERED"] * 3


def test_in_one_parcel_the_packages_since_payment_are_needed_no_more(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "FR")
    number = new_number(seller)
    first, second = (bought(seller, buyer="ann") for _ in range(2))
    old = package_of(seller, second)
    joint = marked(seller, first, number=number)["package_id"]
    assert marked(seller, second, number=number)["package_id"] == joint != old
    assert seller.call("getPackageDetail", package_id=old).data["package_status"] == "CANCELLED"
    assert [package_of(seller, item) for item in (first, second)] == [joint, joint]


def test_more_of_one_order_may_follow_into_its_parcel(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "GB")
    order, number = bought(seller, 2), new_number(seller)
    first, second = lines(seller, order)
    package_id = marked(seller, order, first, number=number)["package_id"]
    assert detail(seller, order)["split_or_combine_tag"] == "SPLIT"
    assert marked(seller, order, second, number=number)["package_id"] == package_id
    reply = detail(seller, order)
    assert (reply["status"], reply["split_or_combine_tag"]) == ("AWAITING_COLLECTION", "")


def test_a_number_in_use_is_refused_for_anyone_else(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    number = new_number(seller)
    first = bought(seller, 2, buyer="ann")
    marked(seller, first, number=number)
    assert mark(seller, bought(seller, buyer="bob"), number=number).code == 21011025
    part = bought(seller, 2, buyer="ann")
    assert mark(seller, part, lines(seller, part)[0], number=number).code == 21011046
    advance(seller, first, "IN_TRANSIT")
    assert mark(seller, part, number=number).code == 21034012
    assert status_of(seller, part) == "AWAITING_SHIPMENT"


def test_two_carriers_may_give_the_same_number(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "JP")
    number, first, second = new_number(seller), bought(seller, buyer="ann"), bought(seller, buyer="bob")
    package_id = marked(seller, first, number=number)["package_id"]
    assert mark(seller, second, number=number).code == 21011025
    reply = mark(seller, second, number=number, shipping_provider_id=carrier(seller, 1))
    assert reply.data["package_id"] != package_id


def test_a_parcel_of_many_orders_is_full(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    sku, number = stocked(seller, 30), new_number(seller)
    orders = [buy(seller, sku, shipping_type="SELLER", buyer="ann")["order_id"] for _ in range(MAX_COMBINED + 1)]
    assert [mark(seller, order, number=number).code for order in orders] == [0] * MAX_COMBINED + [21011026]


def test_shipping_answers_a_buyers_request_in_the_us_and_waits_for_the_answer_elsewhere(
    shared_platform: RunningPlatform,
) -> None:
    for region, code, status in (("US", 0, "AWAITING_COLLECTION"), ("DE", 21011007, "AWAITING_SHIPMENT")):
        seller = shop_of(shared_platform, region)
        order = bought(seller)
        asked = shared_platform.post(f"/sandbox/orders/{order}/cancel", {})
        assert asked["cancel_status"] == "CANCELLATION_REQUEST_PENDING"
        assert mark(seller, order).code == code
        reply = detail(seller, order)
        assert (reply["status"], reply["is_buyer_request_cancel"]) == (status, region == "DE")


def test_orders_of_one_buyer_to_different_addresses_do_not_share_a_number(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    number, first, second = new_number(seller), bought(seller, buyer="ann"), bought(seller, buyer="ann")
    shared_platform.post(f"/sandbox/orders/{second}/address", {"seed": "elsewhere"})
    marked(seller, first, number=number)
    assert mark(seller, second, number=number).code == 21011025
    assert status_of(seller, second) == "AWAITING_SHIPMENT"


def test_a_line_that_was_cancelled_is_not_marked_as_shipped(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order = bought(seller, 2)
    first, second = lines(seller, order)
    reason = "seller_cancel_reason_out_of_stock"
    body = {"order_id": order, "cancel_reason": reason, "order_line_item_ids": [first]}
    assert seller.call("cancelOrder", body).code == 0
    assert mark(seller, order, first).code == 21011003
    assert mark(seller, order, second).code == 0
