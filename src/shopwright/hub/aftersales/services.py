"""Every write of people about returns and cancellations: answers that channels get once, and inspections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.channels import intake as events
from shopwright.hub.channels.cases import AnswerKind, CaseReply, Inspected, Refundable
from shopwright.hub.channels.protocol import Change, ChannelError, Outcome, Progress, Result, Session
from shopwright.hub.channels.services import open_session
from shopwright.hub.core.waits import Work, wait_after
from shopwright.hub.core.wake import wake
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.queries import warehouse_of

from .intake import settle_order
from .models import OPEN, Act, Case, Money, State

#: The decisions of acts about an order: to cancel it, and to give a part of its money back.
CANCEL_ORDER, REFUND_ORDER = "CANCEL_ORDER", "REFUND_ORDER"

#: Answers after which money goes back, at once or once the goods are here.
_PAYING = frozenset({AnswerKind.APPROVE, AnswerKind.REFUND, AnswerKind.OFFER})
#: Characters that an act keeps of a reason, which are names of the channel.
_LONGEST_REASON = 160


class CaseError(Exception):
    """An answer that cannot be given; the text says why and what to do."""


def answer(
    case: Case, decision: str, by: User | None, *, reason: str = "", comment: str = "", amount: Decimal | None = None
) -> Act:
    """Decide to answer a case; the channel is told in the background, once.

    An amount counts for an answer that offers a part. Raises CaseError for an answer that the channel did not allow
    when it was last asked, for a missing reason or amount, and while an earlier answer is not settled.
    """
    allowed = next((item for item in case.open_answers if item["decision"] == decision), None)
    if allowed is None:
        raise CaseError(f"{case}: the channel does not allow this answer any more.")
    _check(allowed, reason, amount)
    amount = amount if allowed["most"] else None
    try:
        with transaction.atomic():
            act = Act.objects.create(
                workspace_id=case.workspace_id,
                connection_id=case.connection_id,
                order_id=case.order_id,
                case=case,
                decision=decision,
                words=allowed["words"],
                reason=reason,
                comment=comment,
                amount=amount,
                gives=given_by(allowed, case, amount),
                status=case.raw_status,
                due_at=timezone.now(),
                by=by,
            )
            _overtake(act)
            wake("answers")
    except IntegrityError as error:
        raise CaseError(f"{case} is being answered already. Wait for what comes of it.") from error
    return act


def given_by(allowed: Mapping[str, Any], case: Case, amount: Decimal | None) -> Decimal | None:
    """The money that goes back by an answer that a case allows; None where none does."""
    if allowed["kind"] not in _PAYING:
        return None
    return amount if allowed["most"] else case.amount


def _check(allowed: Mapping[str, Any], reason: str, amount: Decimal | None) -> None:
    if allowed["reasons"] and reason not in [item["name"] for item in allowed["reasons"]]:
        raise CaseError("Choose a reason: the buyer is told.")
    if len(reason) > _LONGEST_REASON:
        raise CaseError("No reason is that long. Choose another one.")
    if allowed["most"] and (amount is None or not 0 < amount <= Decimal(allowed["most"])):
        raise CaseError(f"Offer an amount above 0 and up to {allowed['most']}.")


def approval_of(case: Case) -> str:
    """The decision that approves a case as it stands. Raises CaseError where there is none, or not blindly."""
    approval = next((item for item in case.answers if item["kind"] == "approve"), None)
    if approval is None:
        raise CaseError(f"{case} cannot be approved now.")
    if case.is_to_inspect:
        raise CaseError(f"{case}: inspect what came back first.")
    return str(approval["decision"])


def cancel_order(order: Order, reason: str, by: User | None, line_ids: list[str] | None = None) -> Act:
    """Decide to cancel an order, or lines of it by the channel's ids; it is held until the channel has answered.

    Raises CaseError for a missing reason and while an earlier try is not settled.
    """
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise CaseError("Choose a reason: the buyer is told.")
    try:
        with transaction.atomic():
            act = Act.objects.create(
                workspace_id=order.workspace_id,
                connection_id=order.connection_id,
                order=order,
                decision=CANCEL_ORDER,
                words="Cancel the order" if not line_ids else f"Cancel {len(line_ids)} of its lines",
                reason=reason,
                line_ids=line_ids or [],
                status=order.raw_status,
                due_at=timezone.now(),
                by=by,
            )
            _overtake(act)
            wake("answers")
    except IntegrityError as error:
        raise CaseError(f"{order.number} is being cancelled already.") from error
    settle_order(order)
    return act


def refund_order(order: Order, room: Refundable, amount: Decimal | None, words: str, by: User | None) -> Act:
    """Decide to give a part of an order's money back, without a return; the channel is told in the background, once.

    ``room``: what the channel said may be given back. Raises CaseError for any other amount, and while an earlier
    decision about the order is not settled.
    """
    if amount is None or not 0 < amount <= room.most:
        raise CaseError(f"Give back an amount above 0 and up to {room.most}.")
    try:
        with transaction.atomic():
            act = Act.objects.create(
                workspace_id=order.workspace_id,
                connection_id=order.connection_id,
                order=order,
                decision=REFUND_ORDER,
                words="Refund",
                comment=words,
                amount=amount,
                gives=amount,
                status=_refunded(room),
                due_at=timezone.now(),
                by=by,
            )
            _overtake(act)
            wake("answers")
    except IntegrityError as error:
        raise CaseError(f"{order.number} is being refunded or cancelled already.") from error
    return act


def _refunded(room: Refundable) -> str:
    """By which a refund that was made, though its answer was lost, is told from one that was not."""
    return f"{room.refunded} refunded"


def _overtake(act: Act) -> None:
    """Earlier answers that the channel refused are not tried again: this one is instead."""
    earlier = Act.objects.filter(order_id=act.order_id, case=act.case, state=State.REFUSED)
    earlier.update(state=State.DROPPED)


def work_due(limit: int = 50) -> int:
    """Take acts on that are due, one step each; returns how many steps worked."""
    due = Act.objects.filter(state__in=OPEN, due_at__lte=timezone.now()).order_by("due_at", "id")
    return sum(_work(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _work(act_id: int) -> bool:
    with transaction.atomic():
        act = (
            Act.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("connection__app", "connection__workspace", "order", "case")
            .filter(pk=act_id, state__in=OPEN, due_at__lte=timezone.now())
            .first()
        )
        if act is None:
            return False
        # Written down before the call: who finds it so after a crash looks up what became of it.
        Act.objects.filter(pk=act.pk).update(state=State.UNKNOWN, due_at=timezone.now() + timedelta(seconds=90))
        if act.state == State.INTENT and act.case_id is not None:
            Case.objects.filter(pk=act.case_id).update(money=Money.UNKNOWN)
    return _send(act) if act.state == State.INTENT else _look_up(act)


def _send(act: Act) -> bool:
    """Tell the channel. No answer leaves the act to be looked up."""
    try:
        with open_session(act.connection, "returns") as session:
            outcome = _tell(session, act)
    except ChannelError as error:
        outcome = Outcome(Result.LATER, error.code, error.message, error.remedy)
    if outcome.result is Result.LATER:
        _later(act, outcome.message)
    else:
        _settle(act, outcome)
    return outcome.is_done


def _tell(session: Session, act: Act) -> Outcome:
    if act.decision == REFUND_ORDER:
        words = CaseReply(act.decision, act.key, comment=act.comment, amount=act.amount, currency=act.order.currency)
        return session.refund_order(act.order.external_id, words)
    if act.case is None:
        return session.cancel_order(act.order.external_id, act.reason, act.line_ids)
    inspected, location_id = _inspected(act.case)
    reply = CaseReply(
        act.decision, act.key, act.reason, act.comment, act.amount, act.case.currency, inspected, location_id
    )
    tell = session.answer_cancellation if act.case.topic == "cancellation" else session.answer_return
    return tell(act.case.external_id, reply)


def _inspected(case: Case) -> tuple[tuple[Inspected, ...], str]:
    """What somebody found in a case's parcel, and the channel's warehouse that good pieces went to."""
    if case.inspected_at is None:
        return (), ""
    lines = list(case.lines.select_related("location").order_by("pk"))
    places = [warehouse_of(case.connection, line.location) for line in lines if line.location and line.restocked]
    return (
        tuple(Inspected(line.external_id, line.restocked, line.written_off) for line in lines),
        next((place for place in places if place), ""),
    )


def _look_up(act: Act) -> bool:
    """Find out what became of a call without an answer, before it is made again."""
    try:
        with open_session(act.connection, "returns") as session:
            is_waiting = _is_waiting(session, act)
    except ChannelError as error:
        _later(act, str(error))
        return False
    if is_waiting:
        Act.objects.filter(pk=act.pk).update(state=State.INTENT, due_at=timezone.now())
        wake("answers")
    else:
        _settle(act, Outcome(Result.DONE))
    return True


def _is_waiting(session: Session, act: Act) -> bool:
    """Whether the channel still has things as they were when the act was decided."""
    if act.decision == REFUND_ORDER:
        room = session.refundable(act.order.external_id)
        return room is not None and _refunded(room) == act.status
    if act.case is None:
        order = session.order(act.order.external_id)
        if order is None or order.progress is Progress.CANCELLED:
            return False
        return any(
            not line.is_cancelled for line in order.lines if line.external_id in act.line_ids or not act.line_ids
        )
    look = session.cancellation if act.case.topic == "cancellation" else session.return_case
    seen = look(act.case.external_id)
    return (
        seen is not None
        and seen.raw_status == act.status
        and any(item.decision == act.decision for item in seen.answers)
    )


def _settle(act: Act, outcome: Outcome) -> None:
    """Keep what came of an act, and have the channel looked at again, which is what counts."""
    with transaction.atomic():
        act.state = State.DONE if outcome.is_done else State.REFUSED
        act.done_at = timezone.now()
        act.code, act.trouble, act.remedy = outcome.code, outcome.message, outcome.remedy
        act.save()
        if not outcome.is_done:
            wake("alerts")
        looked_at = [("order", act.order.external_id)]
        if act.case is not None:
            looked_at.append((act.case.topic, act.case.external_id))
        changes = [Change(kind, key, f"act:{act.pk}:{kind}", timezone.now()) for kind, key in looked_at]
        events.keep(act.connection, changes, "answer")
    settle_order(act.order)


def _later(act: Act, trouble: str) -> None:
    Act.objects.filter(pk=act.pk).update(
        state=State.UNKNOWN,
        trouble=trouble,
        due_at=timezone.now() + wait_after(Work.ACT, act.attempts),
        attempts=act.attempts + 1,
    )
