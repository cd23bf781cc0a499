"""Asks for a second person before money goes back to a buyer, where the workspace wants one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum
from django.http import HttpRequest

from shopwright.hub.channels.cases import AnswerKind
from shopwright.hub.orders.models import Order
from shopwright.hub.people.models import Kind
from shopwright.hub.people.two_persons import ask_before, is_over

from .models import Act, Case, State
from .services import REFUND_ORDER

#: Answers after which money goes back, at once or once the goods are here.
_PAY = frozenset({AnswerKind.APPROVE, AnswerKind.REFUND, AnswerKind.OFFER})


def ask_before_answers(request: HttpRequest, answers: Iterable[tuple[Case, str, Decimal | None]]) -> None:
    """Ask before answers to cases: each with its decision, and an amount where it names one."""
    pay = [
        (case, decision, amount if item["most"] else case.amount)
        for case, decision, amount in answers
        for item in case.open_answers
        if item["decision"] == decision and item["kind"] in _PAY
    ]
    over = [item for item in pay if is_over(item[0].workspace, item[2])]
    if over:
        lines = [f"{case}: {_words(case, decision)}, {amount} {case.currency}" for case, decision, amount in over]
        facts = repr(sorted((case.pk, decision, str(amount), case.currency) for case, decision, amount in pay))
        ask_before(request, Kind.REFUND, "\n".join(lines), facts)


def ask_before_refund(request: HttpRequest, order: Order, amount: Decimal) -> None:
    """Ask before a part of an order's money goes back. What went back before counts, so that many parts are one sum."""
    done = Act.objects.filter(order=order, decision=REFUND_ORDER).exclude(state__in=[State.REFUSED, State.DROPPED])
    total = amount + (done.aggregate(total=Sum("amount"))["total"] or 0)
    if is_over(order.workspace, total):
        before = f", {total} together with earlier ones" if total != amount else ""
        words = f"{order.number}: {amount} {order.currency} given back{before}"
        ask_before(request, Kind.REFUND, words, f"{order.pk} {amount} {order.currency}")


def _words(case: Case, decision: str) -> str:
    return next(str(item["words"]) for item in case.open_answers if item["decision"] == decision)
