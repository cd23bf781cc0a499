"""Aftersales requests and RMAs on their way: their states go through their tables, and are told of when written."""

from __future__ import annotations

from typing import Self

from shopwright.platform.database.change import Change
from shopwright.platform.sales.cases_store import CaseIndex
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.webhooks.emit import emit

from .aftersales import AftersalesRequest, Rma
from .states import (
    REQUEST_TRANSITIONS,
    RMA_TRANSITIONS,
    RMA_WEBHOOK_WORD,
    RequestEvent,
    RequestStatus,
    RmaEvent,
    RmaStatus,
)
from .store import AftersalesRequests, Rmas


class RequestChange(Change[AftersalesRequest]):
    """An aftersales request that was read for change, or a new one, with its order."""

    rank = 4

    def __init__(self, order: OrderChange, request: AftersalesRequest) -> None:
        super().__init__(order.tx, request)
        self.order, self.shop = order, order.shop
        self._passed: list[RequestStatus] = []

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.request_id

    @property
    def request(self) -> AftersalesRequest:
        return self.document

    def _load(self, state: tuple[bytes, ...]) -> None:
        super()._load(state)
        self._passed.clear()

    def apply(self, event: RequestEvent) -> None:
        """Go to the state that the table names."""
        request = self.request
        request.status = REQUEST_TRANSITIONS[request.status, event]
        request.updated_at = self.order.at
        self._passed.append(request.status)

    def _write(self) -> None:
        request, requests = self.request, self.tx[AftersalesRequests]
        store = requests.add if self.is_new else requests.save
        store(self.shop.shop_id, _request_index(request), request)
        for status in self._passed:
            emit(self.tx, self.shop, 64, self._status_changed(status))
        self._passed.clear()

    def _status_changed(self, status: RequestStatus) -> dict[str, object]:
        """The data of webhook 64."""
        request = self.request
        return {
            "aftersales_request_id": request.request_id,
            "return_role": request.role,
            "aftersales_request_status": str(status),
            "aftersales_request_create_time": request.created_at // 1000,
            "aftersales_request_update_time": request.updated_at // 1000,
        }


class RmaChange(Change[Rma]):
    """An RMA that was read for change, or a new one, with its order."""

    rank = 5

    def __init__(self, order: OrderChange, rma: Rma) -> None:
        super().__init__(order.tx, rma)
        self.order, self.shop = order, order.shop
        self._passed: list[RmaStatus] = []

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.rma_id

    @property
    def rma(self) -> Rma:
        return self.document

    def _load(self, state: tuple[bytes, ...]) -> None:
        super()._load(state)
        self._passed.clear()

    def begin(self) -> Self:
        self._passed.append(self.rma.status)
        return super().begin()

    def apply(self, event: RmaEvent) -> None:
        """Go to the state that the table names."""
        rma = self.rma
        rma.status = RMA_TRANSITIONS[rma.status, event]
        rma.updated_at = self.order.at
        self._passed.append(rma.status)

    def _write(self) -> None:
        rma, rmas = self.rma, self.tx[Rmas]
        store = rmas.add if self.is_new else rmas.save
        store(self.shop.shop_id, _rma_index(rma), rma)
        for status in self._passed:
            emit(self.tx, self.shop, 65, self._status_changed(status))
        self._passed.clear()

    def _status_changed(self, status: RmaStatus) -> dict[str, object]:
        """The data of webhook 65, which spells one state in a way of its own."""
        rma = self.rma
        return {
            "rma_id": rma.rma_id,
            "aftersales_request_id": rma.request_id,
            "return_role": rma.role,
            "rma_status": RMA_WEBHOOK_WORD.get(status, str(status)),
            "rma_request_create_time": rma.created_at // 1000,
            "rma_request_update_time": rma.updated_at // 1000,
        }


def hold_request(order: OrderChange, request_id: str) -> RequestChange:
    """A request about an order that is held already."""
    kept = order.tx.kept(RequestChange, order.shop.shop_id, request_id)
    if kept is not None:
        return kept
    held = order.tx.stored(AftersalesRequests).get(order.shop.shop_id, request_id, for_change=True)
    assert held is not None
    return RequestChange(order, held).keep()


def hold_rma(order: OrderChange, rma_id: str) -> RmaChange:
    """An RMA of an order that is held already."""
    kept = order.tx.kept(RmaChange, order.shop.shop_id, rma_id)
    if kept is not None:
        return kept
    held = order.tx.stored(Rmas).get(order.shop.shop_id, rma_id, for_change=True)
    assert held is not None
    return RmaChange(order, held).keep()


def _request_index(request: AftersalesRequest) -> CaseIndex:
    return CaseIndex(
        case_id=request.request_id,
        order_id=request.order_id,
        buyer_id=request.buyer_id,
        type=str(request.type),
        status=str(request.status),
        created_at=request.created_at,
        updated_at=request.updated_at,
    )


def _rma_index(rma: Rma) -> CaseIndex:
    return CaseIndex(
        case_id=rma.rma_id,
        order_id=rma.order_id,
        buyer_id=rma.buyer_id,
        type="",
        status=str(rma.status),
        parent_id=rma.request_id,
        package_id=rma.package_id,
        created_at=rma.created_at,
        updated_at=rma.updated_at,
    )
