"""approveReturn, rejectReturn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.returns.errors import RETURN_PARAMETER_WRONG, RETURN_UNKNOWN
from shopwright.platform.sales.returns.return_change import change_return
from shopwright.platform.sales.returns.return_decisions import (
    APPROVAL_REFUSALS,
    REFUSALS,
    REJECTION_REFUSALS,
    Answer,
    answer_return,
)
from shopwright.platform.sales.returns.rules import MOST_IMAGES
from shopwright.platform.sales.returns.states import Decision

if TYPE_CHECKING:
    from shopwright.contract.types.requests_return_refund import ApproveReturnRequest, RejectReturnRequest


@operation(
    "approveReturn",
    raises=(*REFUSALS, *APPROVAL_REFUSALS, RETURN_UNKNOWN),
    webhooks=(1, 12, 64, 65, 71),
    differs="Exchanges are approved and refunded by the decisions for replacements.",
)
def approve_return(call: Call, body: ApproveReturnRequest) -> Mapping[str, object]:
    """Approve a request or what was sent back, refund without goods, or offer a part of the money."""
    offer = body.partial_refund
    answer = Answer(
        decision=Decision(body.decision),
        keeps_goods=bool(body.buyer_keep_item),
        amount=offer.amount if offer else None,
        currency=offer.currency if offer else None,
    )
    answer_return(change_return(call.tx, call.shop, call.path["return_id"]), answer)
    return {}


@operation(
    "rejectReturn",
    raises=(*REFUSALS, *REJECTION_REFUSALS, RETURN_UNKNOWN),
    webhooks=(12, 64, 65),
    differs="A rejected exchange is cancelled, as the documentation has no state for it.",
)
def reject_return(call: Call, body: RejectReturnRequest) -> Mapping[str, object]:
    """Reject a request or what was sent back; or offer a part of the money for what was sent back."""
    offer, images = body.partial_refund_amount, body.images or []
    if len(images) > MOST_IMAGES:
        raise RETURN_PARAMETER_WRONG(reason=f"at most {MOST_IMAGES} images can be given.")
    answer = Answer(
        decision=Decision(body.decision),
        amount=offer.partial_refund_total if offer else None,
        currency=offer.currency if offer else None,
        reason=body.reject_reason,
        comment=body.comment or "",
        images=[image.image_id for image in images],
    )
    answer_return(change_return(call.tx, call.shop, call.path["return_id"]), answer)
    return {}
