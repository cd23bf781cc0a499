"""Asks for a second person before money goes back to a buyer, where the workspace wants one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.http import HttpRequest

from shopwright.hub.orders.models import Order
from shopwright.hub.people.models import Kind
from shopwright.hub.people.two_persons import ask_before, is_over

from . import services
from .models import Act, Case, Money, State
from .models import Kind as CaseKind


class _Payment(NamedTuple):
    """An answer to a case after which money goes back."""

    case: Case
    decision: str
    words: str
    amount: Decimal


def ask_before_answers(request: HttpRequest, answers: Iterable[tuple[Case, str, Decimal | None]]) -> None:
    """Ask before answers to cases: each with its decision, and an amount where it names one.

    All that goes back of an order is one sum: by these answers, by other cases of it, and without a case. Within a
    transaction, which also keeps the answers.
    """
    pay = [
        _Payment(case, decision, item["words"], given)
        for case, decision, amount in answers
        for item in case.open_answers
        if item["decision"] == decision and (given := services.given_by(item, case, amount)) is not None
    ]
    by_order: dict[int, list[_Payment]] = {}
    for payment in pay:
        by_order.setdefault(payment.case.order_id, []).append(payment)
    _lock(by_order)
    over: list[str] = []
    totals: list[str] = []
    for order_id, payments in by_order.items():
        given = _given(order_id, {payment.case.pk for payment in payments})
        total = sum((payment.amount for payment in payments), given)
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
    """Ask before a part of an order's money goes back. What went back before counts. Within a transaction."""
    _lock([order.pk])
    total = amount + _given(order.pk)
    if is_over(order.workspace, total):
        words = f"{order.number}: {amount} {order.currency} given back{_together(amount, total)}"
        ask_before(request, Kind.REFUND, words, f"{order.pk} {amount} {total} {order.currency}")


def _together(amount: Decimal, total: Decimal) -> str:
    """What the order gets back, where that is more than this."""
    return f", {total} of the order together" if total != amount else ""


def _lock(order_ids: Iterable[int]) -> None:
    """Let nobody else decide about these orders' money until the transaction ends."""
    list(Order.objects.select_for_update(no_key=True).filter(pk__in=list(order_ids)).order_by("pk").values_list("pk"))


def _given(order_id: int, but: Collection[int] = ()) -> Decimal:
    """What went back of an order, or will: without a case, and by its cases. ``but``: cases that do not count.

    What the hub gives back without a case comes back as a case without an answer, and counts once.
    """
    acts = Act.objects.filter(order_id=order_id, gives__isnull=False)
    acts = acts.exclude(state__in=[State.REFUSED, State.DROPPED]).order_by("pk")
    own = sum((act.gives or Decimal() for act in acts if act.case_id is None), Decimal())
    answered = {act.case_id: act.gives or Decimal() for act in acts if act.case_id is not None}
    seen, total = Decimal(), Decimal()
    for case in Case.objects.filter(order_id=order_id).exclude(pk__in=but):
        if case.kind == CaseKind.REFUND and case.pk not in answered:
            seen += _given_by(case, Decimal())
        else:
            total += _given_by(case, answered.get(case.pk, Decimal()))
    return total + max(own, seen)


def _given_by(case: Case, answered: Decimal) -> Decimal:
    """What goes back by a case. Until its channel says so, what it was answered with counts."""
    if case.money in (Money.PROMISED, Money.REFUNDED):
        return case.amount
    return Decimal() if case.money in (Money.NONE, Money.REFUSED) else answered
