"""A cancellation of an order or of some of its lines (contract/semantics 6.4)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

import msgspec

from .order import Role


class CancelStatus(StrEnum):
    PENDING = "CANCELLATION_REQUEST_PENDING"
    SUCCESS = "CANCELLATION_REQUEST_SUCCESS"
    CANCEL = "CANCELLATION_REQUEST_CANCEL"
    COMPLETE = "CANCELLATION_REQUEST_COMPLETE"


class CancelEvent(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REFUND = "refund"


_S, _E = CancelStatus, CancelEvent

CANCEL_TRANSITIONS: dict[tuple[CancelStatus, CancelEvent], CancelStatus] = {
    (_S.PENDING, _E.APPROVE): _S.SUCCESS,
    (_S.PENDING, _E.REJECT): _S.CANCEL,
    (_S.PENDING, _E.WITHDRAW): _S.CANCEL,
    (_S.SUCCESS, _E.REFUND): _S.COMPLETE,
}

#: The spelling of webhook 11, where it is not the API's.
WEBHOOK_WORD = {CancelStatus.CANCEL: "CANCELLATION_REQUEST_CANCELLED"}


class Refund(msgspec.Struct, frozen=True):
    """Money that goes back to a buyer; ``total`` is the sum of the others (contract/semantics 7.4)."""

    subtotal: Decimal = Decimal(0)
    shipping_fee: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    retail_delivery_fee: Decimal = Decimal(0)
    buyer_service_fee: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.shipping_fee + self.tax + self.retail_delivery_fee + self.buyer_service_fee


class CancelledLine(msgspec.Struct, frozen=True):
    """One line of a cancellation and what is paid back for it."""

    id: str
    line_id: str
    refund: Refund


class Cancellation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``CANCEL`` needs no answer, ``BUYER_CANCEL`` waits for the seller's. Times in milliseconds, ``deadline`` too."""

    cancel_id: str
    order_id: str
    buyer_id: str
    type: Literal["CANCEL", "BUYER_CANCEL"]
    status: CancelStatus
    role: Role
    reason: str
    lines: list[CancelledLine]
    created_at: int
    updated_at: int
    deadline: int = 0
    reject_reason: str = ""
    reject_comment: str = ""
    images: list[str] = []

    @property
    def is_open(self) -> bool:
        return self.status is CancelStatus.PENDING
