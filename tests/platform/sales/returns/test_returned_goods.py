"""Returns of goods: labels, parcels, inspection, stock (docs/reference/returns.md)."""

from __future__ import annotations

import pytest

from shopwright.contract.load import operation
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from tests.harness.calls import BOUNDARY, Seller, Signed, multipart, new_seller
from tests.harness.returns import (
    ANSWER,
    ARBITRATION,
    REFUND,
    SENDS_BACK,
    SHIP_BACK,
    TRAVELS,
    act,
    approve,
    ask,
    delivered,
    done,
    reject,
    returned,
    state,
)
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import holding, pass_time, reasons_moved, status_of

pytestmark = pytest.mark.own_platform

AWAITING_SHIP, SHIPPED, RECEIPT_REJECTED = "AWAITING_BUYER_SHIP", "BUYER_SHIPPED_ITEM", "REJECT_RECEIVE_PACKAGE"
SUCCESS, COMPLETE = "RETURN_OR_REFUND_REQUEST_SUCCESS", "RETURN_OR_REFUND_REQUEST_COMPLETE"
CANCEL = "RETURN_OR_REFUND_REQUEST_CANCEL"


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    platform.post("/sandbox/clock/freeze")
    return new_seller(platform, region="US")


def approved(seller: Seller, *quantities: int, **fields: object) -> tuple[str, str]:
    """A return that the seller approved, and the SKU of its first line."""
    order = delivered(seller, *quantities)
    return_id = ask(seller, order, "RETURN_AND_REFUND", **fields)
    done(approve(seller, return_id, "APPROVE_RETURN"))
    return return_id, order["line_items"][0]["sku_id"]


def test_a_return_runs_by_the_clock_and_the_goods_are_on_the_shelf_again(seller: Seller) -> None:
    order = delivered(seller, 2)
    return_id = ask(seller, order, "RETURN_AND_REFUND")
    sku = order["line_items"][0]["sku_id"]
    seen = []
    for seconds in (ANSWER, SENDS_BACK, TRAVELS, ANSWER, REFUND):
        pass_time(seller.platform, seconds)
        seen.append((state(seller, return_id), holding(seller, sku)[0]))
    assert seen == [(AWAITING_SHIP, 3), (SHIPPED, 3), (SHIPPED, 3), (SUCCESS, 5), (COMPLETE, 5)]
    assert reasons_moved(seller, sku)[-1] == "system_auto_replenish"
    assert status_of(seller, order["order_id"]) == "COMPLETED"


def test_an_approved_return_has_a_label_of_the_platform(seller: Seller) -> None:
    return_id, _ = approved(seller)
    reply = returned(seller, return_id)
    assert (reply["shipment_type"], reply["handover_method"], reply["return_method"]) == (
        "PLATFORM",
        "DROP_OFF",
        "PLATFORM_SHIPPED",
    )
    assert reply["return_shipping_document_type"] == "SHIPPING_LABEL"
    assert reply["return_tracking_number"]
    assert reply["return_provider_name"] == carriers("US")[0].name
    assert "United States" in reply["return_warehouse_address"]["full_address"]


def test_goods_that_the_buyer_sends_get_their_number_when_they_leave(seller: Seller) -> None:
    return_id, _ = approved(seller, shipment_type="BUYER_ARRANGE")
    assert "return_tracking_number" not in returned(seller, return_id)
    act(seller, return_id, "SHIP")
    reply = returned(seller, return_id)
    assert (reply["shipment_type"], reply["return_method"]) == ("BUYER_ARRANGE", "BUYER_SHIPPED")
    assert reply["return_tracking_number"]


def test_a_return_that_is_not_sent_in_time_is_closed(seller: Seller) -> None:
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL"})
    return_id, sku = approved(seller)
    pass_time(seller.platform, SHIP_BACK - 1)
    assert state(seller, return_id) == AWAITING_SHIP
    pass_time(seller.platform, 1)
    assert state(seller, return_id) == CANCEL
    assert holding(seller, sku)[0] == 4


def test_a_buyer_withdraws_before_sending_but_not_after(seller: Seller) -> None:
    return_id, _ = approved(seller)
    assert act(seller, return_id, "WITHDRAW") == CANCEL
    other, _ = approved(seller)
    act(seller, other, "SHIP")
    refused = seller.platform.refuse("POST", f"/sandbox/returns/{other}/acts", {"act": "WITHDRAW"})
    assert (refused.code, refused.status) == (40931, 409)


def test_the_seller_has_48_hours_from_the_arrival_to_inspect(seller: Seller) -> None:
    return_id, _ = approved(seller)
    act(seller, return_id, "SHIP")
    assert "seller_next_action_response" not in returned(seller, return_id)
    act(seller, return_id, "ARRIVE")
    (asked,) = returned(seller, return_id)["seller_next_action_response"]
    assert asked["action"] == "SELLER_RESPOND_RECEIVE_PACKAGE"
    assert asked["deadline"] == seller.platform.get("/sandbox/clock")["now"] + ANSWER


def test_a_parcel_is_refused_only_after_it_arrived_and_refused_goods_stay_off_the_shelf(seller: Seller) -> None:
    return_id, sku = approved(seller)
    act(seller, return_id, "SHIP")
    early = reject(seller, return_id, "REJECT_RECEIVED_PACKAGE", "seller_reject_package_empty_package")
    assert early.code == 25011035
    act(seller, return_id, "ARRIVE")
    done(reject(seller, return_id, "REJECT_RECEIVED_PACKAGE"))
    assert state(seller, return_id) == RECEIPT_REJECTED
    act(seller, return_id, "APPEAL")
    assert act(seller, return_id, "RULE_FOR_BUYER") == SUCCESS
    assert holding(seller, sku)[0] == 4


def test_a_refused_parcel_that_nobody_disputes_ends_the_return(seller: Seller) -> None:
    return_id, _ = approved(seller)
    act(seller, return_id, "SHIP", "ARRIVE")
    done(reject(seller, return_id, "REJECT_RECEIVED_PACKAGE"))
    pass_time(seller.platform, ARBITRATION)
    assert state(seller, return_id) == CANCEL


def test_a_ruling_for_the_buyer_of_a_rejected_return_lets_the_goods_come_back(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "RETURN_AND_REFUND")
    done(reject(seller, return_id, "REJECT_RETURN"))
    act(seller, return_id, "APPEAL")
    assert act(seller, return_id, "RULE_FOR_BUYER") == AWAITING_SHIP
    assert returned(seller, return_id)["return_tracking_number"]


@pytest.mark.parametrize(
    "fields", [{"decision": "DIRECT_REFUND"}, {"decision": "APPROVE_RETURN", "buyer_keep_item": True}]
)
def test_a_seller_refunds_and_lets_the_buyer_keep_the_goods(seller: Seller, fields: dict[str, object]) -> None:
    order = delivered(seller)
    return_id = ask(seller, order, "RETURN_AND_REFUND")
    done(seller.call("approveReturn", fields, return_id=return_id))
    assert state(seller, return_id) == SUCCESS
    assert holding(seller, order["line_items"][0]["sku_id"])[0] == 4


def test_receipt_can_be_approved_before_the_carrier_says_so(seller: Seller) -> None:
    return_id, sku = approved(seller)
    act(seller, return_id, "SHIP")
    done(approve(seller, return_id, "APPROVE_RECEIVED_PACKAGE"))
    assert (state(seller, return_id), holding(seller, sku)[0]) == (SUCCESS, 5)
    pass_time(seller.platform, 2 * TRAVELS)
    assert (state(seller, return_id), holding(seller, sku)[0]) == (COMPLETE, 5)


def test_a_part_is_offered_for_goods_that_came_back_worse(seller: Seller) -> None:
    return_id, sku = approved(seller)
    act(seller, return_id, "SHIP", "ARRIVE")
    decision = "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"
    offer = {"partial_refund_total": "2.25", "currency": "USD"}
    done(reject(seller, return_id, decision, partial_refund_amount=offer))
    assert state(seller, return_id) == "AWAITING_BUYER_RESPONSE"
    assert act(seller, return_id, "REFUSE_OFFER") == SHIPPED
    assert reject(seller, return_id, decision, "none", partial_refund_amount=offer).code == 25011032
    done(approve(seller, return_id, "APPROVE_RECEIVED_PACKAGE"))
    other, sku = approved(seller)
    act(seller, other, "SHIP", "ARRIVE")
    done(reject(seller, other, decision, partial_refund_amount=offer))
    assert act(seller, other, "ACCEPT_OFFER") == SUCCESS
    assert (returned(seller, other)["refund_amount"]["refund_total"], holding(seller, sku)[0]) == ("2.25", 5)


def upload(seller: Seller, return_ids: str, fields: dict[str, str], label: bytes = b"", **query: str) -> Reply:
    called = operation("uploadReturnShippingInformation")
    pairs = [("return_ids", return_ids), ("shop_cipher", seller.cipher), *query.items()]
    body = multipart(fields, label, "label.pdf", "return_shipping_label")
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return Signed(called.method, called.path, seller.app, pairs, body, seller.token, kind).send(seller.platform)


def test_a_seller_gives_the_buyer_a_label_of_another_carrier(seller: Seller) -> None:
    return_id, _ = approved(seller)
    carrier = carriers("US")[-1]
    number = make_tracking_number("US", carrier.id, 12)
    fields = {"tracking_number": number, "return_provider_id": carrier.id}
    done(upload(seller, return_id, fields, b"%PDF-1.4 label"))
    reply = returned(seller, return_id)
    assert (reply["return_tracking_number"], reply["return_provider_id"]) == (number, carrier.id)
    assert (reply["return_method"], reply["return_shipping_document_type"]) == ("SELLER_SHIPPED", "SHIPPING_LABEL")
    records = done(seller.call("getReturnRecords", return_id=return_id)).data["records"]
    assert records[-1]["images"], "the label can be looked at"
    act(seller, return_id, "SHIP")
    assert returned(seller, return_id)["return_tracking_number"] == number
    assert upload(seller, return_id, fields).code == 25020003


@pytest.mark.parametrize(
    ("change", "label", "code"),
    [
        ({"tracking_number": "?"}, b"", 25001001),
        ({"return_provider_id": "1"}, b"", 25001001),
        ({}, b"GIF89a", 25001001),
        ({"tracking_number": ""}, b"", 36009004),
    ],
)
def test_a_label_needs_a_carrier_its_number_and_a_readable_file(
    seller: Seller, change: dict[str, str], label: bytes, code: int
) -> None:
    return_id, _ = approved(seller)
    carrier = carriers("US")[0]
    right = {"tracking_number": make_tracking_number("US", carrier.id, 3), "return_provider_id": carrier.id}
    assert upload(seller, return_id, {**right, **change}, label).code == code
    assert upload(seller, "1", right).code == 25007006
