"""What finance keeps: entries, statements, payments, movements of money, and each shop's book."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

import msgspec

from shopwright.platform.core.money import ZERO

from .account import Extra
from .amounts import Amounts, SkuAmounts, total_of
from .terms import Terms, terms_of

#: A time that never comes: an entry that waits for something else than time.
NEVER = 2**62

ORDER, RESERVE = "ORDER", "RESERVE"


class PaymentStatus(StrEnum):
    PROCESSING = "PROCESSING"
    PAID = "PAID"
    FAILED = "FAILED"


class Reserve(msgspec.Struct, frozen=True):
    """Money that is kept back for a while. ``amount`` is negative where it is kept, positive where it is given back;
    ``release_at`` in milliseconds."""

    reserve_id: str
    amount: Decimal
    release_at: int
    status: Literal["RESERVED", "RELEASED"]


class Entry(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A transaction: what an order brings, an adjustment, or money that is kept back or given back.

    It is unsettled until it stands on a statement. ``ordered_at``: when its order was placed, or an adjustment made;
    ``due_at``: it stands on the first statement that closes after that; while it is not known, ``schedule`` says it
    in words. ``waits_for`` says what it waits for until it is due. Times in milliseconds.
    """

    entry_id: str
    type: str
    ordered_at: int
    due_at: int = NEVER
    order_id: str = ""
    delivered_at: int = 0
    waits_for: str = ""
    schedule: str = ""
    skus: list[SkuAmounts] = []
    adjustment: Decimal = ZERO
    adjustment_id: str = ""
    reserve: Reserve | None = None

    @property
    def is_dated(self) -> bool:
        """Whether it is known when it will be settled."""
        return self.due_at != NEVER

    def unsettled_reason(self, now_ms: int) -> str:
        """Why it is not settled at a moment; once it is due, it waits for its statement to close."""
        return "STATEMENT_OPEN" if self.due_at <= now_ms else self.waits_for

    @property
    def amounts(self) -> Amounts:
        return total_of(self.skus)

    @property
    def settlement(self) -> Decimal:
        """What it adds to a statement's settlement amount; a reserve adds to what is payable alone."""
        return self.amounts.settlement + self.adjustment


class Sums(msgspec.Struct, frozen=True):
    """The amounts of many entries together."""

    revenue: Decimal = ZERO
    net_sales: Decimal = ZERO
    shipping: Decimal = ZERO
    fee_and_tax: Decimal = ZERO
    adjustment: Decimal = ZERO
    reserve: Decimal = ZERO

    @property
    def settlement(self) -> Decimal:
        return self.revenue + self.shipping + self.fee_and_tax + self.adjustment

    @property
    def payable(self) -> Decimal:
        """What is to be paid."""
        return self.settlement + self.reserve


class Statement(msgspec.Struct, kw_only=True):
    """What was settled until a day's end, 00:00 UTC, by so many transactions: ``closes_at`` in milliseconds.

    ``payment_id`` is "" until a payment takes it up, which one of too small an amount waits for.
    """

    statement_id: str
    closes_at: int
    sums: Sums
    count: int = 0
    status: PaymentStatus = PaymentStatus.PROCESSING
    payment_id: str = ""
    paid_at: int = 0


class Payment(msgspec.Struct, kw_only=True):
    """What is transferred to the seller's bank for one or more statements. ``amount`` is in ``currency``; times in
    milliseconds."""

    payment_id: str
    created_at: int
    settlement: Decimal
    before_exchange: Decimal
    amount: Decimal
    currency: str
    exchange_rate: Decimal
    bank_account: str
    movement_id: str
    status: PaymentStatus = PaymentStatus.PROCESSING
    paid_at: int = 0


class Movement(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Money that came into an account or left it, by the sign of ``amount``; ``created_at`` in milliseconds.

    ``reference`` is what caused it, ``origin_id`` the movement that it takes back; ``taken_back`` is how much of it
    others took back.
    """

    movement_id: str
    type: str
    amount: Decimal
    status: str
    created_at: int
    reference: str = ""
    origin_id: str = ""
    taken_back: Decimal = ZERO


class Book(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A shop's own terms, and how far its statements go. ``None``: as in its market; times in milliseconds.

    ``has_account``: the seller's account is open. ``reserve_rate`` of every statement is kept back for
    ``reserve_days``. Payments are made in ``payout_currency`` ("" stands for the shop's), of which ``exchange_rate``
    are one of the shop's; they come back where ``payments_fail``.
    """

    closed_until: int = 0
    delay_days: int | None = None
    payment_days: int | None = None
    minimum_payment: Decimal | None = None
    reserve_rate: Decimal = ZERO
    reserve_days: int = 90
    bank_account: str = "****4321"
    payout_currency: str = ""
    exchange_rate: Decimal = Decimal(1)
    payments_fail: bool = False
    has_account: bool = True

    def terms_in(self, region: str) -> Terms:
        """The terms of a market with the shop's own in their place."""
        own = {name: getattr(self, name) for name in ("delay_days", "payment_days", "minimum_payment")}
        changed = {name: value for name, value in own.items() if value is not None}
        return msgspec.structs.replace(terms_of(region), **changed) if changed else terms_of(region)


class OrderExtras(msgspec.Struct):
    """What other areas add to an order's account."""

    extras: list[Extra] = []
