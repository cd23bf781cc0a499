"""Aftersales requests and return merchandise authorisations, RMA (docs/reference/aftersales.md#states).

A request holds one return per SKU, which is what a seller decides about. What is approved to come back in one parcel
is one RMA. Both are as far as their returns are.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from shopwright.platform.sales.orders.order import Role

from .return_case import Return
from .states import UNANSWERED, RequestStatus, ReturnStatus, ReturnType, RmaEvent, RmaStatus


class AftersalesRequest(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a buyer asks for one order at a time: ``return_ids`` are its returns, one per SKU. Times in milliseconds."""

    request_id: str
    order_id: str
    buyer_id: str
    type: ReturnType
    status: RequestStatus
    role: Role
    return_ids: list[str]
    created_at: int
    updated_at: int


class Rma(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The goods that may come back in one parcel, which is ``package_id``. Times in milliseconds."""

    rma_id: str
    request_id: str
    order_id: str
    buyer_id: str
    status: RmaStatus
    role: Role
    package_id: str
    return_ids: list[str]
    created_at: int
    updated_at: int
    deadline: int = 0


_S = ReturnStatus


def is_reviewed(cases: Collection[Return]) -> bool:
    """Whether the seller owes no more answer to a request."""
    return not any(case.status in UNANSWERED or _is_offered(case) for case in cases)


def _is_offered(case: Return) -> bool:
    """Whether the buyer considers an offer that came instead of an answer."""
    return case.status is _S.AWAITING_ANSWER and not (case.offer and case.offer.for_received)


_AT_SELLER = frozenset({_S.SHIPPED, _S.AWAITING_ANSWER})


def rma_event(status: RmaStatus, cases: Collection[Return]) -> RmaEvent | None:
    """What the states of its returns do to an RMA, one step at a time; ``None`` when they fit its state."""
    if status is RmaStatus.COMPLETED:
        return None
    if status is RmaStatus.INIT:
        return RmaEvent.AUTHORIZE
    if status is RmaStatus.AWAITING_RETURN:
        if any(case.status is _S.AWAITING_SHIP for case in cases):
            return None
        return RmaEvent.SHIP if any(case.parcel.shipped_at for case in cases) else RmaEvent.CLOSE
    if status is RmaStatus.IN_TRANSIT and any(case.parcel.received_at for case in cases):
        return RmaEvent.ARRIVE
    return None if any(case.status in _AT_SELLER for case in cases) else RmaEvent.CLOSE
