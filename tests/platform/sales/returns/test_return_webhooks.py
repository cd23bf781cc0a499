"""Webhooks 12, 64, 65 and 67: told with the change that causes them, in its order."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.returns import ANSWER, REFUND, SENDS_BACK, TRAVELS, ask, delivered
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import DAY, pass_time

pytestmark = pytest.mark.own_platform


def listening(platform: RunningPlatform, receiver: WebhookReceiver, flow: str) -> Seller:
    platform.post("/sandbox/clock/freeze")
    seller = new_seller(platform, new_app(platform, webhook_url=receiver.url), region="US")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"aftersales_flow": flow})
    return seller


def told(receiver: WebhookReceiver, topic: int) -> list[dict[str, Any]]:
    """The data of the notifications of a topic, the first told first."""
    bodies = sorted(
        (notification.body for notification in receiver.received if notification.type == topic),
        key=lambda item: item["tts_notification_id"],
    )
    return [dict(item["data"]) for item in bodies]


def test_webhook_12_tells_every_state_and_67_the_money(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = listening(platform, receiver, "CLASSIC")
    order = delivered(seller, 2)
    return_id = ask(seller, order, "RETURN_AND_REFUND")
    for seconds in (ANSWER, SENDS_BACK, TRAVELS, ANSWER, REFUND):
        pass_time(platform, seconds)
    eventually(lambda: told(receiver, 67) and len(told(receiver, 12)) >= 5)
    states = told(receiver, 12)
    assert [state["return_status"] for state in states] == [
        "RETURN_OR_REFUND_REQUEST_PENDING",
        "AWAITING_BUYER_SHIP",
        "BUYER_SHIPPED_ITEM",
        "RETURN_OR_REFUND_REQUEST_SUCCESS",
        "RETURN_OR_REFUND_REQUEST_COMPLETE",
    ]
    first = states[0]
    assert (first["order_id"], first["return_id"]) == (order["order_id"], return_id)
    assert (first["return_role"], first["return_type"]) == ("BUYER", "RETURN_AND_REFUND")
    assert [state["update_time"] - state["create_time"] for state in states[:2]] == [0, ANSWER]
    (refund,) = told(receiver, 67)
    reply = platform.get(f"/sandbox/returns/{return_id}")
    assert (refund["refund_total"], refund["refund_currency"]) == (reply["refund_total"], "USD")
    assert (refund["refund_status"], refund["refund_timestamp"]) == ("REFUND_SUCCESS", reply["refunded_at"])
    assert [line_item["return_line_item_id"] for line_item in refund["line_items"]] == [
        line_item["id"] for line_item in reply["line_items"]
    ]
    assert "rma_id" not in refund


def test_webhooks_64_and_65_tell_of_requests_and_rmas_in_their_own_spelling(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = listening(platform, receiver, "RMA")
    return_id = ask(seller, delivered(seller), "RETURN_AND_REFUND")
    for seconds in (ANSWER, SENDS_BACK, TRAVELS, 5 * DAY, REFUND):
        pass_time(platform, seconds)
    eventually(lambda: told(receiver, 67) and len(told(receiver, 65)) >= 5)
    reply = platform.get(f"/sandbox/returns/{return_id}")
    requests, rmas = told(receiver, 64), told(receiver, 65)
    assert [request["aftersales_request_status"] for request in requests] == [
        "PENDING_REQUEST_REVIEW",
        "REQUEST_REVIEW_COMPLETED",
    ]
    assert [rma["rma_status"] for rma in rmas] == [
        "INIT",
        "AWAITING_BUYER_SHIPPED",
        "RETURN_IN_TRANSIT",
        "PENDING_PACKAGE_REVIEW",
        "PACKAGE_REVIEW_COMPLETED",
    ]
    assert {item["aftersales_request_id"] for item in [*requests, *rmas]} == {reply["aftersales_request_id"]}
    assert requests[1]["aftersales_request_update_time"] - requests[1]["aftersales_request_create_time"] == ANSWER
    (refund,) = told(receiver, 67)
    assert (refund["rma_id"], refund["aftersales_request_id"]) == (reply["rma_id"], reply["aftersales_request_id"])


def test_a_withdrawn_return_is_told_as_cancelled(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = listening(platform, receiver, "CLASSIC")
    return_id = ask(seller, delivered(seller), "REFUND")
    platform.post(f"/sandbox/returns/{return_id}/acts", {"act": "WITHDRAW"})
    eventually(lambda: len(told(receiver, 12)) >= 2)
    assert told(receiver, 12)[-1]["return_status"] == "RETURN_OR_REFUND_REQUEST_CANCEL"
