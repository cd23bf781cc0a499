"""What a listing says of its sale holds when somebody buys: from when on, as what, how many, paid and delivered how."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, buy, detail, pass_time, shop_in
from tests.platform.portal.visitor import Visitor

NOT_YET, NOT_FOR_SALE, QUANTITY, NO_CASH, NO_DELIVERY = 40941, 40942, 40943, 40944, 40945


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> Seller:
    return shop_in(shared_platform, "ID")


def sku_of(seller: Seller, **fields: Any) -> str:
    return str(create_product(seller, **fields)["skus"][0]["id"])


def refusal(seller: Seller, *lines: tuple[str, int], gift: bool = False, **fields: object) -> int:
    """The code of a purchase; 0 when it is made."""
    items = [{"sku_id": sku_id, "quantity": quantity, "is_gift": gift} for sku_id, quantity in lines]
    body = {"shop_cipher": seller.cipher, "line_items": items, **fields}
    return seller.platform.ask("POST", "/sandbox/orders", body).code


@pytest.mark.own_platform
def test_a_product_is_sold_from_its_scheduled_time_on(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    opens = int(platform.get("/sandbox/clock")["now"]) + DAY
    planned = {"is_enabled_scheduled_sale": True, "schedule_sale_time": opens * 1000}
    sku_id = sku_of(seller, scheduled_sale=planned)
    at_once = sku_of(seller, scheduled_sale={**planned, "is_enabled_scheduled_sale": False})
    assert (refusal(seller, (sku_id, 1)), refusal(seller, (at_once, 1))) == (NOT_YET, 0)
    pass_time(platform, DAY)
    assert refusal(seller, (sku_id, 1)) == 0


def test_what_is_not_for_sale_is_given_away_and_sent_as_a_sample_alone(seller: Seller) -> None:
    sku_id = sku_of(seller, is_not_for_sale=True)
    assert refusal(seller, (sku_id, 1)) == NOT_FOR_SALE
    assert refusal(seller, (sku_id, 1), gift=True) == 0
    assert refusal(seller, (sku_id, 1), is_sample=True) == 0


def test_an_order_has_the_minimum_quantity_of_a_product(seller: Seller) -> None:
    sku_id = sku_of(seller, minimum_order_quantity=3)
    assert [refusal(seller, (sku_id, quantity)) for quantity in (2, 3)] == [QUANTITY, 0]
    assert refusal(seller, (sku_id, 1), gift=True) == 0


def test_an_order_has_at_most_the_maximum_quantity_of_a_product(seller: Seller) -> None:
    sku_id = sku_of(seller, purchase_order_quantity_limit={"maximum_order_quantity": 2})
    assert [refusal(seller, (sku_id, quantity)) for quantity in (3, 2)] == [QUANTITY, 0]
    assert refusal(seller, (sku_id, 1), (sku_id, 2)) == QUANTITY


def test_a_buyer_has_at_most_the_cumulative_quantity_of_a_product_in_all_orders(seller: Seller) -> None:
    sku_id = sku_of(seller, purchase_order_quantity_limit={"cumulative_order_quantity": 3})
    assert refusal(seller, (sku_id, 2), buyer="ada") == 0
    assert refusal(seller, (sku_id, 2), buyer="ada") == QUANTITY
    assert refusal(seller, (sku_id, 2), buyer="grace") == 0
    assert refusal(seller, (sku_id, 1), buyer="ada") == 0


@pytest.mark.parametrize(("allowed", "code"), [(False, NO_CASH), (True, 0), (None, 0)])
def test_cash_on_delivery_is_refused_where_the_listing_says_so(allowed: bool | None, code: int, seller: Seller) -> None:
    sku_id = sku_of(seller, **({} if allowed is None else {"is_cod_allowed": allowed}))
    assert refusal(seller, (sku_id, 1), is_cod=True) == code
    assert refusal(seller, (sku_id, 1)) == 0


def test_a_product_is_delivered_by_the_options_that_it_names(seller: Seller) -> None:
    reply = seller.call("getWarehouseDeliveryOptions", warehouse_id=seller.warehouse_id)
    first, *_, last = [option["id"] for option in reply.data["delivery_options"]]
    sku_id = sku_of(seller, delivery_option_ids=[last])
    assert refusal(seller, (sku_id, 1), delivery_option_id=first) == NO_DELIVERY
    order_id = buy(seller, sku_id, delivery_option_id=last)["order_id"]
    assert detail(seller, order_id)["delivery_option_id"] == last


def test_a_buyer_who_comes_by_chance_keeps_to_the_terms(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="ID")
    opens = (int(platform.get("/sandbox/clock")["now"]) + DAY) * 1000
    sku_of(seller, is_not_for_sale=True)
    sku_of(seller, scheduled_sale={"is_enabled_scheduled_sale": True, "schedule_sale_time": opens})
    several = sku_of(seller, minimum_order_quantity=4)
    page = f"/portal/shops/{seller.shop_id}/orders"
    visitor = Visitor(platform)
    with visitor.http:
        visitor.send(f"/portal/shops/{seller.shop_id}/buy", page=page)
    (order,) = seller.call("getOrderList", {}, query={"page_size": 10}).data["orders"]
    assert [line["sku_id"] for line in order["line_items"]] == [several] * 4
