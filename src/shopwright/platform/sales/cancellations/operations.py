"""cancelOrder, approveCancellation, rejectCancellation, searchCancellations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging_by_time import find_page_by_time, from_seconds
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.case_times import check_times
from shopwright.platform.sales.cases_store import CaseFilter
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.refunds.request_lines import named_lines
from shopwright.platform.sales.returns.errors import CANCELLATION_UNKNOWN, RETURN_PARAMETER_WRONG

from .cancellation import lines_left
from .cancellation_change import approve_request, cancel_at_once, change_cancellation, reject_request
from .errors import NO_LINE_ITEM_CANCEL, TOO_MANY_TO_CANCEL
from .presenter import shown_cancellation
from .rules import (
    APPROVAL_REFUSALS,
    LINE_REFUSALS,
    REASON_REFUSALS,
    REJECTION_REFUSALS,
    check_lines,
    check_part,
    check_reason,
)
from .store import Cancellations

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import (
        CancelOrderResponseData,
        SearchCancellationsResponseData,
    )
    from shopwright.contract.types.requests_return_refund import (
        CancelOrderRequest,
        Empty,
        RejectCancellationRequest,
        SearchCancellationsRequest,
    )


@operation(
    "cancelOrder",
    raises=(RETURN_PARAMETER_WRONG, *LINE_REFUSALS, *REASON_REFUSALS, NO_LINE_ITEM_CANCEL, TOO_MANY_TO_CANCEL),
    webhooks=(1, 4, 11, 27, 71),
    differs="An unknown order answers 25001001, as the documentation names no code for it. There are no bundles, so no "
    "sub-items of a line. Refusals by risk control (25001046) and by locks (25001028) do not occur.",
)
def cancel_order(call: Call, body: CancelOrderRequest) -> CancelOrderResponseData:
    """Cancel an order, or single line items of it where the market allows, and give the money back."""
    change = _held(call, body.order_id)
    order = change.order
    lines = named_lines(order, body) or lines_left(order)
    check_lines(order, lines, "SELLER", change.rules)
    check_reason(order, body.cancel_reason, change.now)
    check_part(order, lines, body.cancel_reason, change.rules)
    case = cancel_at_once(change, lines, body.cancel_reason, "SELLER")
    return {"cancel_id": case.cancel_id, "cancel_status": str(case.status)}


def _held(call: Call, order_id: str) -> OrderChange:
    if call.tx[Orders].get(call.shop.shop_id, order_id) is None:
        raise RETURN_PARAMETER_WRONG(reason=f"there is no order {order_id[:40]} in this shop.")
    return change_order(call.tx, call.shop, order_id)


@operation(
    "approveCancellation",
    raises=(CANCELLATION_UNKNOWN, RETURN_PARAMETER_WRONG, *APPROVAL_REFUSALS),
    webhooks=(1, 4, 11, 71),
    differs="Failures of loading and storing (25001058, 25007002) do not occur.",
)
def approve_cancellation(call: Call, _: Empty) -> Mapping[str, object]:
    """Say yes to a buyer who asks to cancel: the lines are cancelled, and the money goes back."""
    change = change_cancellation(call.tx, call.shop, _cancel_id(call))
    approve_request(change)
    return {}


def _cancel_id(call: Call) -> str:
    """The id of the path; 25001001 for what cannot be one."""
    cancel_id = call.path["cancel_id"]
    if not (cancel_id.isascii() and cancel_id.isdigit()):
        raise RETURN_PARAMETER_WRONG(reason=f"{cancel_id[:40]} is no id of a cancellation.")
    return cancel_id


@operation(
    "rejectCancellation",
    raises=(CANCELLATION_UNKNOWN, RETURN_PARAMETER_WRONG, *REJECTION_REFUSALS),
    webhooks=(11,),
    differs="Pictures are noted by their ids and not looked at.",
)
def reject_cancellation(call: Call, body: RejectCancellationRequest) -> Mapping[str, object]:
    """Say no, for one of the market's reasons: the order goes on."""
    change = change_cancellation(call.tx, call.shop, _cancel_id(call))
    image_ids = [image.image_id for image in body.images or ()]
    reject_request(change, body.reject_reason, body.comment or "", image_ids)
    return {}


@operation(
    "searchCancellations",
    raises=(RETURN_PARAMETER_WRONG,),
    differs="Texts of reasons are English. should_replenish_stock says whether the units went, or would go, back into "
    "the shop's stock.",
)
def search_cancellations(call: Call, body: SearchCancellationsRequest) -> SearchCancellationsResponseData:
    """A page of the shop's cancellations by time of creation or change, the oldest first."""
    check_times(body)
    page = find_page_by_time(call, call.tx[Cancellations], _filter(body), lambda last: (last[0], last[1].cancel_id))
    return {
        "cancellations": [shown_cancellation(call, case) for _, case in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _filter(body: SearchCancellationsRequest) -> CaseFilter:
    return CaseFilter(
        case_ids=_set(body.cancel_ids),
        order_ids=_set(body.order_ids),
        buyer_ids=_set(body.buyer_user_ids),
        types=_set(body.cancel_types),
        statuses=_set(body.cancel_status),
        created_from=from_seconds(body.create_time_ge),
        created_before=from_seconds(body.create_time_lt),
        updated_from=from_seconds(body.update_time_ge),
        updated_before=from_seconds(body.update_time_lt),
    )


def _set(names: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(sorted(set(names or ())))
