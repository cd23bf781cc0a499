"""The drill: a day on which everything fails now and then. No order is lost, nothing happens twice, one refresh."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright import ApiCallError, NoReply, Options, RetryPolicy, ServerTrouble, Token
from tests.client.support import Face, faces
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, holding, pass_time, stocked

pytestmark = pytest.mark.own_platform

ORDERS = 25

#: What goes wrong, and how often: storms, trouble of the server's own, answers lost before and after the deed.
FAULTS: tuple[dict[str, Any], ...] = (
    {"http_status": 429, "retry_after": 1, "rate": 0.15},
    {"http_status": 503, "rate": 0.1},
    {"http_status": 500, "rate": 0.1},
    {"drop": True, "when": "before", "rate": 0.1},
    {"drop": True, "when": "after", "rate": 0.15},
)


def token_of(seller: Seller) -> Token:
    tokens = seller.tokens
    return Token(
        access_token=tokens["access_token"],
        access_token_ends=tokens["access_token_expire_in"],
        refresh_token=tokens["refresh_token"],
        refresh_token_ends=tokens["refresh_token_expire_in"],
    )


@pytest.fixture(params=["sync", "async"])
def drill(request: pytest.FixtureRequest, platform: RunningPlatform) -> Any:
    """A seller with orders to ship, and a shop that goes on whatever happens."""
    yield from faces(platform, is_async=request.param == "async")


def ship(face: Face, shop: Any, order_id: str) -> None:
    """Ship an order, the way an app does that may not do it twice: when in doubt, look."""
    while True:
        (order,) = face.call(shop, "order.get_order_detail", ids=[order_id])["orders"]
        if order["status"] != "AWAITING_SHIPMENT":
            return
        try:
            face.call(shop, "fulfillment.ship_package", order["packages"][0]["id"], handover_method="PICKUP")
        except (NoReply, ServerTrouble):
            continue


def test_a_day_of_faults_loses_no_order_ships_none_twice_and_refreshes_once(drill: Face) -> None:
    seller = new_seller(drill.platform, region="GB")
    sku = stocked(seller, 2 * ORDERS)
    placed = {buy(seller, (sku, 2))["order_id"] for _ in range(ORDERS)}
    pass_time(drill.platform, 3_700)
    shop = drill.shop(
        app_key=seller.app["app_key"],
        app_secret=seller.app["app_secret"],
        access_token=token_of(seller),
        breaker=None,
        options=Options(retry=RetryPolicy(attempts=60)),
    )
    for rule in FAULTS:
        drill.platform.post("/sandbox/faults", {"app_key": seller.app["app_key"], **rule})
    drill.platform.post("/sandbox/tokens/expire", {"access_token": seller.token})
    order_ids = {item["id"] for item in drill.all(shop.order.iter_orders(page_size=7))}
    assert order_ids == placed
    for order_id in sorted(order_ids):
        ship(drill, shop, order_id)
    drill.platform.ask("DELETE", "/sandbox/faults")
    orders = drill.all(shop.order.iter_orders())
    assert {order["status"] for order in orders} == {"AWAITING_COLLECTION"}
    assert len(orders) == ORDERS
    assert holding(seller, sku) == (0, 0)
    refreshes = drill.platform.get("/sandbox/requests", operation="token/refresh", size=100)["requests"]
    assert len(refreshes) == 1


def test_a_price_list_written_through_a_storm_is_what_it_should_be(drill: Face) -> None:
    shop = drill.shop(breaker=None, options=Options(retry=RetryPolicy(attempts=60)))
    products = drill.call(shop, "product.search_products", page_size=10)["products"]
    wanted = {product["id"]: f"{7 + place}.49" for place, product in enumerate(products)}
    for rule in FAULTS:
        drill.platform.post("/sandbox/faults", rule)
    for product in products:
        price = {"amount": wanted[product["id"]], "currency": "GBP"}
        drill.call(
            shop,
            "product.update_price",
            product["id"],
            skus=[{"id": row["id"], "price": price} for row in product["skus"]],
        )
    drill.platform.ask("DELETE", "/sandbox/faults")
    for product_id, amount in wanted.items():
        reply = drill.call(shop, "product.get_product", product_id)
        assert {row["price"]["sale_price"] for row in reply["skus"]} == {amount}


def test_a_refusal_is_no_trouble_and_comes_through_at_once(drill: Face) -> None:
    shop = drill.shop(options=Options(retry=RetryPolicy(attempts=60)))
    with pytest.raises(ApiCallError) as caught:
        drill.call(shop, "fulfillment.ship_package", "1", handover_method="PICKUP")
    assert caught.value.code == 21011028
    assert drill.clock.slept == []
