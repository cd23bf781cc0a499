"""Asks for a second person before money goes back to a buyer, where the workspace wants one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.http import HttpRequest

from shopwright.hub.channels.cases import AnswerKind
from shopwright.hub.orders.models import Order
from shopwright.hub.people.models import Kind
from shopwright.hub.people.two_persons import ask_before, is_over

from .models import Act, Case, Money, State
from .services import REFUND_ORDER

#: Answers after which money goes back, at once or once the goods are here.
_PAY = frozenset({AnswerKind.APPROVE, AnswerKind.REFUND, AnswerKind.OFFER})


class _Payment(NamedTuple):
    """An answer to a case after which money goes back; ``amount``: None where nobody knows it."""

    case: Case
    decision: str
    words: str
    amount: Decimal | None


def ask_before_answers(request: HttpRequest, answers: Iterable[tuple[Case, str, Decimal | None]]) -> None:
    """Ask before answers to cases: each with its decision, and an amount where it names one.

    All that goes back of an order is one sum: by these answers, by other cases of it, and without a case.
    """
    pay = [
        _Payment(case, decision, item["words"], amount if item["most"] else case.amount)
        for case, decision, amount in answers
        for item in case.open_answers
        if item["decision"] == decision and item["kind"] in _PAY
    ]
    by_order: dict[int, list[_Payment]] = {}
    for payment in pay:
        by_order.setdefault(payment.case.order_id, []).append(payment)
    over: list[str] = []
    totals: list[str] = []
    for order_id, payments in by_order.items():
        now = [payment.amount for payment in payments if payment.amount is not None]
        given = _given(order_id, {payment.case.pk for payment in payments})
        total = sum(now, given) if len(now) == len(payments) else None
        totals.append(f"{order_id} {total}")
        if is_over(payments[0].case.workspace, total):
            over += [
                f"{case}: {words}, {amount} {case.currency}{_together(amount, total)}"
                for case, _, words, amount in payments
            ]
    if over:
        facts = sorted((case.pk, decision, str(amount), case.currency) for case, decision, _, amount in pay)
        ask_before(request, Kind.REFUND, "\n".join(over), repr((facts, sorted(totals))))


def ask_before_refund(request: HttpRequest, order: Order, amount: Decimal) -> None:
    """Ask before a part of an order's money goes back. What went back before counts, so that many parts are one sum."""
    total = amount + _given(order.pk)
    if is_over(order.workspace, total):
        words = f"{order.number}: {amount} {order.currency} given back{_together(amount, total)}"
        ask_before(request, Kind.REFUND, words, f"{order.pk} {amount} {total} {order.currency}")


def _together(amount: Decimal | None, total: Decimal | None) -> str:
    """What the order gets back, where that is more than this."""
    return f", {total} of the order together" if total != amount else ""


def _given(order_id: int, but: Collection[int] = ()) -> Decimal:
    """What went back of an order, or will: without a case, and by its cases. ``but``: cases that do not count."""
    paid = Case.objects.filter(order_id=order_id, money__in=[Money.PROMISED, Money.REFUNDED]).exclude(pk__in=but)
    by_case = {case.pk: case.amount if case.offer is None else case.offer for case in paid}
    acts = Act.objects.filter(order_id=order_id).exclude(state__in=[State.REFUSED, State.DROPPED]).exclude(case__in=but)
    alone = Decimal()
    for act in acts.select_related("case"):
        if act.case is None:
            alone += act.amount or 0 if act.decision == REFUND_ORDER else 0
        elif act.decision in _paying(act.case):
            by_case[act.case.pk] = act.case.amount if act.amount is None else act.amount
    return alone + sum(by_case.values())


def _paying(case: Case) -> set[str]:
    """Decisions after which a case's money goes back."""
    return {item["decision"] for item in case.answers if item["kind"] in _PAY}
