"""Aftersales requests and RMAs: both follow the returns that they hold."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shopwright.platform.clock.scheduler import DueName, declare, plan
from shopwright.platform.clock.store import DueActions
from shopwright.platform.sales.cases_store import CaseFilter
from shopwright.platform.sales.orders.order import Role
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.wire.ids import IdKind

from .aftersales import AftersalesRequest, Rma, is_reviewed, rma_event
from .aftersales_change import RequestChange, RmaChange, hold_request, hold_rma
from .return_case import Return, is_grouped, next_step
from .return_change import hold_return
from .return_parcel import write_label
from .states import RequestEvent, RequestStatus, ReturnStatus, RmaEvent, RmaStatus
from .store import Returns, Rmas

#: Due actions that move all returns of a request, or of an RMA, on together.
REQUEST_STEP, RMA_STEP = declare("aftersales.step"), declare("rma.step")


def open_request(order: OrderChange, cases: Sequence[Return], role: Role) -> AftersalesRequest:
    """One request for returns of one order."""
    case = cases[0]
    request = AftersalesRequest(
        request_id=case.request_id,
        order_id=case.order_id,
        buyer_id=case.buyer_id,
        type=case.type,
        status=RequestStatus.INIT,
        role=role,
        return_ids=[case.return_id for case in cases],
        created_at=order.at,
        updated_at=order.at,
    )
    RequestChange(order, request).begin().apply(RequestEvent.SUBMIT)
    _plan(order, REQUEST_STEP, request.request_id, cases)
    return request


def follow(order: OrderChange, case: Return) -> None:
    """Bring the request and the RMAs of a return up to it. The order is held."""
    if not case.request_id:
        return
    change = hold_request(order, case.request_id)
    request = change.request
    cases = _returns(order, request.return_ids)
    approved = [case for case in cases if case.status is ReturnStatus.AWAITING_SHIP and not case.rma_id]
    if approved:
        _authorize(order, request, approved)
    if request.status is RequestStatus.PENDING and is_reviewed(cases):
        change.apply(RequestEvent.REVIEW)
    _plan(order, REQUEST_STEP, request.request_id, [case for case in cases if is_grouped(case) and not case.rma_id])
    for rma in _rmas_of(order, request.request_id):
        _move(order, rma)


def _rmas_of(order: OrderChange, request_id: str) -> list[RmaChange]:
    """The RMAs of a request, the oldest first."""
    mine = CaseFilter(parent_ids=(request_id,))
    page = order.tx[Rmas].page(order.shop.shop_id, mine, by="created_at", descending=False, after=None, size=1000)
    return [hold_rma(order, rma.rma_id) for _, rma in page]


def in_one_parcel(order: OrderChange, case: Return) -> list[Return]:
    """The returns whose goods travel back with those of a return: itself, and those of its RMA in the same state."""
    rma = order.tx[Rmas].get(order.shop.shop_id, case.rma_id) if case.rma_id else None
    return [each for each in _returns(order, rma.return_ids) if each.status is case.status] if rma else [case]


def _returns(order: OrderChange, return_ids: Sequence[str]) -> list[Return]:
    cases = (order.tx[Returns].get(order.shop.shop_id, return_id) for return_id in return_ids)
    return [case for case in cases if case is not None]


def _authorize(order: OrderChange, request: AftersalesRequest, cases: Sequence[Return]) -> None:
    """What was approved together comes back in one parcel with one label."""
    rma = Rma(
        rma_id=order.tx.new_id(IdKind.RMA),
        request_id=request.request_id,
        order_id=request.order_id,
        buyer_id=request.buyer_id,
        status=RmaStatus.INIT,
        role=request.role,
        package_id=order.tx.new_id(IdKind.PACKAGE),
        return_ids=[case.return_id for case in cases],
        created_at=order.at,
        updated_at=order.at,
    )
    parcel = cases[0].parcel
    write_label(order, parcel)
    for case in cases:
        change = hold_return(order, case.return_id)
        change.case.rma_id = rma.rma_id
        change.case.parcel = msgspec.structs.replace(parcel)
    RmaChange(order, rma).begin()


def _move(order: OrderChange, change: RmaChange) -> None:
    rma = change.rma
    cases = _returns(order, rma.return_ids)
    while (event := rma_event(rma.status, cases)) is not None:
        change.apply(event)
        if event is RmaEvent.CLOSE:
            break
    _plan(order, RMA_STEP, rma.rma_id, [case for case in cases if is_grouped(case)])


def _plan(order: OrderChange, name: DueName, subject: str, cases: Sequence[Return]) -> None:
    """Plan the next thing that time does to some of these returns, or nothing."""
    by_itself = order.shop.has_automatic_carrier
    steps = [step for case in cases if (step := next_step(case, order.rules, by_itself=by_itself))]
    if steps:
        plan(order.tx, name, subject, order.shop.shop_id, max(min(step.at for step in steps), order.at))
    else:
        order.tx[DueActions].drop(name, subject)
