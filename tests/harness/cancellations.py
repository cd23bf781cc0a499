"""Cancellations: what sellers and buyers do, and what they look like in the search."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shopwright.testing import WebhookReceiver

from .calls import Seller
from .server import Reply, eventually
from .trade import advance, buy

OUT_OF_STOCK = "seller_cancel_reason_out_of_stock"
WRONG_PRICE = "seller_cancel_reason_wrong_price"

Line = tuple[str, int] | str


def bought(seller: Seller, *lines: Line, status: str = "AWAITING_SHIPMENT", **fields: object) -> str:
    """The id of an order in a state."""
    order_id = str(buy(seller, *lines, **fields)["order_id"])
    advance(seller, order_id, status)
    return order_id


def british(seller: Seller, reason: str) -> str:
    """The key of a seller's reason to cancel in the shop's market."""
    return reason + ("_uk" if seller.shop["region"] == "GB" else "")


def cancel(seller: Seller, order_id: str, reason: str = "", /, **fields: object) -> Reply:
    """The seller cancels: because the price was wrong, single lines (``fields``) because they are out of stock."""
    name = british(seller, reason or (OUT_OF_STOCK if fields else WRONG_PRICE))
    return seller.call("cancelOrder", {"order_id": order_id, "cancel_reason": name, **fields})


def ask(seller: Seller, order_id: str) -> str:
    """The buyer cancels, or asks to; answers the id of the cancellation."""
    return str(seller.platform.post(f"/sandbox/orders/{order_id}/cancel", {})["cancel_id"])


def approve(seller: Seller, cancel_id: str, **query: object) -> Reply:
    return seller.call("approveCancellation", {}, cancel_id=cancel_id, query=query)


def reject(seller: Seller, cancel_id: str, reason: str | None = None, **fields: object) -> Reply:
    """Say no, for the market's first reason unless one is named."""
    body = {"reject_reason": reason or reject_reasons(seller, cancel_id)[0], **fields}
    return seller.call("rejectCancellation", body, cancel_id=cancel_id)


def reject_reasons(seller: Seller, claim_id: str) -> list[str]:
    """What getRejectReasons answers."""
    reply = seller.call("getRejectReasons", query={"return_or_cancel_id": claim_id})
    assert reply.code == 0, reply.message
    return [reason["name"] for reason in reply.data["reasons"]]


def cancelled(seller: Seller, **filters: object) -> list[dict[str, Any]]:
    """Cancellations as searchCancellations answers them, the oldest first."""
    reply = seller.call("searchCancellations", filters)
    assert reply.code == 0, reply.message
    return list(reply.data["cancellations"])


def case(seller: Seller, cancel_id: str) -> dict[str, Any]:
    """One of them."""
    (cancellation,) = cancelled(seller, cancel_ids=[cancel_id])
    return cancellation


def estimate(
    seller: Seller, order_id: str, kind: str = "CANCEL", reason: str = OUT_OF_STOCK, /, **fields: object
) -> Reply:
    """What calculateRefund answers."""
    body = {"order_id": order_id, "request_type": kind, "reason_name": reason, **fields}
    return seller.call("calculateRefund", body)


def refunded(seller: Seller, order_id: str) -> Decimal:
    """What went back to the buyer by all cancellations of an order."""
    cancellations = cancelled(seller, order_ids=[order_id])
    return sum((Decimal(item["refund_amount"]["refund_total"]) for item in cancellations), Decimal(0))


def told(seller: Seller, receiver: WebhookReceiver, topic: int, count: int) -> list[dict[str, Any]]:
    """The data of so many notifications of a topic, in the order of their ids."""

    def heard() -> list[Any]:
        return sorted(
            (notification.body for notification in receiver.received if notification.type == topic),
            key=lambda body: body["tts_notification_id"],
        )

    eventually(lambda: len(heard()) >= count)
    payloads = [body["data"] for body in heard()]
    assert len(payloads) == count, payloads
    return payloads


def listen(seller: Seller, receiver: WebhookReceiver) -> None:
    """Have the app's notifications sent to a receiver."""
    seller.platform.patch(f"/sandbox/apps/{seller.app['app_key']}", {"webhook_url": receiver.url})
