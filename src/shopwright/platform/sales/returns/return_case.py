"""A return: a buyer wants money or other goods for units of an order (docs/reference/returns.md)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Literal, get_args

import msgspec

from shopwright.platform.core.business_days import after_business_days
from shopwright.platform.core.durations import HOUR_MS, MINUTE_MS
from shopwright.platform.core.money import share
from shopwright.platform.market.trade_rules import Rules
from shopwright.platform.sales.orders.order import Item, Role
from shopwright.platform.sales.orders.pricing import LineMoney
from shopwright.platform.sales.orders.refund import Refund
from shopwright.platform.sales.refunds.amounts import sum_of

from .states import DISPUTABLE, OWED, UNANSWERED, ReturnStatus, ReturnType

ShipmentType = Literal["PLATFORM", "BUYER_ARRANGE"]
Handover = Literal["DROP_OFF", "PICKUP"]
ShippedBy = Literal["PLATFORM_SHIPPED", "BUYER_SHIPPED", "SELLER_SHIPPED"]
Arbitration = Literal["IN_PROGRESS", "SUPPORT_BUYER", "SUPPORT_SELLER", "CLOSED"]


class ReturnedLine(msgspec.Struct, frozen=True):
    """One unit of a return, as it was bought, and its refund. ``before``: an earlier return of the unit
    that paid a part."""

    id: str
    line_id: str
    item: Item
    money: LineMoney
    refund: Refund
    before: str = ""


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that happened to a return; ``at`` in milliseconds, ``images`` are URIs of uploads."""

    at: int
    event: str
    role: Role
    description: str
    reason: str = ""
    note: str = ""
    images: tuple[str, ...] = ()


class Parcel(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How the goods come back. Times in milliseconds, 0 where it has not happened; the label is an upload's URI."""

    shipment_type: ShipmentType = "PLATFORM"
    handover: Handover = "DROP_OFF"
    shipped_by: ShippedBy = "PLATFORM_SHIPPED"
    document: str = ""
    provider_id: str = ""
    provider_name: str = ""
    tracking_number: str = ""
    label: str = ""
    shipped_at: int = 0
    received_at: int = 0


class Offer(msgspec.Struct, frozen=True):
    """A part of the money that the seller offers instead of all; ``for_received``: after the goods came back."""

    amount: Decimal
    for_received: bool = False
    is_refused: bool = False


class Return(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One return of units of one order.

    ``since`` is when its state, or the wait in it, began, and ``deadline`` when that ends by itself (0: never).
    ``is_open``: something may still come of it. ``is_part``: less is refunded than could be.
    ``is_received_by_platform``: the goods go to the warehouse of the platform, which fulfilled the order.
    ``request_id`` and ``rma_id`` are set where the shop uses aftersales requests. ``new_order_id`` is the replacement's
    or exchange's. Times in milliseconds.
    """

    return_id: str
    order_id: str
    buyer_id: str
    type: ReturnType
    status: ReturnStatus
    role: Role
    reason: str
    lines: list[ReturnedLine]
    created_at: int
    updated_at: int
    since: int
    deadline: int = 0
    is_open: bool = True
    is_part: bool = False
    is_received_by_platform: bool = False
    parcel: Parcel = msgspec.field(default_factory=Parcel)
    offer: Offer | None = None
    arbitration: Arbitration | None = None
    reject_reason: str = ""
    refunded_at: int = 0
    is_restocked: bool = False
    new_order_id: str = ""
    exchange_sku_id: str = ""
    request_id: str = ""
    rma_id: str = ""
    records: list[Record] = []

    @property
    def refund(self) -> Refund:
        return sum_of(line.refund for line in self.lines)

    @property
    def line_ids(self) -> list[str]:
        return [line.line_id for line in self.lines]

    @property
    def is_on_its_way_back(self) -> bool:
        """Whether the buyer sent the goods, and they have not arrived."""
        return self.status is ReturnStatus.SHIPPED and not self.parcel.received_at

    @property
    def awaits_inspection(self) -> bool:
        """Whether the goods arrived, and the seller has not said whether they are accepted."""
        return self.status is ReturnStatus.SHIPPED and bool(self.parcel.received_at)

    @property
    def may_be_appealed(self) -> bool:
        """Whether the buyer may take a rejection to the platform, which is possible once."""
        return self.is_open and self.status in DISPUTABLE and self.arbitration is None

    def refund_only(self, amount: Decimal, decimals: int) -> None:
        """Refund this amount instead, shared among the lines in proportion to what was paid for them."""
        totals = [line.refund.total for line in self.lines]
        self.is_part = amount < sum(totals)
        weights = totals if sum(totals) else [Decimal(1)] * len(totals)
        parts = share(amount, weights, decimals)
        self.lines = [
            msgspec.structs.replace(line, refund=Refund(subtotal=part))
            for line, part in zip(self.lines, parts, strict=True)
        ]


class ReturnStep(StrEnum):
    """What time does to a return."""

    APPROVE = "approve what the seller did not answer"
    REFUSE_OFFER = "refuse an offer that the buyer did not answer"
    SEND_BACK = "the buyer sends the goods"
    CLOSE_UNSENT = "close what the buyer did not send"
    ARRIVE = "the goods arrive"
    APPROVE_RECEIPT = "approve a parcel that the seller did not answer"
    END_DISPUTE = "end the time for arbitration"
    REFUND = "refund the buyer"


class ReturnDue(msgspec.Struct, frozen=True):
    """What is due, and when, in unix milliseconds."""

    what: ReturnStep
    at: int


_S, _T = ReturnStatus, ReturnStep


def deadline_of(case: Return, rules: Rules) -> ReturnDue | None:
    """When a wait in the return's state ends, and how; ``None`` where it has no end of its own."""
    windows = rules.windows
    waits: dict[ReturnStatus, tuple[ReturnStep, int]] = {
        _S.PENDING: (_T.APPROVE, windows.return_answer),
        _S.REPLACEMENT_PENDING: (_T.APPROVE, windows.replacement_answer),
        _S.EXCHANGE_PENDING: (_T.APPROVE, windows.replacement_answer),
        _S.AWAITING_ANSWER: (_T.REFUSE_OFFER, windows.partial_refund_answer),
        _S.AWAITING_SHIP: (_T.CLOSE_UNSENT, windows.ship_back),
        **dict.fromkeys(DISPUTABLE, (_T.END_DISPUTE, windows.arbitration)),
    }
    if case.status in OWED:
        return ReturnDue(_T.REFUND, case.since + windows.refund_minutes * MINUTE_MS)
    if case.awaits_inspection:
        return ReturnDue(_T.APPROVE_RECEIPT, _end_of_inspection(case, rules))
    wait = waits.get(case.status)
    return ReturnDue(wait[0], case.since + wait[1] * HOUR_MS) if wait else None


def _end_of_inspection(case: Return, rules: Rules) -> int:
    if case.rma_id:
        return after_business_days(case.since, rules.windows.rma_review_business_days)
    return case.since + rules.windows.receipt_answer * HOUR_MS


def is_grouped(case: Return) -> bool:
    """Whether time moves it together with others: what one request asks for, or what comes back in one parcel."""
    if case.status in {_S.AWAITING_SHIP, _S.SHIPPED}:
        return bool(case.rma_id)
    return case.status in UNANSWERED and bool(case.request_id)


def standing_of(case: Return) -> str:
    """What searches find it by beside its state: its arbitration, and whether the seller made an offer."""
    return _standing(case.arbitration or "", case.offer is not None)


def standings(arbitrations: Collection[str], *, offered: bool) -> tuple[str, ...]:
    """The standings that a search for arbitrations (none: any) and for offers selects; empty for all."""
    if not arbitrations and not offered:
        return ()
    known = arbitrations or ("", *get_args(Arbitration))
    return tuple(_standing(stage, made) for stage in sorted(known) for made in ((True,) if offered else (False, True)))


def _standing(arbitration: str, is_offered: bool) -> str:
    return f"{arbitration}+PARTIAL" if is_offered else arbitration


def next_step(case: Return, rules: Rules, *, by_itself: bool) -> ReturnDue | None:
    """What time does to an open return next; ``by_itself``: buyers and carriers act without being told to."""
    if not case.is_open:
        return None
    due = deadline_of(case, rules)
    if not by_itself:
        return due
    if case.status is _S.AWAITING_SHIP:
        sent = case.since + rules.windows.buyer_ships_back * HOUR_MS
        return due if due and due.at <= sent else ReturnDue(_T.SEND_BACK, sent)
    if case.is_on_its_way_back:
        return ReturnDue(_T.ARRIVE, case.since + rules.windows.return_transit * HOUR_MS)
    return due


def next_action(case: Return) -> str:
    """What the seller is asked to do, in the words of ``seller_next_action_response``; "" for nothing."""
    if case.status is _S.PENDING:
        return "SELLER_RESPOND_REFUND" if case.type is ReturnType.REFUND else "SELLER_RESPOND_RETURN"
    if case.status in {_S.REPLACEMENT_PENDING, _S.EXCHANGE_PENDING}:
        return "SELLER_RESPOND_REPLACEMENT"
    if case.awaits_inspection and not case.is_received_by_platform:
        return "SELLER_RESPOND_RECEIVE_PACKAGE"
    return ""
