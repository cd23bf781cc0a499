"""Who may cancel what, for which reason, and how a buyer's request may be answered.

Facts: docs/reference/cancellations.md#who.

A check raises what stands in the way.
"""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.market.reasons import (
    Reason,
    Rejected,
    allows_line_items,
    cancel_reasons,
    find_reason,
    reject_reasons,
)
from shopwright.platform.market.regions import all_regions
from shopwright.platform.market.trade_rules import Rules
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.states import OVER, LineStatus, OrderStatus
from shopwright.platform.sales.returns.errors import (
    DECISION_DOES_NOT_FIT,
    LINE_CLAIMED,
    REASON_NOT_FOR_SELLERS,
    REASON_NOT_FOR_STATUS,
    REASON_UNKNOWN,
    RETURN_PARAMETER_WRONG,
)
from shopwright.platform.sales.returns.rules import MOST_IMAGES, Asker
from shopwright.wire.errors import ApiError, ErrorCode

from .cancellation import AT_SELLER, Cancellation, Say, buyers_say, lines_left, lines_open_to_buyer
from .errors import (
    APPROVAL_TOO_LATE,
    CARRIER_HAS_IT,
    LINE_ENDED,
    MAY_NOT_CANCEL,
    NEEDS_NO_ANSWER,
    NO_LINE_ITEM_CANCEL,
    ORDER_ENDED,
    ORDER_TOO_FAR,
    REASON_NOT_FOR_REJECTING,
    REASON_NOT_OF_REQUEST,
    REASON_WITHDRAWN,
    REJECTION_TOO_LATE,
    REQUEST_APPROVED,
    REQUEST_GONE,
)
from .states import CancelStatus

#: Why lines cannot be cancelled.
LINE_REFUSALS: tuple[ErrorCode, ...] = (ORDER_ENDED, LINE_ENDED, MAY_NOT_CANCEL, CARRIER_HAS_IT, LINE_CLAIMED)
#: Why a reason does not hold for cancelling.
REASON_REFUSALS: tuple[ErrorCode, ...] = (
    REASON_UNKNOWN,
    REASON_NOT_FOR_STATUS,
    REASON_WITHDRAWN,
    REASON_NOT_FOR_SELLERS,
)
#: Why a request cannot be approved.
APPROVAL_REFUSALS: tuple[ErrorCode, ...] = (
    APPROVAL_TOO_LATE,
    CARRIER_HAS_IT,
    DECISION_DOES_NOT_FIT,
    NEEDS_NO_ANSWER,
    ORDER_TOO_FAR,
    REQUEST_GONE,
)
#: Why a request cannot be rejected, its reason included.
REJECTION_REFUSALS: tuple[ErrorCode, ...] = (
    REASON_UNKNOWN,
    DECISION_DOES_NOT_FIT,
    NEEDS_NO_ANSWER,
    REASON_NOT_FOR_REJECTING,
    REASON_NOT_OF_REQUEST,
    REASON_WITHDRAWN,
    REJECTION_TOO_LATE,
    REQUEST_APPROVED,
)


def check_lines(order: Order, lines: Sequence[Line], by: Asker, rules: Rules) -> None:
    """Whether a party may cancel these lines now."""
    if not lines:
        raise ORDER_ENDED(order_id=order.order_id, status=order.status)
    for line in lines:
        check_line(order, line, by, rules)


def check_line(order: Order, line: Line, by: Asker, rules: Rules) -> None:
    """Whether a party may cancel a line now, or, a buyer, ask to."""
    if order.status in OVER:
        raise ORDER_ENDED(order_id=order.order_id, status=order.status)
    if not line.is_active or line.is_refunded:
        raise LINE_ENDED(line_id=line.id)
    if line.status not in AT_SELLER:
        raise CARRIER_HAS_IT(line_id=line.id, status=line.status)
    if not (_buyer_may(order, line, rules) if by == "BUYER" else _seller_may(line, rules)):
        raise MAY_NOT_CANCEL(role=by.lower(), region=order.region, status=_seen(order, line))
    if line.claim and line.claim in order.claims:
        raise LINE_CLAIMED(line_id=line.id)


def _buyer_may(order: Order, line: Line, rules: Rules) -> bool:
    return buyers_say(order.status, rules) is not Say.IS_REFUSED and line in lines_open_to_buyer(order, rules)


def _seller_may(line: Line, rules: Rules) -> bool:
    """Sellers leave alone what is not paid, although they have reasons for it, and in most markets what is packed."""
    if line.status is LineStatus.AWAITING_COLLECTION:
        return rules.seller_cancels_awaiting_collection
    return line.status is LineStatus.AWAITING_SHIPMENT


def _seen(order: Order, line: Line) -> str:
    """The state that stands in the way: a part of an order may have gone further than the order."""
    return str(line.status if line.status is LineStatus.AWAITING_COLLECTION else order.status)


def check_reason(order: Order, name: str, at: int) -> None:
    """Whether a seller may cancel an order for a reason at a moment in unix seconds."""
    region, status = order.region, str(order.status)
    if _names(region, status, name, at):
        return
    if find_reason(name) is None:
        raise REASON_UNKNOWN(reason=name[:80])
    if any(_names(region, str(order_status), name, at) for order_status in OrderStatus):
        raise REASON_NOT_FOR_STATUS(reason=name, status=status)
    if any(_names(market.code, str(order_status), name) for market in all_regions() for order_status in OrderStatus):
        raise REASON_WITHDRAWN(reason=name, region=region)
    raise REASON_NOT_FOR_SELLERS(reason=name)


def _names(region: str, status: str, name: str, at: int | None = None) -> bool:
    return _has(cancel_reasons(region, "SELLER", status, at), name)


def _has(reasons: Sequence[Reason], name: str) -> bool:
    return any(reason.name == name for reason in reasons)


def check_part(order: Order, lines: Sequence[Line], reason: str, rules: Rules) -> None:
    """Whether lines may be cancelled without the rest of the order: in some markets, and only if out of stock."""
    if {line.id for line in lines} == {line.id for line in lines_left(order)}:
        return
    if not rules.line_item_cancel:
        raise NO_LINE_ITEM_CANCEL(order_id=order.order_id, reason=f"sellers in {order.region} cancel whole orders")
    if not allows_line_items(reason):
        raise NO_LINE_ITEM_CANCEL(order_id=order.order_id, reason="the reason is not that they are out of stock")


def why_not_approve(case: Cancellation, order: Order) -> ApiError | None:
    """What stands in the way of approving a request now, ``None`` when nothing does: its state, or goods that left."""
    if case.type == "CANCEL":
        return NEEDS_NO_ANSWER(cancel_id=case.cancel_id, kind=case.type)
    if case.status is CancelStatus.SUCCESS:
        return APPROVAL_TOO_LATE(cancel_id=case.cancel_id, status=case.status)
    if case.status is CancelStatus.CANCEL:
        return REQUEST_GONE(cancel_id=case.cancel_id)
    if case.status is not CancelStatus.PENDING:
        return DECISION_DOES_NOT_FIT(decision="approve", status=case.status)
    for line in order.lines:
        if line.id in case.line_ids and line.status not in AT_SELLER:
            if line.status is LineStatus.IN_TRANSIT:
                return CARRIER_HAS_IT(line_id=line.id, status=line.status)
            return ORDER_TOO_FAR(order_id=order.order_id, status=order.status)
    return None


def why_not_reject(case: Cancellation) -> ApiError | None:
    """What stands in the way of rejecting a request now, for whatever reason; ``None`` when nothing does."""
    if case.type == "CANCEL":
        return NEEDS_NO_ANSWER(cancel_id=case.cancel_id, kind=case.type)
    if case.status is CancelStatus.SUCCESS:
        return REQUEST_APPROVED(cancel_id=case.cancel_id)
    if case.status is CancelStatus.CANCEL:
        return REJECTION_TOO_LATE(cancel_id=case.cancel_id, status=case.status)
    if case.status is not CancelStatus.PENDING:
        return DECISION_DOES_NOT_FIT(decision="reject", status=case.status)
    return None


#: How many characters a seller's comment may have.
_LONGEST_COMMENT = 500


def check_comment(comment: str, images: Sequence[str]) -> None:
    """Whether a rejection may come with a comment and with pictures, by their ids."""
    if len(comment) > _LONGEST_COMMENT:
        raise RETURN_PARAMETER_WRONG(reason=f"a comment has at most {_LONGEST_COMMENT} characters.")
    if len(images) > MOST_IMAGES:
        raise RETURN_PARAMETER_WRONG(reason=f"at most {MOST_IMAGES} images can be given.")


_OTHER_REJECTIONS: tuple[Rejected, ...] = ("REFUND", "RETURN", "RECEIVED_PACKAGE", "REPLACEMENT")


def check_reject_reason(region: str, name: str, at: int) -> None:
    """Whether a request can be rejected for a reason in a market, at a moment in unix seconds."""
    if _has(reject_reasons(region, "CANCELLATION", at), name):
        return
    if find_reason(name) is None:
        raise REASON_UNKNOWN(reason=name[:80])
    markets = [region.code for region in all_regions()]
    if any(_has(reject_reasons(market, "CANCELLATION"), name) for market in markets):
        raise REASON_WITHDRAWN(reason=name, region=region)
    if any(_has(reject_reasons(market, what), name) for market in markets for what in _OTHER_REJECTIONS):
        raise REASON_NOT_OF_REQUEST(reason=name)
    raise REASON_NOT_FOR_REJECTING(reason=name)
