"""searchReturns, getReturnRecords, createReturn."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging_by_time import find_page_by_time, from_seconds
from shopwright.platform.core.registry import operation
from shopwright.platform.market.reasons import find_reason
from shopwright.platform.market.regions import region
from shopwright.platform.sales.cancellations.errors import TOO_MANY_TO_CANCEL
from shopwright.platform.sales.case_times import check_times
from shopwright.platform.sales.cases_store import CaseFilter
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.product_image import shown_image
from shopwright.platform.sales.refunds.request_lines import named_lines
from shopwright.platform.sales.returns.errors import RETURN_PARAMETER_WRONG, RETURN_UNKNOWN
from shopwright.platform.sales.returns.open_return import REQUEST_REFUSALS, Wish, lines_to_ask_for, open_return
from shopwright.platform.sales.returns.presenter import shown_return
from shopwright.platform.sales.returns.return_case import Handover, ShipmentType, standings
from shopwright.platform.sales.returns.return_decisions import read_amount
from shopwright.platform.sales.returns.states import ReturnType
from shopwright.platform.sales.returns.store import Returns

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import (
        CreateReturnResponseData,
        GetReturnRecordsResponseData,
        GetReturnRecordsResponseDataRecord,
        SearchReturnsResponseData,
    )
    from shopwright.contract.types.requests_return_refund import CreateReturnRequest, SearchReturnsRequest


@operation(
    "searchReturns",
    raises=(RETURN_PARAMETER_WRONG,),
    differs="Returns are never combined, quick or edited into others, and return shipping costs nobody anything. Texts "
    "of reasons are English.",
)
def search_returns(call: Call, body: SearchReturnsRequest) -> SearchReturnsResponseData:
    """A page of the shop's returns by time of creation or change, the oldest first."""
    check_times(body)
    page = find_page_by_time(call, call.tx[Returns], _filter(body), lambda last: (last[0], last[1].return_id))
    return {
        "return_orders": [shown_return(call, case) for _, case in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _filter(body: SearchReturnsRequest) -> CaseFilter:
    return CaseFilter(
        case_ids=_set(body.return_ids),
        order_ids=_set(body.order_ids),
        buyer_ids=_set(body.buyer_user_ids),
        types=_set(body.return_types),
        statuses=_set(body.return_status),
        standings=standings(body.arbitration_status or (), offered=bool(body.seller_proposed_return_type)),
        created_from=from_seconds(body.create_time_ge),
        created_before=from_seconds(body.create_time_lt),
        updated_from=from_seconds(body.update_time_ge),
        updated_before=from_seconds(body.update_time_lt),
    )


def _set(names: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(sorted(set(names or ())))


@operation(
    "getReturnRecords",
    raises=(RETURN_UNKNOWN,),
    differs="The documentation names neither the events nor an error code: the events are ours. Texts are English.",
)
def get_return_records(call: Call) -> GetReturnRecordsResponseData:
    """What happened to a return, the oldest first."""
    return_id = call.path["return_id"]
    case = call.tx[Returns].get(call.shop.shop_id, return_id)
    if case is None:
        raise RETURN_UNKNOWN(return_id=return_id[:40])
    records: list[GetReturnRecordsResponseDataRecord] = []
    for record in case.records:
        reason = find_reason(record.reason)
        records.append(
            {
                "event": record.event,
                "role": record.role,
                "description": record.description,
                "reason_text": reason.text if reason else "",
                "note": record.note,
                "images": [shown_image(call, uri) for uri in record.images],
                "videos": [],
                "create_time": record.at // 1000,
            }
        )
    return {"records": records}


@operation(
    "createReturn",
    raises=(*REQUEST_REFUSALS, ORDER_NOT_YOURS, TOO_MANY_TO_CANCEL),
    webhooks=(12, 64, 65),
)
def create_return(call: Call, body: CreateReturnRequest) -> CreateReturnResponseData:
    """Start a refund, or, in some markets, a return on the buyer's behalf. It needs no approval.

    Where the shop uses aftersales requests, the first of its returns is answered.
    """
    if body.return_type not in _TYPES:
        raise RETURN_PARAMETER_WRONG(reason=f"ReturnType must be one of [{', '.join(_TYPES)}].")
    order = change_order(call.tx, call.shop, body.order_id)
    wish = Wish(
        type=ReturnType(body.return_type),
        by="SELLER",
        lines=named_lines(order.order, body) or lines_to_ask_for(order),
        reason=body.return_reason,
        amount=_amount(call, body),
        shipment_type=_shipment_type(body.shipment_type),
        handover=_handover(body.handover_method),
    )
    case = open_return(order, wish)[0]
    return {"return_id": case.return_id, "return_status": str(case.status)}


_TYPES = (str(ReturnType.REFUND), str(ReturnType.RETURN_AND_REFUND))


def _amount(call: Call, body: CreateReturnRequest) -> Decimal | None:
    market = region(call.shop.region)
    if not body.refund_total:
        return None
    if body.currency != market.currency:
        raise RETURN_PARAMETER_WRONG(reason=f"Currency must be {market.currency} where refund_total is given.")
    return read_amount(body.refund_total, market.currency_decimals)


def _shipment_type(value: str | None) -> ShipmentType | None:
    if value not in (None, "", "PLATFORM", "BUYER_ARRANGE"):
        raise RETURN_PARAMETER_WRONG(reason="ShipmentType must be one of [BUYER_ARRANGE, PLATFORM].")
    return cast("ShipmentType", value) if value else None


def _handover(value: str | None) -> Handover:
    if value not in (None, "", "DROP_OFF", "PICKUP"):
        raise RETURN_PARAMETER_WRONG(reason="HandoverMethod must be one of [DROP_OFF, PICKUP].")
    return cast("Handover", value) if value else "DROP_OFF"
