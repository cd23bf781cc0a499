"""Returns as buyers make them, on every database."""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.returns import ANSWER, REFUND, SENDS_BACK, TRAVELS, act, ask, delivered, returned, state
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, holding, pass_time, status_of


@pytest.fixture
def seller(anywhere: RunningPlatform) -> Seller:
    return new_seller(anywhere, region="US")


def test_a_return_runs_by_the_clock_until_the_money_is_back(seller: Seller) -> None:
    order = delivered(seller, 2)
    return_id = ask(seller, order, "RETURN_AND_REFUND")
    assert seller.platform.get(f"/sandbox/orders/{order['order_id']}")["open_claims"] == [return_id]
    pass_time(seller.platform, ANSWER + SENDS_BACK + TRAVELS + ANSWER + REFUND)
    assert state(seller, return_id) == "RETURN_OR_REFUND_REQUEST_COMPLETE"
    assert status_of(seller, order["order_id"]) == "COMPLETED"
    assert holding(seller, order["line_items"][0]["sku_id"]) == (5, 0)


def test_a_request_with_two_skus_comes_back_in_one_parcel(seller: Seller) -> None:
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"aftersales_flow": "RMA"})
    order = delivered(seller, 2, 1)
    first = ask(seller, order, "RETURN_AND_REFUND")
    reply = seller.platform.get(f"/sandbox/returns/{first}")
    assert len(reply["return_ids"]) == 2
    pass_time(seller.platform, ANSWER + SENDS_BACK + TRAVELS + 5 * DAY + REFUND)
    returns = [seller.platform.get(f"/sandbox/returns/{return_id}") for return_id in reply["return_ids"]]
    assert {item["return_status"] for item in returns} == {"RETURN_OR_REFUND_REQUEST_COMPLETE"}
    assert len({item["rma_id"] for item in returns}) == len({item["tracking_number"] for item in returns}) == 1
    assert status_of(seller, order["order_id"]) == "COMPLETED"


def test_a_replacement_of_which_only_a_part_is_left_is_refunded_and_promises_no_stock(seller: Seller) -> None:
    order = delivered(seller, 1, 5)
    return_id = ask(seller, order, "REPLACEMENT")
    pass_time(seller.platform, ANSWER)
    assert state(seller, return_id) == "REPLACEMENT_REQUEST_REFUND_SUCCESS"
    assert [
        holding(seller, line_item)[1] for line_item in sorted({line["sku_id"] for line in order["line_items"]})
    ] == [0, 0]


def test_a_line_or_an_order_that_does_not_exist_is_refused(seller: Seller) -> None:
    order = delivered(seller)
    path = f"/sandbox/orders/{order['order_id']}/return"
    wrong = {"return_type": "REFUND", "line_items": ["1"]}
    assert seller.platform.refuse("POST", path, wrong).code == 40930
    assert seller.platform.refuse("POST", path, {"return_type": "REFUND", "reason": "nonsense"}).code == 40930
    assert seller.platform.refuse("POST", "/sandbox/orders/1/return", {"return_type": "REFUND"}).status == 404
    assert seller.platform.refuse("POST", path, {"return_type": "PRESENT"}).status == 400


def test_a_buyer_names_lines_reason_and_way_back(seller: Seller) -> None:
    order = delivered(seller, 2)
    line, reason = order["line_items"][1]["id"], "ecom_order_delivered_refund_and_return_reason_damaged"
    return_id = ask(
        seller,
        order,
        "RETURN_AND_REFUND",
        line_items=[line],
        reason=reason,
        shipment_type="PLATFORM",
        handover_method="PICKUP",
    )
    reply = returned(seller, return_id)
    assert [return_line_item["order_line_item_id"] for return_line_item in reply["return_line_items"]] == [line]
    assert (reply["return_reason"], reply["handover_method"]) == (reason, "PICKUP")
    assert act(seller, return_id, "WITHDRAW") == "RETURN_OR_REFUND_REQUEST_CANCEL"
