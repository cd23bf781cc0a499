"""TikTok's cancellations as the channel protocol has them. Who may cancel when: docs/reference/cancellations.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shopwright.client.shop import Shop
from shopwright.hub.channels.cases import (
    AnswerKind,
    CaseAnswer,
    CaseKind,
    CaseLine,
    CaseReason,
    CaseReply,
    ExternalCancellation,
    Money,
    Party,
)

from .errors import translating
from .returns import reasons_of

Json = Mapping[str, Any]

_STATES = {
    "CANCELLATION_REQUEST_PENDING": (Money.ASKED, Party.SELLER),
    "CANCELLATION_REQUEST_SUCCESS": (Money.PROMISED, Party.CHANNEL),
    "CANCELLATION_REQUEST_COMPLETE": (Money.REFUNDED, Party.NOBODY),
}
_OVER = (Money.NONE, Party.NOBODY)
_APPROVE, _REJECT = "APPROVE_REQUEST_CANCEL", "REJECT_REQUEST_CANCEL"
#: What the names of reasons begin and end with, around what they say.
_AROUND = re.compile(r"^seller_cancel_((unpaid|paid|order)_)?(reason_)?|_uk$")


def cancellations_since(client: Shop, since: datetime) -> Iterator[ExternalCancellation]:
    """Cancellations that changed since a time, the oldest change first, without answers."""
    with translating():
        for row in client.return_refund.iter_cancellations(
            update_time_ge=since, sort_field="update_time", sort_order="ASC"
        ):
            yield cancellation_of(row)


def read_cancellation(client: Shop, cancel_id: str) -> ExternalCancellation | None:
    """A cancellation with the answers that are allowed now; None for one that is not there."""
    with translating():
        rows = client.return_refund.search_cancellations(cancel_ids=[cancel_id])["cancellations"]
        if not rows:
            return None
        decisions: Sequence[Json] = ()
        if rows[0]["cancel_status"] == "CANCELLATION_REQUEST_PENDING":
            decisions = client.return_refund.get_decision_eligibility(return_or_cancel_id=cancel_id)["decisions"]
    return cancellation_of(rows[0], tuple(_answers(decisions)))


def cancellation_of(row: Json, answers: tuple[CaseAnswer, ...] = ()) -> ExternalCancellation:
    """The cancellation of a row of Search Cancellations."""
    money, waits_for = _STATES.get(row["cancel_status"], _OVER)
    action: Json = next(iter(row.get("seller_next_action_response") or ()), {})
    refund = row["refund_amount"]
    return ExternalCancellation(
        external_id=row["cancel_id"],
        order_id=row["order_id"],
        kind=CaseKind.CANCELLATION,
        raw_status=row["cancel_status"],
        money=money,
        waits_for=waits_for,
        reason=row.get("cancel_reason", ""),
        reason_words=row.get("cancel_reason_text", ""),
        lines=tuple(_line(item) for item in row["cancel_line_items"]),
        amount=Decimal(refund["refund_total"]),
        currency=refund["currency"],
        opened_at=datetime.fromtimestamp(row["create_time"], UTC),
        updated_at=datetime.fromtimestamp(row["update_time"], UTC),
        deadline=datetime.fromtimestamp(action["deadline"], UTC) if action.get("deadline") else None,
        answers=answers,
    )


def answer(client: Shop, cancel_id: str, reply: CaseReply) -> None:
    """Send a seller's decision about a buyer's request."""
    if reply.decision == _APPROVE:
        client.return_refund.approve_cancellation(cancel_id, idempotency_key=reply.key)
        return
    client.return_refund.reject_cancellation(
        cancel_id, reject_reason=reply.reason, comment=reply.comment or None, idempotency_key=reply.key
    )


def reasons_to_cancel(client: Shop, order_id: str) -> Sequence[CaseReason]:
    """For what the seller may cancel an order now; none where that is not allowed."""
    with translating():
        skus = client.return_refund.get_aftersale_eligibility(
            order_id, initiate_aftersale_user="SELLER", request_types=["CANCEL"]
        )["sku_eligibility"]
    lines = [line for sku in skus for line in sku["line_item_eligibility"] if line["eligible"]]
    names = dict.fromkeys(name for line in lines for name in line.get("available_reason_names") or ())
    return [CaseReason(name, _words(name)) for name in names]


def cancel(client: Shop, order_id: str, reason: str, line_ids: Sequence[str]) -> None:
    """Cancel an order, or single lines of it."""
    client.return_refund.cancel_order(
        order_id=order_id, cancel_reason=reason, order_line_item_ids=list(line_ids) or None
    )


def _answers(decisions: Sequence[Json]) -> Iterator[CaseAnswer]:
    for decision in decisions:
        if not decision["eligible"]:
            continue
        if decision["decision"] == _APPROVE:
            yield CaseAnswer(_APPROVE, "Cancel the order", AnswerKind.APPROVE)
        elif decision["decision"] == _REJECT:
            yield CaseAnswer(_REJECT, "Reject the request", AnswerKind.REJECT, reasons_of(decision))


def _words(name: str) -> str:
    """A reason as people read it: TikTok names these without texts."""
    return _AROUND.sub("", name).replace("_", " ").capitalize()


def _line(item: Json) -> CaseLine:
    return CaseLine(
        external_id=item["cancel_line_item_id"],
        order_line_id=item["order_line_item_id"],
        sku_id=item["sku_id"],
        quantity=1,
        amount=Decimal(item["refund_amount"]["refund_total"]),
    )
