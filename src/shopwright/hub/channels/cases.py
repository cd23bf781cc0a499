"""Returns and cancellations in the channel protocol. No Django here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .protocol import Outcome


class CaseKind(StrEnum):
    """What is asked for: to cancel, money alone, money for goods that come back, or other goods."""

    CANCELLATION = "cancellation"
    REFUND = "refund"
    RETURN = "return"
    REPLACEMENT = "replacement"
    EXCHANGE = "exchange"


class Goods(StrEnum):
    """Where goods are that come back, as far as a channel knows."""

    NONE = "none"
    ON_THE_WAY = "on_the_way"
    ARRIVED = "arrived"


class Money(StrEnum):
    """Where a buyer's money stands. ``NONE``: none is asked for any more, or other goods were sent instead."""

    NONE = "none"
    ASKED = "asked"
    PROMISED = "promised"
    REFUNDED = "refunded"
    REFUSED = "refused"


class Party(StrEnum):
    """Who has to act next."""

    SELLER = "seller"
    BUYER = "buyer"
    CHANNEL = "channel"
    NOBODY = "nobody"


class AnswerKind(StrEnum):
    """What an answer does: ``REFUND`` pays at once instead of what was asked for, ``OFFER`` names a part.

    ``REPORT`` tells what was found in a parcel that came back. The hub sends it by itself after an inspection.
    """

    APPROVE = "approve"
    REFUND = "refund"
    OFFER = "offer"
    REJECT = "reject"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class CaseReason:
    """A reason that a channel takes: ``name`` is sent, ``words`` are read."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """An answer that a channel allows now. ``reasons``: one of them is needed; ``most``: an amount up to it is."""

    decision: str
    words: str
    kind: AnswerKind
    reasons: tuple[CaseReason, ...] = ()
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line of an order that a return or a cancellation is about."""

    external_id: str
    order_line_id: str
    sku_id: str
    quantity: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalCase:
    """What returns and cancellations share. ``amount``: the money that is asked for.

    ``deadline``: until which ``waits_for`` has to act. ``answers``: those of the seller that the channel allows now;
    lists leave them out.
    """

    external_id: str
    order_id: str
    kind: CaseKind
    raw_status: str
    money: Money
    waits_for: Party
    reason: str
    reason_words: str
    lines: tuple[CaseLine, ...]
    amount: Decimal
    currency: str
    opened_at: datetime
    updated_at: datetime
    deadline: datetime | None = None
    answers: tuple[CaseAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherGoods:
    """What a buyer gets instead of what goes back, in the channel's words."""

    title: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalReturn(ExternalCase):
    """A request for money or other goods. ``buyer_text`` and ``pictures`` (addresses): what the buyer says and shows.

    ``offer``: the part of the money that the seller offered. ``instead``: what is sent in an exchange.
    """

    goods: Goods
    buyer_text: str = ""
    pictures: tuple[str, ...] = ()
    offer: Decimal | None = None
    carrier: str = ""
    tracking_number: str = ""
    instead: tuple[OtherGoods, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalCancellation(ExternalCase):
    """A cancellation, or a buyer's request for it."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found of a case's line: pieces that can be sold again, and pieces that cannot."""

    line_id: str
    good: int
    bad: int


@dataclass(frozen=True, slots=True)
class CaseReply:
    """A seller's answer to a return or a cancellation. ``key``: the same answer has the same, however often sent.

    ``inspected``: what was found in the parcel, if somebody has looked. ``location_id``: the channel's warehouse that
    the good pieces went to; empty where it has none for them.
    """

    decision: str
    key: str
    reason: str = ""
    comment: str = ""
    amount: Decimal | None = None
    currency: str = ""
    inspected: tuple[Inspected, ...] = ()
    location_id: str = ""


@dataclass(frozen=True, slots=True)
class Refundable:
    """What of an order's money may be given back now, and what was so far."""

    most: Decimal
    refunded: Decimal
    currency: str


class CaseSession(Protocol):
    """What a session is asked about returns and cancellations, where its channel has them.

    A list goes by the time of the last change, the oldest first; that of returns has refunds without a return too.
    ``cancel_order`` cancels the lines that are named, all where none is. ``refund_order`` gives back the reply's sum.
    """

    def returns_since(self, since: datetime) -> Iterator[ExternalReturn]: ...
    def return_case(self, external_id: str) -> ExternalReturn | None: ...
    def answer_return(self, external_id: str, reply: CaseReply) -> Outcome: ...
    def cancellations_since(self, since: datetime) -> Iterator[ExternalCancellation]: ...
    def cancellation(self, external_id: str) -> ExternalCancellation | None: ...
    def answer_cancellation(self, external_id: str, reply: CaseReply) -> Outcome: ...
    def cancel_reasons(self, order_id: str) -> Sequence[CaseReason]: ...
    def cancel_order(self, order_id: str, reason: str, line_ids: Sequence[str] = ()) -> Outcome: ...
    def refundable(self, order_id: str) -> Refundable | None: ...
    def refund_order(self, order_id: str, reply: CaseReply) -> Outcome: ...
