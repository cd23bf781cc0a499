"""A return comes into being: a buyer asks, or a seller starts it on the buyer's behalf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.core.money import text
from shopwright.platform.market.reasons import find_reason
from shopwright.platform.market.regions import region
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.sales.orders.states import OVER, OrderStatus
from shopwright.platform.sales.refunds.refundable import Refundable
from shopwright.wire.errors import ApiError, ErrorCode
from shopwright.wire.ids import IdKind

from .errors import (
    ALREADY_RETURNED,
    LINE_CLAIMED,
    NOT_PERMITTED,
    ORDER_CLOSED,
    ORDER_NOT_RETURNABLE,
    OVER_REFUNDABLE,
    REASON_NOT_FOR_SELLERS,
    REASON_NOT_FOR_STATUS,
    REASON_NOT_OFFERED,
    REASON_UNKNOWN,
    RETURN_PARAMETER_WRONG,
)
from .return_case import Handover, Parcel, Return, ReturnedLine, ShipmentType
from .return_change import ReturnChange
from .return_decisions import Answer, carry_out
from .rma import follow, open_request
from .rules import Asker, asked_in, is_overdue, is_reason_to_ask, reasons_in, reasons_to_ask
from .states import FIRST_STATUS, RESHIPPED, UNANSWERED_DECISION, ReturnType
from .store import Returns

#: The codes that a request can be refused with.
REQUEST_REFUSALS: tuple[ErrorCode, ...] = (
    ALREADY_RETURNED,
    LINE_CLAIMED,
    NOT_PERMITTED,
    ORDER_CLOSED,
    ORDER_NOT_RETURNABLE,
    OVER_REFUNDABLE,
    REASON_NOT_FOR_SELLERS,
    REASON_NOT_FOR_STATUS,
    REASON_NOT_OFFERED,
    REASON_UNKNOWN,
    RETURN_PARAMETER_WRONG,
)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. ``amount``: less than was paid, in the market's currency; no ``reason``: the usual one."""

    type: ReturnType
    by: Asker
    lines: Sequence[Line]
    reason: str = ""
    amount: Decimal | None = None
    shipment_type: ShipmentType | None = None
    handover: Handover = "DROP_OFF"
    exchange_sku_id: str = ""


def open_return(order: OrderChange, wish: Wish) -> list[Return]:
    """Ask for a return. One return; where the shop uses aftersales requests, one per SKU in one request.

    Approved at once is what a seller starts, and the refund of an order in transit that is past its estimate.
    """
    wish = msgspec.structs.replace(wish, reason=_checked_reason(order, wish))
    check_lines(order, wish.lines)
    by_request = order.shop.doc.aftersales_flow == "RMA"
    groups = list(_by_sku(order, wish.lines)) if by_request else [list(wish.lines)]
    request_id = order.tx.new_id(IdKind.AFTERSALES) if by_request else ""
    refundable = Refundable(order.tx, order.shop, order.order)
    changes = [_new_return(order, wish, lines, request_id, refundable) for lines in groups]
    _refund_only(wish, [change.case for change in changes], region(order.shop.region).currency_decimals)
    for change in changes:
        change.begin()
        _decide_at_once(change, wish)
    cases = [change.case for change in changes]
    if by_request:
        open_request(order, cases, wish.by)
        follow(order, cases[0])
    return cases


def check_state(order: OrderChange, kind: ReturnType, by: Asker) -> None:
    """Whether a party may ask for a type of return in the order's state; raises why not."""
    current = order.order
    if current.status in OVER:
        raise ORDER_CLOSED(order_id=current.order_id, status=str(current.status))
    states = asked_in(kind, by, order.rules)
    if by == "SELLER" and not states:
        raise NOT_PERMITTED(region=current.region)
    if current.status not in states:
        raise ORDER_NOT_RETURNABLE(
            role=by.lower(), kind=str(kind), order_id=current.order_id, status=str(current.status)
        )


def _checked_reason(order: OrderChange, wish: Wish) -> str:
    check_state(order, wish.type, wish.by)
    mine = reasons_to_ask(order.order, wish.type, wish.by, order.now)
    name = wish.reason or (mine[0].name if mine and wish.by == "BUYER" else "")
    if any(reason.name == name for reason in mine):
        return name
    if find_reason(name) is None:
        raise REASON_UNKNOWN(reason=name[:80])
    if wish.by == "SELLER" and any(
        reason.name == name for reason in reasons_to_ask(order.order, wish.type, "BUYER", order.now)
    ):
        raise REASON_NOT_FOR_SELLERS(reason=name)
    if is_reason_to_ask(name, wish.type, wish.by) and not _is_offered_here(order, wish, name):
        raise REASON_NOT_OFFERED(reason=name, region=order.order.region)
    raise REASON_NOT_FOR_STATUS(reason=name, status=str(order.order.status))


def _is_offered_here(order: OrderChange, wish: Wish, name: str) -> bool:
    """Whether a reason holds in the market now, in some state of an order."""
    current = order.order
    return any(
        reason.name == name
        for status in OrderStatus
        for reason in reasons_in(current.region, status, wish.type, wish.by, order.now)
    )


def check_lines(order: OrderChange, lines: Sequence[Line]) -> None:
    """Raise why no request of any type is possible for lines, where there is a reason."""
    if not lines:
        raise RETURN_PARAMETER_WRONG(reason="nothing of the order is left that could be returned.")
    for line in lines:
        problem = _problem_with(order, line)
        if problem is not None:
            raise problem


def lines_to_ask_for(order: OrderChange) -> list[Line]:
    """The lines of an order for which something can be asked."""
    return [line for line in order.order.lines if _problem_with(order, line) is None]


def _problem_with(order: OrderChange, line: Line) -> ApiError | None:
    """Why nothing can be asked for a line. A part of its money that was paid before is no reason, new goods are."""
    if not line.is_active or line.is_refunded:
        return ALREADY_RETURNED(line_id=line.id)
    if line.claim in order.order.claims:
        return LINE_CLAIMED(line_id=line.id)
    earlier = order.tx[Returns].get(order.shop.shop_id, line.claim) if line.claim else None
    is_replaced = earlier is not None and earlier.status in RESHIPPED
    return ALREADY_RETURNED(line_id=line.id) if is_replaced else None


def _by_sku(order: OrderChange, lines: Sequence[Line]) -> Iterator[list[Line]]:
    lines_of: dict[str, list[Line]] = {}
    for line in lines:
        lines_of.setdefault(order.order.item_of(line).sku_id, []).append(line)
    yield from lines_of.values()


def _new_return(
    order: OrderChange, wish: Wish, lines: Sequence[Line], request_id: str, refundable: Refundable
) -> ReturnChange:
    current = order.order
    by_platform = wish.shipment_type == "PLATFORM" or (wish.shipment_type is None and current.shipping_type == "TIKTOK")
    case = Return(
        return_id=order.tx.new_id(IdKind.RETURN),
        order_id=current.order_id,
        buyer_id=current.buyer_id,
        type=wish.type,
        status=FIRST_STATUS[wish.type],
        role=wish.by,
        reason=wish.reason,
        lines=[
            ReturnedLine(
                order.tx.new_id(IdKind.RETURN_LINE),
                line.id,
                current.item_of(line),
                line.money,
                refundable.if_returned(line, wish.reason),
                line.claim,
            )
            for line in lines
        ],
        created_at=order.at,
        updated_at=order.at,
        since=order.at,
        request_id=request_id,
        is_received_by_platform=not current.is_fulfilled_by_seller,
        exchange_sku_id=wish.exchange_sku_id,
        parcel=Parcel(
            shipment_type="PLATFORM" if by_platform else "BUYER_ARRANGE",
            handover=wish.handover,
            shipped_by="PLATFORM_SHIPPED" if by_platform else "BUYER_SHIPPED",
        ),
    )
    return ReturnChange(order, case)


def _refund_only(wish: Wish, cases: Sequence[Return], decimals: int) -> None:
    """Refund the amount that was named, shared among the returns in proportion."""
    if wish.amount is None:
        return
    most = sum((case.refund.total for case in cases), Decimal(0))
    if wish.amount > most:
        raise OVER_REFUNDABLE(amount=text(wish.amount, decimals), refundable=text(most, decimals))
    left = wish.amount
    for index, case in enumerate(cases):
        part = left if index == len(cases) - 1 else min(case.refund.total, left)
        case.refund_only(part, decimals)
        left -= part


def _decide_at_once(change: ReturnChange, wish: Wish) -> None:
    overdue = wish.type is ReturnType.REFUND and is_overdue(change.order.order, change.order.now)
    if wish.by == "SELLER" or overdue:
        carry_out(change, Answer(decision=UNANSWERED_DECISION[wish.type], role="SYSTEM"))
