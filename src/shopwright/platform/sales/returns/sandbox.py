"""``/sandbox/orders/{order_id}/return`` and ``/sandbox/returns``: buyers ask for money or other goods, and carry on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from msgspec import Meta

from shopwright.platform.core.control.shapes import Body, Key, PlatformSeconds, View
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import text
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.sales.find import find_order, find_return
from shopwright.platform.sales.orders.buyer_errors import BUYER_MAY_NOT_ACT, BUYER_MAY_NOT_RETURN
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.wire.errors import ApiError

from .arbitration import appeal, rule_for_buyer, rule_for_seller
from .open_return import Wish, lines_to_ask_for, open_return
from .return_case import Handover, Return, ShipmentType
from .return_change import ReturnChange, hold_return
from .return_decisions import accept_offer, refuse_offer, withdraw
from .return_parcel import arrive, send_back
from .rma import follow, in_one_parcel
from .states import ReturnType
from .store import AftersalesRequests

Act = Literal[
    "WITHDRAW", "SHIP", "ARRIVE", "ACCEPT_OFFER", "REFUSE_OFFER", "APPEAL", "RULE_FOR_BUYER", "RULE_FOR_SELLER"
]


class BuyerReturns(Body):
    """What the buyer asks for, of which lines (ids; none: all), why (the market's usual reason where none is named),
    and how the goods come back. ``exchange_sku_id``: what the buyer wants instead; the same where it is left out."""

    return_type: Literal["REFUND", "RETURN_AND_REFUND", "REPLACEMENT", "EXCHANGE"]
    line_items: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=500)] | None = None
    reason: Key | None = None
    shipment_type: ShipmentType | None = None
    handover_method: Handover = "DROP_OFF"
    exchange_sku_id: Key | None = None


class ReturnAct(Body):
    """What the buyer does, the buyer's parcel does, or the platform rules."""

    act: Act


class ReturnLineView(View):
    id: str
    line_id: str
    sku_id: str


class ReturnView(View):
    """``return_ids`` are all of one aftersales request, else this one. Ids are "" and times 0 where there is none."""

    return_id: str
    return_ids: list[str]
    order_id: str
    shop_id: str
    return_type: str
    return_status: str
    arbitration_status: str
    is_open: bool
    refund_total: str
    currency: str
    line_items: list[ReturnLineView]
    tracking_number: str
    deadline: PlatformSeconds
    refunded_at: PlatformSeconds
    new_order_id: str
    aftersales_request_id: str
    rma_id: str


def return_order(tx: Tx, order_id: str, body: BuyerReturns) -> ReturnView:
    """The buyer asks; 40930 where buyers may not."""
    shop, _ = find_order(tx, order_id)
    order = change_order(tx, shop, order_id)
    try:
        wish = Wish(
            type=ReturnType(body.return_type),
            by="BUYER",
            lines=_lines(order, body.line_items),
            reason=body.reason or "",
            shipment_type=body.shipment_type,
            handover=body.handover_method,
            exchange_sku_id=body.exchange_sku_id or "",
        )
        case = open_return(order, wish)[0]
    except ApiError as error:
        raise BUYER_MAY_NOT_RETURN(reason=error.message) from error
    return show_return(tx, case.return_id)


def _lines(order: OrderChange, line_ids: tuple[str, ...] | None) -> list[Line]:
    if line_ids is None:
        return lines_to_ask_for(order)
    lines = {line.id: line for line in order.order.lines}
    unknown = [line_id for line_id in line_ids if line_id not in lines]
    if unknown:
        raise BUYER_MAY_NOT_RETURN(reason=f"the order has no line {unknown[0][:40]}.")
    return [lines[line_id] for line_id in dict.fromkeys(line_ids)]


def show_return(tx: Tx, return_id: str) -> ReturnView:
    """One return of any shop."""
    shop, case = find_return(tx, return_id)
    return _view(tx, shop, case)


def _view(tx: Tx, shop: Shop, case: Return) -> ReturnView:
    market = region(shop.region)
    request = tx[AftersalesRequests].get(shop.shop_id, case.request_id) if case.request_id else None
    return ReturnView(
        return_id=case.return_id,
        return_ids=request.return_ids if request else [case.return_id],
        order_id=case.order_id,
        shop_id=shop.shop_id,
        return_type=str(case.type),
        return_status=str(case.status),
        arbitration_status=case.arbitration or "",
        is_open=case.is_open,
        refund_total=text(case.refund.total, market.currency_decimals),
        currency=market.currency,
        line_items=[ReturnLineView(id=line.id, line_id=line.line_id, sku_id=line.item.sku_id) for line in case.lines],
        tracking_number=case.parcel.tracking_number,
        deadline=case.deadline // 1000,
        refunded_at=case.refunded_at // 1000,
        new_order_id=case.new_order_id,
        aftersales_request_id=case.request_id,
        rma_id=case.rma_id,
    )


def act_on_return(tx: Tx, return_id: str, body: ReturnAct) -> ReturnView:
    """Do what the buyer, the carrier or the platform would; 40931 where the return's state forbids it.

    A parcel that holds several returns of an RMA travels with all of them.
    """
    shop, case = find_return(tx, return_id)
    order = change_order(tx, shop, case.order_id)
    with _errors_of_act(case, body.act):
        together = in_one_parcel(order, case) if body.act in _ACTS_ON_PARCELS else [case]
        for each in together:
            change = hold_return(order, each.return_id)
            _ACTS[body.act](change)
    follow(order, case)
    return show_return(tx, return_id)


@contextmanager
def _errors_of_act(case: Return, act: Act) -> Iterator[None]:
    try:
        yield
    except ApiError as error:
        raise BUYER_MAY_NOT_ACT(act=act, return_id=case.return_id, status=str(case.status)) from error


_ACTS_ON_PARCELS = frozenset({"SHIP", "ARRIVE"})
_ACTS: dict[Act, Callable[[ReturnChange], None]] = {
    "WITHDRAW": withdraw,
    "SHIP": send_back,
    "ARRIVE": arrive,
    "ACCEPT_OFFER": accept_offer,
    "REFUSE_OFFER": refuse_offer,
    "APPEAL": appeal,
    "RULE_FOR_BUYER": rule_for_buyer,
    "RULE_FOR_SELLER": rule_for_seller,
}
