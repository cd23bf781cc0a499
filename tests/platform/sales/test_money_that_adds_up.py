"""No buyer gets back more than was paid, and no order costs what nobody can pay."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.harness import cancellations, returns
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, advance, buy, detail, pass_time, shop_in, status_of, stocked
from tests.platform.sales.packages.packages import lines, shop_of
from tests.platform.sales.packages.shipments import marked

DISCOUNT_OVER_PRICE, AMOUNT_NOT_PAYABLE, REQUEST_RUNNING = 40923, 40924, 25001011


def paid(seller: Seller, order_id: str) -> Decimal:
    return Decimal(detail(seller, order_id)["payment"]["total_amount"])


@pytest.mark.own_platform
def test_a_buyer_who_asked_for_the_money_cannot_ask_to_cancel_as_well(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "ID")
    order = buy(seller, stocked(seller))
    order_id = str(order["order_id"])
    advance(seller, order_id, "AWAITING_COLLECTION")
    asked = returns.ask(seller, order, "REFUND")
    assert platform.refuse("POST", f"/sandbox/orders/{order_id}/cancel", {}).code == REQUEST_RUNNING
    assert returns.approve(seller, asked, "APPROVE_REFUND").code == 0
    pass_time(platform, HOUR)
    assert Decimal(returns.returned(seller, asked)["refund_amount"]["refund_total"]) == paid(seller, order_id)
    assert cancellations.refunded(seller, order_id) == 0
    assert status_of(seller, order_id) == "COMPLETED"


@pytest.mark.own_platform
def test_an_offer_for_goods_of_which_some_got_lost_pays_no_more_than_is_left(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "US")
    order = buy(seller, (stocked(seller), 2), shipping_type="SELLER")
    order_id = str(order["order_id"])
    parcels = [marked(seller, order_id, line)["package_id"] for line in lines(seller, order_id)]
    for parcel in parcels:
        platform.post(f"/sandbox/packages/{parcel}/acts", {"act": "COLLECT"})
    asked = returns.ask(seller, order, "REFUND")
    offer = {"amount": str(paid(seller, order_id) - 1), "currency": "USD"}
    assert returns.approve(seller, asked, "OFFER_PARTIAL_REFUND", partial_refund=offer).code == 0
    platform.post(f"/sandbox/packages/{parcels[0]}/acts", {"act": "LOSE"})
    returns.act(seller, asked, "ACCEPT_OFFER")
    pass_time(platform, HOUR)
    by_return = Decimal(returns.returned(seller, asked)["refund_amount"]["refund_total"])
    assert by_return + cancellations.refunded(seller, order_id) == paid(seller, order_id)


@pytest.mark.parametrize(
    ("discounts", "is_refused"),
    [
        ({"seller_discount": "12.51"}, True),
        ({"seller_discount": "6.25", "platform_discount": "6.26"}, True),
        ({"platform_discount": "12.51", "is_gift": True}, True),
        ({"seller_discount": "6.25", "platform_discount": "6.25"}, False),
    ],
)
def test_a_unit_is_discounted_to_nothing_at_most(
    shared_platform: RunningPlatform, discounts: dict[str, object], is_refused: bool
) -> None:
    seller = shop_in(shared_platform, "US")
    line = {"sku_id": stocked(seller), "unit_price": "12.50", **discounts}
    body = {"shop_cipher": seller.cipher, "line_items": [line]}
    if is_refused:
        assert shared_platform.refuse("POST", "/sandbox/orders", body).code == DISCOUNT_OVER_PRICE
    else:
        order_id = shared_platform.post("/sandbox/orders", body)["order_id"]
        assert detail(seller, order_id)["payment"]["sub_total"] == "0.00"


@pytest.mark.parametrize(("region", "too_fine", "right"), [("JP", "900.5", "900.0"), ("US", "1.005", "1.50")])
def test_amounts_are_of_whole_coins(shared_platform: RunningPlatform, region: str, too_fine: str, right: str) -> None:
    seller = shop_in(shared_platform, region)
    sku = stocked(seller)

    def body(price: str, fee: str) -> dict[str, object]:
        items = [{"sku_id": sku, "unit_price": price}]
        return {"shop_cipher": seller.cipher, "line_items": items, "shipping": {"fee": fee}}

    for price, fee in ((too_fine, right), (right, too_fine)):
        assert shared_platform.refuse("POST", "/sandbox/orders", body(price, fee)).code == AMOUNT_NOT_PAYABLE
    payment = detail(seller, shared_platform.post("/sandbox/orders", body(right, right))["order_id"])["payment"]
    assert Decimal(payment["sub_total"]) == Decimal(right)
