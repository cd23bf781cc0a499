"""calculateRefund: what would be paid back now is what is then paid back, and never more than was paid."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.harness.calls import Seller
from tests.harness.cancellations import bought, cancel, case, estimate, refunded
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, shop_in, stocked
from tests.platform.support import data_of

PARTS = ("refund_subtotal", "refund_shipping_fee", "refund_tax", "retail_delivery_fee")


def amounts(seller: Seller, order_id: str, *args: str, **fields: object) -> dict[str, str]:
    """The estimate, whose parts must add up to its total."""
    order_refund_amount = data_of("calculateRefund", estimate(seller, order_id, *args, **fields))["order_refund_amount"]
    assert Decimal(order_refund_amount["refund_total"]) == sum(Decimal(order_refund_amount[name]) for name in PARTS)
    return dict(order_refund_amount)


@pytest.mark.parametrize("region", ["US", "GB", "ID", "JP"])
def test_the_estimate_of_all_lines_is_what_was_paid_and_what_cancelling_pays(
    shared_platform: RunningPlatform, region: str
) -> None:
    seller = shop_in(shared_platform, region)
    order_id = bought(seller, (stocked(seller, 5), 2), stocked(seller, 5), insured=True)
    refund = amounts(seller, order_id)
    assert refund["refund_total"] == detail(seller, order_id)["payment"]["total_amount"]
    cancelled = case(seller, cancel(seller, order_id).data["cancel_id"])["refund_amount"]
    assert refund["refund_total"] == cancelled["refund_total"]
    assert refund["refund_subtotal"] == cancelled["refund_subtotal"]
    assert Decimal(amounts(seller, order_id)["refund_total"]) == 0


def test_lines_are_named_by_id_or_by_sku(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    sku, other = stocked(seller, 5), stocked(seller, 5)
    order_id = bought(seller, (sku, 2), other)
    first, second, third = [line["id"] for line in detail(seller, order_id)["line_items"]]
    by_sku = amounts(seller, order_id, skus=[{"sku_id": sku, "quantity": 2}])
    assert by_sku == amounts(seller, order_id, order_line_item_ids=[first, second])
    assert by_sku == amounts(seller, order_id, order_line_list=[{"order_line_item_id": i} for i in (first, second)])
    rest = amounts(seller, order_id, order_line_item_ids=[third])
    whole = amounts(seller, order_id)
    assert Decimal(by_sku["refund_total"]) + Decimal(rest["refund_total"]) == Decimal(whole["refund_total"])


def test_an_order_is_paid_back_in_steps_and_what_is_left_shrinks(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    order_id = bought(seller, (stocked(seller, 5), 4))
    total = Decimal(detail(seller, order_id)["payment"]["total_amount"])
    for line in detail(seller, order_id)["line_items"]:
        assert cancel(seller, order_id, order_line_item_ids=[line["id"]]).code == 0
        left = Decimal(amounts(seller, order_id)["refund_total"])
        assert refunded(seller, order_id) + left == total
    assert left == 0


def test_a_partial_refund_is_taken_off_what_is_left(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    order_id = bought(seller, (stocked(seller, 5), 2), status="DELIVERED")
    reason = "ecom_order_delivered_refund_reason_damaged_seller"
    before = Decimal(amounts(seller, order_id, "REFUND", reason)["refund_total"])
    line_id = detail(seller, order_id)["line_items"][0]["id"]
    body = {
        "order_id": order_id,
        "return_reason": reason,
        "return_type": "REFUND",
        "order_line_item_ids": [line_id],
        "refund_total": "1.23",
        "currency": "USD",
    }
    assert seller.call("createReturn", {**body, "refund_total": str(before)}).code == 25005005
    made = seller.call("createReturn", body)
    assert made.code == 0, made.message
    assert Decimal(amounts(seller, order_id, "REFUND", reason)["refund_total"]) == before - Decimal("1.23")


def test_a_return_after_delivery_pays_shipping_only_where_the_seller_is_at_fault(
    shared_platform: RunningPlatform,
) -> None:
    seller = shop_in(shared_platform, "US")
    order_id = bought(seller, stocked(seller, 5), shipping={"fee": "5.99"}, status="IN_TRANSIT")
    mind, fault = (f"ecom_order_delivered_refund_and_return_reason_{item}" for item in ("no_need", "damaged"))
    whole = amounts(seller, order_id)
    assert Decimal(whole["refund_shipping_fee"]) == Decimal("5.99")
    assert amounts(seller, order_id, "REFUND", mind) == whole
    advance(seller, order_id, "DELIVERED")
    changed = amounts(seller, order_id, "RETURN_AND_REFUND", mind, shipment_type="PLATFORM", handover_method="PICKUP")
    assert Decimal(changed["refund_shipping_fee"]) == 0
    assert changed["refund_subtotal"] == whole["refund_subtotal"]
    assert amounts(seller, order_id, "RETURN_AND_REFUND", fault) == whole


def test_what_nobody_paid_is_not_paid_back(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    order_id = str(buy(seller, stocked(seller, 5), paid=False)["order_id"])
    assert Decimal(amounts(seller, order_id)["refund_total"]) == 0


def test_what_fits_nothing_is_refused(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    sku = stocked(seller, 5)
    order_id = bought(seller, sku)
    line = detail(seller, order_id)["line_items"][0]["id"]
    assert estimate(seller, "123").code == 25007006
    assert estimate(seller, order_id, "EXCHANGE").code == 25001001
    assert estimate(seller, order_id, "CANCEL", "no_such_reason").code == 25001001
    wrong: list[dict[str, object]] = [
        {"shipment_type": "BOAT"},
        {"handover_method": "THROW"},
        {"order_line_item_ids": ["123"]},
        {"order_line_item_ids": [line], "order_line_list": [{"order_line_item_id": line}]},
        {"skus": [{"sku_id": sku, "quantity": 2}]},
    ]
    for fields in wrong:
        assert estimate(seller, order_id, **fields).code == 25001001, fields
