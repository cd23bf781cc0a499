"""Whatever became of an order meanwhile, what is due happens or is void: the clock never stops at it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.harness.calls import Seller
from tests.harness.cancellations import approve, ask, case, reject
from tests.harness.catalogue import coloured, create_product, product_body, sku_body
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, buy, detail, holding, pass_time, status_of, stocked
from tests.platform.sales.packages.packages import package_of, shop_of
from tests.platform.sales.packages.shipments import marked
from tests.platform.sales.packages.test_combine_packages import combine, groups

pytestmark = pytest.mark.own_platform


def fill(seller: Seller, order_id: str, sku_id: str) -> None:
    """Fill the shelf of a SKU that was bought as far as it goes."""
    product_id = detail(seller, order_id)["line_items"][0]["product_id"]
    levels = [{"warehouse_id": seller.warehouse_id, "quantity": 999_999}]
    body = {"skus": [{"id": sku_id, "inventory": levels}]}
    assert seller.call("updateInventory", body, product_id=product_id).code == 0


def test_an_uncollected_order_is_cancelled_although_its_shelf_has_no_room(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "US")
    sku = stocked(seller)
    order_id = buy(seller, sku, shipping_type="SELLER")["order_id"]
    marked(seller, order_id)
    fill(seller, order_id, sku)
    pass_time(platform, 20 * DAY)
    assert status_of(seller, order_id) == "CANCELLED"
    assert holding(seller, sku) == (999_999, 0)


def test_an_uncollected_order_is_cancelled_although_its_sku_is_gone(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "US")
    skus = coloured(seller, "Red", "Blue", quantity=1)
    made = create_product(seller, skus=skus)
    red, blue = (str(item["id"]) for item in made["skus"])
    order_id = buy(seller, red, shipping_type="SELLER")["order_id"]
    marked(seller, order_id)
    left = [{**skus[1], "id": blue}]
    edited = seller.call("editProduct", product_body(seller, skus=left), product_id=made["product_id"])
    assert edited.code == 0, edited.message
    pass_time(platform, 20 * DAY)
    assert status_of(seller, order_id) == "CANCELLED"
    assert holding(seller, red) == (0, 0)


def test_what_the_platform_fulfils_waits_for_the_answer_to_its_buyers_request(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "GB")
    sku = stocked(seller)
    wanted, unwanted, ignored = (
        buy(seller, sku, fulfillment_type="FULFILLMENT_BY_TIKTOK")["order_id"] for _ in range(3)
    )
    first, second, third = (ask(seller, item) for item in (wanted, unwanted, ignored))
    pass_time(platform, 12 * HOUR)
    assert [status_of(seller, item) for item in (wanted, unwanted, ignored)] == ["AWAITING_SHIPMENT"] * 3
    assert reject(seller, first).code == 0
    assert approve(seller, second).code == 0
    pass_time(platform, 2 * DAY)
    assert status_of(seller, wanted) == "AWAITING_COLLECTION"
    assert [status_of(seller, item) for item in (unwanted, ignored)] == ["CANCELLED"] * 2
    assert case(seller, third)["cancel_status"] == "CANCELLATION_REQUEST_COMPLETE"


def test_where_shipping_answers_a_request_the_platform_ships(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "US")
    order_id = buy(seller, stocked(seller), fulfillment_type="FULFILLMENT_BY_TIKTOK")["order_id"]
    asked = ask(seller, order_id)
    pass_time(platform, 12 * HOUR)
    assert status_of(seller, order_id) == "AWAITING_COLLECTION"
    assert case(seller, asked)["cancel_status"] == "CANCELLATION_REQUEST_CANCEL"


def test_a_simulated_seller_waits_where_another_order_of_the_parcel_waits_for_an_answer(
    platform: RunningPlatform,
) -> None:
    platform.post("/sandbox/clock/freeze")
    seller = shop_of(platform, "ID")
    sku = stocked(seller, 50)
    simulation = {"shop_cipher": seller.cipher, "orders_per_hour": 2, "seed": "s", "seller": "SHIPS"}
    platform.post("/sandbox/world", simulation)
    while not (bought := waiting(seller)):
        pass_time(platform, HOUR // 2)
    simulated = bought[0]
    option = detail(seller, simulated["order_id"])["delivery_option_id"]
    other = buy(seller, sku, buyer_id=simulated["buyer_id"], delivery_option_id=option)["order_id"]
    group = next(
        combinable_package
        for combinable_package in groups(seller)["combinable_packages"]
        if other in combinable_package["order_ids"]
    )
    combine(seller, group)
    ask(seller, other)
    pass_time(platform, 4 * DAY)
    assert status_of(seller, other) == "CANCELLED"
    assert package_of(seller, simulated["order_id"]) == group["id"]
    assert status_of(seller, simulated["order_id"]) == "AWAITING_COLLECTION"


def waiting(seller: Seller) -> list[dict[str, str]]:
    """The orders that await shipment."""
    query = {"shop_id": seller.shop_id, "status": "AWAITING_SHIPMENT"}
    orders: list[dict[str, str]] = seller.platform.get("/sandbox/orders", **query)["orders"]
    return orders


def test_a_pre_order_whose_release_is_past_is_held_as_any_other(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "US", hold=True)
    now = int(platform.get("/sandbox/clock")["now"])
    promise = {"type": "PRE_ORDER", "fulfillment_type": {"release_date": now + 5 * DAY}}
    (sku,) = create_product(seller, skus=[{**coloured(seller, "Red")[0], "pre_sale": promise}])["skus"]
    early = buy(seller, sku["id"])["order_id"]
    pass_time(platform, 4 * DAY)
    assert status_of(seller, early) == "ON_HOLD"
    pass_time(platform, 2 * DAY)
    assert status_of(seller, early) == "AWAITING_SHIPMENT"
    late = buy(seller, sku["id"])["order_id"]
    pass_time(platform, HOUR // 2)
    assert status_of(seller, late) == "ON_HOLD"
    pass_time(platform, HOUR)
    assert status_of(seller, late) == "AWAITING_SHIPMENT"


def test_goods_that_are_made_to_order_have_the_time_that_they_take(platform: RunningPlatform) -> None:
    """``handling_duration`` counts business days in the US (documented); the deadlines are later by what is more than
    usual, so nothing is cancelled while it is made."""
    seller = shop_of(platform, "US")
    promise = {"type": "MADE_TO_ORDER", "fulfillment_type": {"handling_duration_days": 14}}
    sku = stocked(seller, skus=[sku_body(seller, pre_sale=promise)])
    order_id = buy(seller, sku)["order_id"]
    order = detail(seller, order_id)
    (line,) = order["line_items"]
    assert (order["order_type"], order["handling_duration"]) == (
        "MADE_TO_ORDER",
        {"days": "14", "type": "BUSINESS_DAY"},
    )
    assert line["handling_duration_days"] == "14"
    moment = datetime.fromtimestamp(order["paid_time"], UTC)
    working = 0
    while working < 14:
        moment += timedelta(days=1)
        working += moment.weekday() < 5
    assert order["rts_sla_time"] == int(moment.timestamp())
    assert order["shipping_due_time"] == order["rts_sla_time"] + 72 * 3600
    pass_time(platform, order["rts_sla_time"] - order["paid_time"])
    assert status_of(seller, order_id) == "AWAITING_SHIPMENT"
    pass_time(platform, 72 * 3600 + 60)
    assert status_of(seller, order_id) == "CANCELLED"


def test_an_order_of_goods_at_hand_has_no_handling_duration(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "US")
    order = detail(seller, buy(seller, stocked(seller))["order_id"])
    assert "handling_duration" not in order
    assert "handling_duration_days" not in order["line_items"][0]
