"""Returns: what buyers, sellers and parcels do, and what a return looks like to its seller."""

from __future__ import annotations

from typing import Any

from shopwright.platform.market.reasons import ReturnKind, return_reasons

from .calls import Seller
from .server import Reply
from .trade import advance, buy, stocked

#: Windows of the market's rules, in seconds.
ANSWER, REPLACEMENT_ANSWER, SHIP_BACK, ARBITRATION, REFUND = 48 * 3600, 24 * 3600, 336 * 3600, 168 * 3600, 600
#: After how long a buyer sends goods back, and a parcel arrives.
SENDS_BACK, TRAVELS = 24 * 3600, 72 * 3600


def delivered(seller: Seller, *quantities: int, status: str = "DELIVERED", **fields: object) -> dict[str, Any]:
    """An order in a state, of one new SKU per quantity (one unit of one SKU where none is named)."""
    lines = [(stocked(seller, 5), quantity) for quantity in quantities or (1,)]
    order = buy(seller, *lines, **fields)
    return advance(seller, order["order_id"], status)


def ask(seller: Seller, order: dict[str, Any], return_type: str, **fields: object) -> str:
    """The buyer asks; answers the return's id."""
    body = {"return_type": return_type, **fields}
    return str(seller.platform.post(f"/sandbox/orders/{order['order_id']}/return", body)["return_id"])


def act(seller: Seller, return_id: str, *acts: str) -> str:
    """Buyer, parcel or platform act, one after the other; answers the state after the last."""
    replies = [seller.platform.post(f"/sandbox/returns/{return_id}/acts", {"act": item}) for item in acts]
    return str(replies[-1]["return_status"])


def returned(seller: Seller, return_id: str) -> dict[str, Any]:
    """A return as searchReturns answers it."""
    reply = seller.call("searchReturns", {"return_ids": [return_id]})
    (return_order,) = reply.data["return_orders"]
    return dict(return_order)


def state(seller: Seller, return_id: str) -> str:
    return str(returned(seller, return_id)["return_status"])


def approve(seller: Seller, return_id: str, decision: str, **fields: object) -> Reply:
    return seller.call("approveReturn", {"decision": decision, **fields}, return_id=return_id)


def reject(seller: Seller, return_id: str, decision: str, reason: str | None = None, **fields: object) -> Reply:
    """Reject, for a reason that the platform offers unless one is named."""
    reason_name = reason or reason_for(seller, return_id, decision)
    return seller.call(
        "rejectReturn", {"decision": decision, "reject_reason": reason_name, **fields}, return_id=return_id
    )


def reason_for(seller: Seller, return_id: str, decision: str) -> str:
    """The first reason that is offered for a decision; a word of no meaning where it cannot be made."""
    reasons = available(seller, return_id).get(decision, {}).get("available_reject_reasons", [])
    return str(reasons[0]["name"]) if reasons else "none"


def sellers_reason(kind: ReturnKind, *, region: str = "US", status: str = "DELIVERED") -> str:
    """The first reason for which a seller may start a return of an order."""
    return return_reasons(region, kind, "SELLER", status)[0].name


def available(seller: Seller, any_id: str, line: int = 0) -> dict[str, dict[str, Any]]:
    """What getAvailableReviewDecisions says of a line, by decision."""
    reply = seller.call("getAvailableReviewDecisions", query={"seller_id": 1, "return_or_cancel_id": any_id})
    assert reply.code == 0, reply.message
    return {decision["decision"]: decision for decision in reply.data["line_items"][line]["decisions"]}


def done(reply: Reply) -> Reply:
    """The reply, which must say that the call succeeded."""
    assert reply.code == 0, reply.message
    return reply
