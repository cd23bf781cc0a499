"""TikTok's returns, refunds and replacements as the channel protocol has them.

States and decisions: docs/reference/returns.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from shopwright.client.shop import Shop
from shopwright.hub.channels.cases import (
    AnswerKind,
    CaseAnswer,
    CaseKind,
    CaseLine,
    CaseReason,
    CaseReply,
    ExternalReturn,
    Goods,
    Money,
    Party,
)

from .errors import translating

Json = Mapping[str, Any]

_KINDS = {
    "REFUND": CaseKind.REFUND,
    "RETURN_AND_REFUND": CaseKind.RETURN,
    "REPLACEMENT": CaseKind.REPLACEMENT,
    "EXCHANGE": CaseKind.EXCHANGE,
}

#: Money and who acts next where the seller is not asked, by the status's ending or the whole of it.
_STATES = {
    "RETURN_OR_REFUND_REQUEST_PENDING": (Money.ASKED, Party.SELLER),
    "REPLACEMENT_REQUEST_PENDING": (Money.ASKED, Party.SELLER),
    "EXCHANGE_REQUEST_PENDING": (Money.ASKED, Party.SELLER),
    "AWAITING_BUYER_RESPONSE": (Money.ASKED, Party.BUYER),
    "AWAITING_BUYER_SHIP": (Money.PROMISED, Party.BUYER),
    "BUYER_SHIPPED_ITEM": (Money.PROMISED, Party.CHANNEL),
    "REFUND_OR_RETURN_REQUEST_REJECT": (Money.REFUSED, Party.BUYER),
    "REJECT_RECEIVE_PACKAGE": (Money.REFUSED, Party.BUYER),
    "REPLACEMENT_REQUEST_REJECT": (Money.REFUSED, Party.BUYER),
    "RETURN_OR_REFUND_REQUEST_SUCCESS": (Money.PROMISED, Party.CHANNEL),
    "REPLACEMENT_REQUEST_REFUND_SUCCESS": (Money.PROMISED, Party.CHANNEL),
    "EXCHANGE_REQUEST_REFUND_SUCCESS": (Money.PROMISED, Party.CHANNEL),
    "RETURN_OR_REFUND_REQUEST_COMPLETE": (Money.REFUNDED, Party.NOBODY),
}
_OVER = (Money.NONE, Party.NOBODY)

#: States after the buyer's parcel was accepted or refused, or while it travels.
_SENT = frozenset({"BUYER_SHIPPED_ITEM", "REJECT_RECEIVE_PACKAGE"})

_APPROVALS = {
    "APPROVE_REFUND": ("Refund", AnswerKind.APPROVE),
    "APPROVE_RETURN": ("Let it come back", AnswerKind.APPROVE),
    "APPROVE_RECEIVED_PACKAGE": ("Accept what came back, and refund", AnswerKind.APPROVE),
    "APPROVE_REPLACEMENT": ("Send new goods", AnswerKind.APPROVE),
    "ISSUE_REPLACEMENT_REFUND": ("Refund instead", AnswerKind.REFUND),
    "DIRECT_REFUND": ("Refund, and the buyer keeps the goods", AnswerKind.REFUND),
}
_REJECTIONS = {
    "REJECT_REFUND": "Reject the refund",
    "REJECT_RETURN": "Reject the return",
    "REJECT_RECEIVED_PACKAGE": "Reject what came back",
    "REJECT_REPLACEMENT": "Reject the request",
}
_OFFER, _OFFER_AFTER = "OFFER_PARTIAL_REFUND", "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"
#: The offer that is open where a rejection is: TikTok does not answer whether an offer may be made.
_OFFERS = {"REJECT_REFUND": _OFFER, "REJECT_RETURN": _OFFER, "REJECT_RECEIVED_PACKAGE": _OFFER_AFTER}


def returns_since(client: Shop, since: datetime) -> Iterator[ExternalReturn]:
    """Returns that changed since a time, the oldest change first, without answers and the buyer's words."""
    with translating():
        for row in client.return_refund.iter_return_orders(
            update_time_ge=since, sort_field="update_time", sort_order="ASC"
        ):
            yield return_of(row)


def read_return(client: Shop, return_id: str, base_url: str) -> ExternalReturn | None:
    """A return with the answers that are allowed, the buyer's words and pictures; None for one that is not there."""
    with translating():
        rows = client.return_refund.search_returns(return_ids=[return_id])["return_orders"]
        if not rows:
            return None
        row: Json = rows[0]
        records = client.return_refund.get_return_records(return_id)["records"]
        decisions: Sequence[Json] = ()
        if row.get("seller_next_action_response") or row["return_status"] in _SENT:
            decisions = client.return_refund.get_decision_eligibility(return_or_cancel_id=return_id)["decisions"]
    said = [record for record in records if record["role"] == "BUYER"]
    urls = [image["url"] for record in said for image in record.get("images") or ()]
    return return_of(
        row,
        answers=tuple(_answers(row, decisions)),
        buyer_text="\n".join(record["note"] for record in said if record.get("note")),
        pictures=tuple(url for url in urls if url.startswith(("https://", base_url))),
    )


def return_of(
    row: Json, *, answers: tuple[CaseAnswer, ...] = (), buyer_text: str = "", pictures: tuple[str, ...] = ()
) -> ExternalReturn:
    """The return of a row of Search Returns."""
    money, waits_for = _STATES.get(row["return_status"], _OVER)
    action: Json = next(iter(row.get("seller_next_action_response") or ()), {})
    if action:
        waits_for = Party.SELLER
    elif row.get("arbitration_status") == "IN_PROGRESS":
        waits_for = Party.CHANNEL
    offer = row.get("partial_refund")
    refund = row["refund_amount"]
    return ExternalReturn(
        external_id=row["return_id"],
        order_id=row["order_id"],
        kind=_KINDS[row["return_type"]],
        raw_status=row["return_status"],
        money=money,
        waits_for=waits_for,
        reason=row.get("return_reason", ""),
        reason_words=row.get("return_reason_text", ""),
        lines=tuple(_line(item) for item in row["return_line_items"]),
        amount=Decimal(refund["refund_total"]),
        currency=refund["currency"],
        opened_at=_time(row["create_time"]),
        updated_at=_time(row["update_time"]),
        deadline=_time(action["deadline"]) if action.get("deadline") else None,
        answers=answers,
        goods=_goods(row, action),
        buyer_text=buyer_text,
        pictures=pictures,
        offer=Decimal(offer["amount"]) if offer else None,
        carrier=row.get("return_provider_name", ""),
        tracking_number=row.get("return_tracking_number", ""),
    )


def answer(client: Shop, return_id: str, reply: CaseReply) -> None:
    """Send a seller's decision about a return."""
    amount = str(reply.amount) if reply.amount is not None else ""
    if reply.decision in _REJECTIONS or reply.decision == _OFFER_AFTER:
        client.return_refund.reject_return(
            return_id,
            decision=cast("Any", reply.decision),
            reject_reason=reply.reason,
            comment=reply.comment or None,
            partial_refund_amount=({"partial_refund_total": amount, "currency": reply.currency} if amount else None),
            idempotency_key=reply.key,
        )
        return
    client.return_refund.approve_return(
        return_id,
        decision=cast("Any", reply.decision),
        partial_refund={"amount": amount, "currency": reply.currency} if amount else None,
        idempotency_key=reply.key,
    )


def reasons_of(decision: Json) -> tuple[CaseReason, ...]:
    """The reasons that a rejection takes."""
    return tuple(
        CaseReason(reason["name"], reason.get("text") or reason["name"])
        for reason in decision.get("available_reject_reasons") or ()
    )


def _answers(row: Json, decisions: Sequence[Json]) -> Iterator[CaseAnswer]:
    most = Decimal(row["refund_amount"]["refund_total"])
    for decision in decisions:
        name = decision["decision"]
        if not decision["eligible"]:
            continue
        if name in _APPROVALS:
            words, kind = _APPROVALS[name]
            yield CaseAnswer(name, words, kind)
        elif name in _REJECTIONS:
            reasons = reasons_of(decision)
            if name in _OFFERS and not row.get("buyer_rejected_partial_refund"):
                offer = _OFFERS[name]
                needed = reasons if offer == _OFFER_AFTER else ()
                yield CaseAnswer(offer, "Offer a part of the money", AnswerKind.OFFER, needed, most)
            yield CaseAnswer(name, _REJECTIONS[name], AnswerKind.REJECT, reasons)


def _goods(row: Json, action: Json) -> Goods:
    """Whether a parcel travels back. TikTok tells of its arrival by asking the seller to look at it."""
    if row["return_type"] != "RETURN_AND_REFUND":
        return Goods.NONE
    status = row["return_status"]
    if action.get("action") == "SELLER_RESPOND_RECEIVE_PACKAGE" or status == "REJECT_RECEIVE_PACKAGE":
        return Goods.ARRIVED
    is_accepted = status in ("RETURN_OR_REFUND_REQUEST_SUCCESS", "RETURN_OR_REFUND_REQUEST_COMPLETE")
    if status == "BUYER_SHIPPED_ITEM" or (is_accepted and row.get("return_tracking_number")):
        return Goods.ON_THE_WAY
    return Goods.NONE


def _line(item: Json) -> CaseLine:
    return CaseLine(
        external_id=item["return_line_item_id"],
        order_line_id=item["order_line_item_id"],
        sku_id=item["sku_id"],
        quantity=1,
        amount=Decimal(item["refund_amount"]["refund_total"]),
    )


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
