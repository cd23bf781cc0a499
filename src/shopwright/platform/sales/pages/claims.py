"""Cancellations and returns as a shop's pages show them: what is asked for, how far it is, and what is next."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import islice

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import text
from shopwright.platform.core.pages.actions import Act
from shopwright.platform.core.pages.lists import Due, Moment, Place, due_at, kept
from shopwright.platform.core.pages.words import words_of
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.reasons import find_reason
from shopwright.platform.market.regions import region
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.cancellations.cancellation import Cancellation
from shopwright.platform.sales.cancellations.states import CancelStatus
from shopwright.platform.sales.cancellations.store import Cancellations
from shopwright.platform.sales.cases_store import CaseFilter
from shopwright.platform.sales.orders.order import Item
from shopwright.platform.sales.refunds.amounts import sum_of
from shopwright.platform.sales.returns.return_case import Record, Return, ReturnStep, next_action, next_step
from shopwright.platform.sales.returns.states import UNANSWERED, ReturnStatus
from shopwright.platform.sales.returns.store import Returns

from .claim_buttons import acts_on_cancellation, acts_on_return
from .words import CANCEL_KIND, CLAIM_STATES, RETURN_KINDS

#: Not a state of one claim: those that wait for the seller.
ANSWER = "ANSWER"

#: How far claims that wait for the seller are counted.
MOST = 99

_STEP_WORDS = {
    ReturnStep.APPROVE: "Answer",
    ReturnStep.REFUSE_OFFER: "Buyer answers",
    ReturnStep.SEND_BACK: "Buyer sends",
    ReturnStep.CLOSE_UNSENT: "Closes unless sent",
    ReturnStep.ARRIVE: "Goods arrive",
    ReturnStep.APPROVE_RECEIPT: "Inspect and answer",
    ReturnStep.END_DISPUTE: "Closes",
    ReturnStep.REFUND: "Buyer is refunded",
}
_MUST = {ReturnStep.APPROVE, ReturnStep.APPROVE_RECEIPT}
_ARBITRATION_WORDS = {
    "IN_PROGRESS": "the platform is asked to rule",
    "SUPPORT_BUYER": "the platform ruled for the buyer",
    "SUPPORT_SELLER": "the platform ruled for the seller",
    "CLOSED": "the appeal is closed",
}


class Claim(msgspec.Struct, frozen=True):
    """A cancellation or a return. ``at`` and ``changed_at`` in milliseconds; ``notes`` say what else is known,
    ``past`` its history."""

    id: str
    order_id: str
    kind: str
    look: str
    state: str
    what: str
    units: int
    refund: str
    reason: str
    at: int
    changed_at: int
    due: Due | None
    needs_answer: bool
    notes: list[str]
    acts: list[Act]
    past: list[Moment]
    new_order_id: str = ""

    def place(self, by: str) -> Place:
        """Its place in a list that is sorted by ``created_at`` or ``updated_at``."""
        return (self.at if by == "created_at" else self.changed_at), self.id


def claims_of(tx: Tx, shop: Shop, order_ids: Iterable[str]) -> list[Claim]:
    """Every claim against some orders, the newest first."""
    ids = list(order_ids)
    claims = [_cancellation(tx, shop, order) for order in tx[Cancellations].of_orders(shop.shop_id, ids)]
    claims += [_return(tx, shop, order) for order in tx[Returns].of_orders(shop.shop_id, ids)]
    return sorted(claims, key=lambda claim: claim.place("created_at"), reverse=True)


class ClaimFilter(msgspec.Struct, frozen=True):
    """What a list of claims selects: a state (empty: any), the time when they were asked for in ms (the end excluded),
    and how they are sorted."""

    state: str = ""
    since_ms: int | None = None
    before_ms: int | None = None
    by: str = "created_at"
    descending: bool = True


def page_of_claims(tx: Tx, shop: Shop, wanted: ClaimFilter, after: Place | None, size: int) -> list[Claim]:
    """Up to ``size`` claims of a shop after a place."""
    statuses, keep = _wanted(wanted.state)
    every = CaseFilter(statuses=statuses, created_from=wanted.since_ms, created_before=wanted.before_ms)

    def cancellations(after: Place | None, size: int) -> Sequence[Claim]:
        page = tx[Cancellations].page(
            shop.shop_id, every, by=wanted.by, descending=wanted.descending, after=after, size=size
        )
        return [_cancellation(tx, shop, cancellation) for _, cancellation in page]

    def returns(after: Place | None, size: int) -> Sequence[Claim]:
        page = tx[Returns].page(shop.shop_id, every, by=wanted.by, descending=wanted.descending, after=after, size=size)
        return [_return(tx, shop, item) for _, item in page]

    def place(claim: Claim) -> Place:
        return claim.place(wanted.by)

    both = [kept(read, place, keep, after, size) for read in (cancellations, returns)]
    return list(islice(heapq.merge(*both, key=place, reverse=wanted.descending), size))


def _wanted(state: str) -> tuple[tuple[str, ...], Callable[[Claim], bool]]:
    if state != ANSWER:
        return ((state,) if state else ()), lambda _: True
    # Goods on their way back and goods to inspect have one state.
    asked = (CancelStatus.PENDING, *sorted(UNANSWERED), ReturnStatus.SHIPPED)
    return tuple(str(status) for status in asked), lambda claim: claim.needs_answer


def unanswered(tx: Tx, shop: Shop) -> list[Claim]:
    """The claims that wait for the seller, the newest first; no more than one above ``MOST``."""
    return page_of_claims(tx, shop, ClaimFilter(ANSWER), None, MOST + 1)


def count_claims(tx: Tx, shop_id: str) -> dict[str, int]:
    """State → how many claims, in the order of the words for them."""
    counts_by_state = {**tx[Cancellations].counts(shop_id), **tx[Returns].counts(shop_id)}
    return {
        claim_state: counts_by_state[claim_state] for claim_state in CLAIM_STATES if counts_by_state.get(claim_state)
    }


def _cancellation(tx: Tx, shop: Shop, case: Cancellation) -> Claim:
    look, state = words_of(CLAIM_STATES, str(case.status))
    total = sum_of(line.refund for line in case.lines).total
    return Claim(
        id=case.cancel_id,
        order_id=case.order_id,
        kind=CANCEL_KIND,
        look=look,
        state=state,
        what=_what([line.item for line in case.lines]),
        units=len(case.lines),
        refund=_money(shop, total),
        reason=_reason(case.reason),
        at=case.created_at,
        changed_at=case.updated_at,
        due=_cancellation_due(tx, shop, case),
        needs_answer=case.is_open,
        notes=[f"rejected: {_reason(case.reject_reason)}"] if case.reject_reason else [],
        acts=acts_on_cancellation(tx, shop, case),
        past=_past(case),
    )


def _cancellation_due(tx: Tx, shop: Shop, case: Cancellation) -> Due | None:
    if case.is_open:
        return due_at("Answer", case.deadline, tx.now(), is_must=True)
    if case.status is CancelStatus.SUCCESS:
        paid = case.updated_at + rules_of(shop).windows.refund_minutes * 60_000
        return due_at("Buyer is refunded", paid, tx.now(), is_must=False)
    return None


def _past(case: Cancellation) -> list[Moment]:
    """One that needed no answer is its order's own history."""
    if case.type != "BUYER_CANCEL":
        return []
    asked = Moment(case.created_at, "The buyer asked to cancel", look="info")
    if case.is_open:
        return [asked]
    look, words = words_of(CLAIM_STATES, str(case.status))
    return [asked, Moment(case.updated_at, words, look=look)]


def _return(tx: Tx, shop: Shop, case: Return) -> Claim:
    look, state = words_of(CLAIM_STATES, str(case.status))
    step = next_step(case, rules_of(shop), by_itself=shop.has_automatic_carrier)
    needs_answer = case.is_open and bool(next_action(case))
    if needs_answer and case.status is ReturnStatus.SHIPPED:
        look, state = "info", "Goods came back"
    return Claim(
        id=case.return_id,
        order_id=case.order_id,
        kind=RETURN_KINDS[case.type],
        look=look,
        state=state,
        what=_what([line.item for line in case.lines]),
        units=len(case.lines),
        refund=_money(shop, case.refund.total),
        reason=_reason(case.reason),
        at=case.created_at,
        changed_at=case.updated_at,
        due=due_at(_STEP_WORDS[step.what], step.at, tx.now(), is_must=step.what in _MUST) if step else None,
        needs_answer=needs_answer,
        notes=_notes(shop, case),
        acts=acts_on_return(case),
        past=[Moment(record.at, _record_words(case, record), look=_record_look(record)) for record in case.records],
        new_order_id=case.new_order_id,
    )


def _record_look(record: Record) -> str:
    """Green is for what is done with: a rejection is not, and a request only begins."""
    return "late" if "REJECT" in record.event else "info"


def _record_words(case: Return, record: Record) -> str:
    if record.event == "REQUEST":
        return f"{RETURN_KINDS[case.type]} asked for by the {record.role.lower()}"
    return record.description.rstrip(".")


def _notes(shop: Shop, case: Return) -> list[str]:
    parcel = case.parcel
    notes = [
        f"{_money(shop, case.offer.amount)} offered" if case.offer and not case.offer.is_refused else "",
        "the offer was refused" if case.offer and case.offer.is_refused else "",
        f"rejected: {_reason(case.reject_reason)}" if case.reject_reason else "",
        _ARBITRATION_WORDS[case.arbitration] if case.arbitration else "",
        f"comes back with {parcel.provider_name}, {parcel.tracking_number}" if parcel.tracking_number else "",
        "back in stock" if case.is_restocked else "",
        f"aftersales request {case.request_id}" if case.request_id else "",
        f"RMA {case.rma_id}" if case.rma_id else "",
    ]
    return [note for note in notes if note]


def _what(items: Sequence[Item]) -> str:
    kinds = len({item.sku_id for item in items})
    return items[0].product_name if kinds == 1 else f"{items[0].product_name} and {kinds - 1} more"


def _reason(name: str) -> str:
    reason = find_reason(name)
    return reason.text if reason else name.replace("_", " ").lower()


def _money(shop: Shop, amount: Decimal) -> str:
    market = region(shop.region)
    return f"{text(amount, market.currency_decimals)} {market.currency}"
