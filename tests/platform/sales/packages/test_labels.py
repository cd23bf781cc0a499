"""getEligibleShippingServices, createPackages: labels that a seller in the US buys from TikTok."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import advance, buy, detail, holding, status_of, stocked
from tests.platform.support import data_of

from .packages import lines, package_of, shop_of
from .shipments import bought, heard, label, new_number, option_of, statuses

SMALL = {"length": "10", "width": "8", "height": "4", "unit": "INCH"}
HUGE = {"length": "120", "width": "8", "height": "4", "unit": "INCH"}


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> Seller:
    return shop_of(shared_platform, "US")


def services(seller: Seller, order_id: str, **body: object) -> dict[str, Any]:
    reply = seller.call("getEligibleShippingServices", body, order_id=order_id)
    data: dict[str, Any] = data_of("getEligibleShippingServices", reply)
    return data


def refused(seller: Seller, order_id: str, **body: object) -> int:
    return seller.call("getEligibleShippingServices", body, order_id=order_id).code


def label_of(seller: Seller, order_id: str, ship_type: str = "1", **fields: object) -> dict[str, Any]:
    data: dict[str, Any] = data_of("createPackages", label(seller, order_id, ship_type, **fields))
    return data


def pounds(value: str) -> dict[str, str]:
    return {"value": value, "unit": "POUND"}


def test_the_services_for_a_parcel_are_priced_and_the_first_is_the_default(seller: Seller) -> None:
    order = bought(seller, 2, shipping="TIKTOK")
    reply = services(seller, order)
    assert (reply["order_id"], reply["order_line_id"]) == (order, lines(seller, order))
    assert (reply["weight"], reply["dimension"]) == (pounds("1.77"), SMALL)
    rows = reply["shipping_services"]
    assert [row["is_default"] for row in rows] == [True] + [False] * (len(rows) - 1)
    assert len({row["id"] for row in rows}) == len(rows) >= 3
    for row in rows:
        fees = (row["shipping_fee"], row["shipping_app_service_fee"], row["signature_fee"])
        assert Decimal(row["price"]) == sum(map(Decimal, fees))
        assert row["currency"] == "USD"
        assert 0 < row["earliest_delivery_days"] <= row["latest_delivery_days"]
    assert status_of(seller, order) == "AWAITING_SHIPMENT"


def test_a_heavier_or_larger_parcel_costs_more_and_fits_fewer_services(seller: Seller) -> None:
    order = bought(seller, shipping="TIKTOK")

    def prices(**body: object) -> dict[str, Decimal]:
        return {
            shipping_service["id"]: Decimal(shipping_service["price"])
            for shipping_service in services(seller, order, **body)["shipping_services"]
        }

    light, heavy = prices(weight=pounds("1")), prices(weight=pounds("12"))
    assert all(heavy[item] > light[item] for item in heavy)
    large = prices(weight=pounds("1"), dimension={"length": "24", "width": "18", "height": "12", "unit": "INCH"})
    assert all(large[item] > light[item] for item in large)
    assert prices(weight=pounds("100")).keys() < light.keys()
    assert prices(weight={"value": "453", "unit": "GRAM"}) == light
    metric = {"length": "25.4", "width": "20.32", "height": "10.16", "unit": "CM"}
    assert prices(weight=pounds("1"), dimension=metric) == light
    assert refused(seller, order, weight=pounds("1000")) == 21011037
    assert refused(seller, order, dimension=HUGE) == 21011037


def test_an_express_order_is_offered_what_is_fast_enough(seller: Seller) -> None:
    order = buy(seller, stocked(seller), delivery_option_id=option_of(seller, "EXPRESS"))["order_id"]
    assert (
        max(
            shipping_service["latest_delivery_days"]
            for shipping_service in services(seller, order)["shipping_services"]
        )
        <= 3
    )


def test_measures_and_lines_that_cannot_be_used_are_refused(seller: Seller) -> None:
    order = bought(seller, shipping="TIKTOK")
    for weight in ({"value": "0", "unit": "POUND"}, {"value": "x", "unit": "POUND"}, {"value": "1", "unit": "STONE"}):
        assert refused(seller, order, weight=weight) == 21001001
    assert refused(seller, order, dimension={**SMALL, "height": "-1"}) == 21001001
    assert refused(seller, order, dimension={**SMALL, "unit": "FOOT"}) == 21001001
    assert refused(seller, order, order_line_item_ids=["5767"]) == 21011029
    assert refused(seller, "5766") == 21008111


def test_no_services_for_what_needs_no_label(shared_platform: RunningPlatform, seller: Seller) -> None:
    order = bought(seller, shipping="TIKTOK", paid=False)
    assert refused(seller, order) == 21011003
    advance(seller, order, "AWAITING_COLLECTION")
    assert refused(seller, order) == 21011006
    assert refused(seller, bought(seller)) == 21011037
    assert refused(seller, bought(seller, shipping="TIKTOK", fulfillment_type="FULFILLMENT_BY_TIKTOK")) == 21008025
    held = shop_of(shared_platform, "US", hold=True)
    assert refused(held, bought(held, shipping="TIKTOK")) == 21011044
    abroad = shop_of(shared_platform, "DE")
    assert refused(abroad, bought(abroad, shipping="TIKTOK")) == 21011037


def test_a_label_is_bought_and_the_order_awaits_its_carrier(seller: Seller) -> None:
    sku = stocked(seller, 5)
    order = buy(seller, (sku, 2))["order_id"]
    default = services(seller, order)["shipping_services"][0]
    purchase = label_of(seller, order)
    info = purchase["shipping_service_info"]
    assert info == {name: default[name] for name in info}
    assert (purchase["weight"], purchase["dimension"]) == (pounds("1.77"), SMALL)
    reply = detail(seller, order)
    assert (reply["status"], package_of(seller, order)) == ("AWAITING_COLLECTION", purchase["package_id"])
    assert reply["shipping_provider_id"] == default["shipping_provider_id"]
    assert reply["tracking_number"]
    assert holding(seller, sku) == (3, 0)
    assert label(seller, order).code == 21011006
    assert advance(seller, order, "DELIVERED")["status"] == "DELIVERED"


def test_the_service_that_is_named_is_bought_for_the_measures_that_are_named(seller: Seller) -> None:
    order = bought(seller, shipping="TIKTOK")
    measures: dict[str, Any] = {"weight": pounds("3.5"), "dimension": {**SMALL, "length": "20"}}
    wanted = services(seller, order, **measures)["shipping_services"][2]
    purchase = label_of(seller, order, shipping_service_id=wanted["id"], **measures)
    assert {**wanted, **purchase["shipping_service_info"]} == wanted
    assert (purchase["weight"], purchase["dimension"]) == (measures["weight"], measures["dimension"])
    package = seller.call("getPackageDetail", package_id=purchase["package_id"]).data
    assert package["shipping_provider_id"] == wanted["shipping_provider_id"]
    assert package["weight"] == measures["weight"]


def test_a_service_that_cannot_be_had_is_refused(seller: Seller) -> None:
    order = bought(seller, shipping="TIKTOK")
    first = services(seller, order)["shipping_services"][0]["id"]
    assert label(seller, order, shipping_service_id="1").code == 21004008
    assert label(seller, order, shipping_service_id=first, dimension=HUGE).code == 11021014
    assert label(seller, order, shipping_service_id=first, weight=pounds("71")).code == 21011037
    assert label(seller, order, weight=pounds("1000")).code == 21011037
    assert status_of(seller, order) == "AWAITING_SHIPMENT"


def test_parts_of_an_order_have_labels_of_their_own(seller: Seller) -> None:
    order = bought(seller, 3, shipping="TIKTOK")
    first, second, third = lines(seller, order)
    first_label = label_of(seller, order, "2", order_line_item=[{"order_line_id": first}])
    assert statuses(seller, order)[0] == "PARTIALLY_SHIPPING"
    assert label(seller, order, "2", order_line_item=[{"order_line_id": first}]).code == 21022025
    assert label(seller, order, "2").code == 21011048
    assert label(seller, order, "1").code == 21011048
    assert refused(seller, order) == 21011048
    rest = [{"order_line_id": second}, {"order_line_id": third}]
    rest_label = label_of(seller, order, "2", order_line_item=rest)
    reply = detail(seller, order)
    assert (reply["status"], reply["split_or_combine_tag"]) == ("AWAITING_COLLECTION", "SPLIT")
    assert [row["package_id"] for row in reply["line_items"]] == [
        first_label["package_id"],
        rest_label["package_id"],
        rest_label["package_id"],
    ]


def test_clients_of_the_older_version_buy_labels_without_a_ship_type(seller: Seller) -> None:
    order = bought(seller, 2, shipping="TIKTOK")
    first, _ = lines(seller, order)
    call = seller.signed("createPackages", {"order_id": order, "order_line_item_ids": [first]})
    assert call.but(path="/fulfillment/202309/packages").send(seller.platform).code == 0
    assert statuses(seller, order) == ("PARTIALLY_SHIPPING", ["AWAITING_COLLECTION", "AWAITING_SHIPMENT"])


def test_several_orders_of_one_recipient_go_in_one_package(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(platform, "US", receiver=receiver)
    sku = stocked(seller, 9)
    orders = [buy(seller, (sku, 2), buyer="ann")["order_id"] for _ in range(3)]
    data = data_of("createPackages", seller.call("createPackages", {"ship_type": "3", "order_list_ids": orders}))
    assert {package_of(seller, order) for order in orders} == {data["package_id"]}
    assert [detail(seller, order)["split_or_combine_tag"] for order in orders] == ["COMBINED"] * 3
    assert [status_of(seller, order) for order in orders] == ["AWAITING_COLLECTION"] * 3
    assert holding(seller, sku) == (3, 0)
    (news,) = eventually(lambda: heard(receiver, 4))
    assert (news["sc_type"], news["package_list"][0]["order_id_list"]) == ("COMBINE", orders)


def test_orders_that_do_not_go_together_are_refused(seller: Seller) -> None:
    sku = stocked(seller)
    ann, bob = (buy(seller, sku, buyer=item)["order_id"] for item in ("ann", "bob"))
    fast = buy(seller, sku, buyer="ann", delivery_option_id=option_of(seller, "EXPRESS"))["order_id"]

    def together(*orders: str) -> int:
        return seller.call("createPackages", {"ship_type": "3", "order_list_ids": orders}).code

    assert together(ann) == together(ann, ann) == 21011012
    assert together(ann, bob) == 21011012
    assert together(ann, fast) == 11003011
    assert together(ann, "5766") == 21008111


def test_what_takes_no_label_is_refused(shared_platform: RunningPlatform, seller: Seller) -> None:
    assert label(seller, bought(seller)).code == 21008042
    assert label(seller, bought(seller, shipping="TIKTOK", paid=False)).code == 21011003
    assert label(seller, bought(seller, shipping="TIKTOK"), "4").code == 21001001
    assert seller.call("createPackages", {"ship_type": "1"}).code == 21001001
    assert label(seller, bought(seller, shipping="TIKTOK", fulfillment_type="FULFILLMENT_BY_TIKTOK")).code == 21008025
    held = shop_of(shared_platform, "US", hold=True)
    assert label(held, bought(held, shipping="TIKTOK")).code == 21011044
    abroad = shop_of(shared_platform, "DE")
    assert label(abroad, bought(abroad, shipping="TIKTOK")).code == 21008106


def test_a_number_tells_whether_tiktok_ships_and_collects_the_parcel(
    shared_platform: RunningPlatform, seller: Seller
) -> None:
    def covered(number: str) -> tuple[bool, bool]:
        name = "checkTikTokShippingAndCollectionByTikTokCoverage"
        data = data_of(name, seller.call(name, query={"tracking_number": number}))
        return data["is_tiktok_shipping"], data["is_tiktok_collection"]

    numbers = []
    for index in (0, 1):
        order = bought(seller, shipping="TIKTOK")
        wanted = services(seller, order)["shipping_services"][index]["id"]
        label_of(seller, order, shipping_service_id=wanted)
        numbers.append(detail(seller, order)["tracking_number"])
    assert [covered(number) for number in numbers] == [(True, False), (True, True)]
    assert covered(new_number(seller)) == (False, False)
    abroad = shop_of(shared_platform, "DE")
    name = "checkTikTokShippingAndCollectionByTikTokCoverage"
    assert abroad.call(name, query={"tracking_number": "1"}).code == 36009004


def test_a_label_is_bought_for_lines_of_the_order_alone(seller: Seller) -> None:
    order = bought(seller, 2, shipping="TIKTOK")
    assert label(seller, order, "2", order_line_item=[{"order_line_id": "1"}]).code == 21011029


def test_services_are_asked_for_some_line_items_by_either_list(seller: Seller) -> None:
    order = bought(seller, 2, shipping="TIKTOK")
    first, second = lines(seller, order)
    assert services(seller, order, order_line_item_ids=[first])["order_line_id"] == [first]
    assert services(seller, order, order_line_list=[{"order_line_id": second}])["order_line_id"] == [second]


def test_no_label_for_an_order_whose_buyer_waits_for_an_answer(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    rules = {"hold": False, "shipping_rejects_cancel_request": False}
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": rules})
    order = bought(seller, shipping="TIKTOK")
    cancel_id = shared_platform.post(f"/sandbox/orders/{order}/cancel", {})["cancel_id"]
    assert label(seller, order).code == 21011007
    body = {
        "reject_reason": seller.call("getRejectReasons", query={"return_or_cancel_id": cancel_id}).data["reasons"][0][
            "name"
        ]
    }
    assert seller.call("rejectCancellation", body, cancel_id=cancel_id).code == 0
    assert label(seller, order).code == 0


@pytest.mark.parametrize("operation_id", ["getEligibleShippingServices", "createPackages"])
def test_labels_are_not_bought_for_sub_items(seller: Seller, operation_id: str) -> None:
    order = bought(seller, 2, shipping="TIKTOK")
    row = {"order_line_id": lines(seller, order)[0], "sub_item_id": "1"}
    if operation_id == "createPackages":
        assert label(seller, order, "2", order_line_item=[row]).code == 21001001
    else:
        assert refused(seller, order, order_line_list=[row]) == 21001001
