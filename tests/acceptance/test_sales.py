"""Orders from the basket to the end, as a seller's app drives them with the client that it already uses."""

from __future__ import annotations

import urllib.request

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.trade import DAY, HOUR

from .client import App
from .sales import Sales, open_sales, told

pytestmark = [pytest.mark.own_platform, pytest.mark.slow]

REGIONS = ("US", "GB", "DE", "ID", "BR")

WAY = ["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED"]


@pytest.fixture(params=REGIONS)
def sales(request: pytest.FixtureRequest, app: App) -> Sales:
    """A shop in each of five markets."""
    return open_sales(app, request.param)


def ready(sales: Sales, *lines: tuple[str, int], **fields: object) -> str:
    """An order that waits to be shipped."""
    order_id = sales.buy(*lines, **fields)
    sales.wait(HOUR)
    assert sales.status(order_id) == "AWAITING_SHIPMENT"
    return order_id


def test_a_sale_from_hold_to_completion(sales: Sales, app: App, receiver: WebhookReceiver) -> None:
    sku = sales.stock(5)
    order_id = sales.buy((sku, 2))
    assert sales.status(order_id) == "ON_HOLD"
    assert not sales.order(order_id).recipient_address
    assert sales.held(sku) == (5, 2)
    sales.wait(HOUR)
    assert sales.listed(order_status="AWAITING_SHIPMENT") == [order_id]
    assert sales.order(order_id).recipient_address.region_code == sales.region

    package_id = sales.ship(order_id)
    assert sales.status(order_id) == "AWAITING_COLLECTION"
    assert sales.held(sku) == (3, 0)
    label = sales.client.call(
        "fulfillment", "get_package_shipping_document", package_id, document_type="SHIPPING_LABEL"
    )
    assert label.tracking_number
    with urllib.request.urlopen(label.doc_url) as reply:
        assert reply.read(5) == b"%PDF-"

    sales.wait(DAY)
    assert sales.status(order_id) == "IN_TRANSIT"
    while sales.status(order_id) == "IN_TRANSIT":
        sales.wait(DAY // 2)
    assert sales.status(order_id) == "DELIVERED"
    tracking = sales.client.call("fulfillment", "get_order_tracking", order_id).tracking
    assert len(tracking) >= 3
    sales.wait(31 * DAY)
    assert sales.status(order_id) == "COMPLETED"

    assert [item.order_status for item in told(app, receiver, 1)] == WAY
    sources = [item.change_detail[0].trigger_source for item in told(app, receiver, 71)]
    assert sources[-2:] == ["order_created", "order_shipped"]


def test_an_unpaid_order_ends_by_itself(sales: Sales, app: App, receiver: WebhookReceiver) -> None:
    sku = sales.stock(5)
    order_id = sales.buy((sku, 1), paid=False)
    sales.wait(2 * DAY)
    order = sales.order(order_id)
    assert (order.status, order.cancellation_initiator) == ("CANCELLED", "SYSTEM")
    assert sales.held(sku) == (5, 0)
    assert [item.order_status for item in told(app, receiver, 1)] == ["UNPAID", "CANCEL"]


def test_a_seller_cancels(sales: Sales, app: App, receiver: WebhookReceiver) -> None:
    sku = sales.stock(5)
    order_id = ready(sales, (sku, 2))
    reason = "seller_cancel_paid_reason_address_not_deliver" + ("_uk" if sales.region == "GB" else "")
    done = sales.client.call("return_and_refund", "cancel_order", body={"order_id": order_id, "cancel_reason": reason})
    assert sales.status(order_id) == "CANCELLED"
    assert sales.held(sku) == (5, 0)
    sales.wait(HOUR)
    body = {"cancel_ids": [done.cancel_id]}
    (case,) = sales.client.call("return_and_refund", "search_cancellations", body=body).cancellations
    assert (case.cancel_status, case.cancel_reason) == ("CANCELLATION_REQUEST_COMPLETE", reason)
    assert case.refund_amount.refund_total == sales.order(order_id).payment.total_amount
    assert {item.cancel_id for item in told(app, receiver, 11)} == {done.cancel_id}


def test_a_buyer_asks_to_cancel_and_the_seller_decides(sales: Sales) -> None:
    sku = sales.stock(5)
    kept, given_up = ready(sales, (sku, 1)), ready(sales, (sku, 1))
    for order_id in (kept, given_up):
        app_side = sales.app.platform.post(f"/sandbox/orders/{order_id}/cancel", {})
        assert sales.order(order_id).is_buyer_request_cancel
        if order_id == given_up:
            sales.client.call("return_and_refund", "approve_cancellation", app_side["cancel_id"])
            continue
        asked = {"return_or_cancel_id": app_side["cancel_id"]}
        (reason, *_) = sales.client.call("return_and_refund", "get_reject_reasons", **asked).reasons
        body = {"reject_reason": reason.name}
        sales.client.call("return_and_refund", "reject_cancellation", app_side["cancel_id"], body=body)
    assert (sales.status(kept), sales.status(given_up)) == ("AWAITING_SHIPMENT", "CANCELLED")
    assert sales.held(sku) == (5, 1)


def test_a_return_is_approved_received_and_paid_back(sales: Sales, app: App, receiver: WebhookReceiver) -> None:
    sku = sales.stock(5)
    order_id = ready(sales, (sku, 1))
    app.platform.post(f"/sandbox/orders/{order_id}/advance", {"status": "DELIVERED"})
    asked = app.platform.post(f"/sandbox/orders/{order_id}/return", {"return_type": "RETURN_AND_REFUND"})
    return_id = asked["return_id"]
    approve = {"decision": "APPROVE_RETURN"}
    sales.client.call("return_and_refund", "approve_return", return_id, body=approve)
    sales.act(return_id, "SHIP")
    sales.act(return_id, "ARRIVE")
    received = {"decision": "APPROVE_RECEIVED_PACKAGE"}
    sales.client.call("return_and_refund", "approve_return", return_id, body=received)
    sales.wait(HOUR)
    assert sales.returned(return_id).return_status == "RETURN_OR_REFUND_REQUEST_COMPLETE"
    assert sales.held(sku) == (5, 0)
    assert sales.status(order_id) == "COMPLETED"
    assert told(app, receiver, 12)[-1].return_status == "RETURN_OR_REFUND_REQUEST_COMPLETE"


def test_a_refused_refund_is_appealed_and_won_by_the_buyer(sales: Sales) -> None:
    sku = sales.stock(5)
    order_id = ready(sales, (sku, 1))
    platform = sales.app.platform
    platform.post(f"/sandbox/orders/{order_id}/advance", {"status": "DELIVERED"})
    return_id = platform.post(f"/sandbox/orders/{order_id}/return", {"return_type": "REFUND"})["return_id"]
    asked = {"return_or_cancel_id": return_id}
    (reason, *_) = sales.client.call("return_and_refund", "get_reject_reasons", **asked).reasons
    body = {"decision": "REJECT_REFUND", "reject_reason": reason.name}
    sales.client.call("return_and_refund", "reject_return", return_id, body=body)
    assert sales.returned(return_id).return_status == "REFUND_OR_RETURN_REQUEST_REJECT"
    sales.act(return_id, "APPEAL")
    assert sales.returned(return_id).arbitration_status == "IN_PROGRESS"
    sales.act(return_id, "RULE_FOR_BUYER")
    sales.wait(HOUR)
    returned = sales.returned(return_id)
    assert (returned.return_status, returned.arbitration_status) == (
        "RETURN_OR_REFUND_REQUEST_COMPLETE",
        "SUPPORT_BUYER",
    )


@pytest.mark.parametrize("region", REGIONS)
def test_an_order_is_split(app: App, receiver: WebhookReceiver, region: str) -> None:
    sales = open_sales(app, region)
    first, second = sales.stock(5), sales.stock(5)
    order_id = ready(sales, (first, 1), (second, 1), shipping_type="TIKTOK")
    lines = sales.order(order_id).line_items
    if region == "US":  # a package comes into being with its label, so lines are named when it is bought
        services = sales.client.call("fulfillment", "get_eligible_shipping_services", order_id, body={})
        for line in lines:
            body = {
                "ship_type": "2",
                "order_id": order_id,
                "order_line_item": [{"order_line_id": line.id}],
                "shipping_service_id": services.shipping_services[0].id,
            }
            sales.client.call("fulfillment", "create_packages", body=body)
    else:
        (asked,) = sales.client.call("fulfillment", "get_order_split_attributes", order_ids=[order_id]).split_attributes
        assert asked.can_split
        groups = [{"id": str(at), "order_line_item_ids": [line.id]} for at, line in enumerate(lines)]
        body = {"splittable_groups": groups}
        made = sales.client.call("fulfillment", "confirm_order_split", order_id, body=body).packages
        assert len({item.id for item in made}) == 2
        assert {item.sc_type for item in told(app, receiver, 4)} == {"SPLIT"}
    order = sales.order(order_id)
    assert len(order.packages) == 2
    assert len({line_item.package_id for line_item in order.line_items}) == 2


def test_orders_of_one_buyer_are_combined(app: App, receiver: WebhookReceiver) -> None:
    sales = open_sales(app, "ID")
    sku = sales.stock(5)
    orders = [ready(sales, (sku, 1), buyer="neighbour") for _ in range(2)]
    (group,) = sales.client.call("fulfillment", "search_combinable_packages", page_size=10).combinable_packages
    assert set(group.order_ids) == set(orders)
    body = {"combinable_packages": [{"id": group.id, "order_ids": group.order_ids}]}
    (package,) = sales.client.call("fulfillment", "combine_package", body=body).packages
    assert {package.id for order_id in orders for package in sales.order(order_id).packages} == {package.id}
    sales.client.call("fulfillment", "uncombine_packages", package.id, body={"order_ids": orders})
    assert len({package.id for order_id in orders for package in sales.order(order_id).packages}) == 2
    assert [item.sc_type for item in told(app, receiver, 4)] == ["COMBINE", "CANCEL_COMBINE"]
