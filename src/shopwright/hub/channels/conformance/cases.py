"""What a channel promises about returns and cancellations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from shopwright.hub.channels.cases import AnswerKind, CaseKind, CaseReply, ExternalCase, ExternalReturn, Money, Party
from shopwright.hub.channels.protocol import Capability, Progress, Result, Session

from .orders import UNKNOWN
from .promise import Untested, promise
from .world import World

_OVERLAP = timedelta(minutes=5)
_KEY = "conformance-1"


def _asked(world: World) -> tuple[str, str]:
    """An order of two pieces and the return that its buyer asks for."""
    order_id = world.buy((world.put_product(9), 2))
    return order_id, world.ask_for_return(order_id)


def _read(session: Session, case_id: str) -> ExternalReturn:
    case = session.return_case(case_id)
    assert case is not None
    return case


def _check_facts(session: Session, case: ExternalCase, order_id: str) -> None:
    order = session.order(order_id)
    assert order is not None
    assert case.order_id == order_id
    assert case.raw_status
    assert len(case.raw_status) <= 60, "longer ones are not kept"
    assert case.currency == order.currency
    assert isinstance(case.amount, Decimal)
    assert case.amount >= 0
    assert case.opened_at.tzinfo is not None
    assert case.updated_at.tzinfo is not None
    assert case.lines
    assert {line.order_line_id for line in case.lines} <= {line.external_id for line in order.lines}
    assert all(line.quantity >= 1 for line in case.lines)
    ids = [line.external_id for line in case.lines]
    assert len(ids) == len(set(ids)), "a line's id is its own"


@promise(Capability.RETURNS, Capability.ORDERS)
def a_return_has_what_the_buyer_asks_for(world: World) -> None:
    order_id, case_id = _asked(world)
    with world.session() as session:
        case = _read(session, case_id)
        assert case.external_id == case_id
        _check_facts(session, case, order_id)
        assert case.waits_for is Party.SELLER
        assert case.money is Money.ASKED
        assert case.amount > 0
        decisions = [item.decision for item in case.answers]
        assert decisions, "what waits for the seller can be answered"
        assert len(decisions) == len(set(decisions))


@promise(Capability.RETURNS, Capability.ORDERS)
def a_list_of_returns_has_each_once_as_it_is_read_alone(world: World) -> None:
    _, case_id = _asked(world)
    with world.session() as session:
        case = _read(session, case_id)
        for since in (case.updated_at - _OVERLAP, case.updated_at):
            listed = [item for item in session.returns_since(since) if item.external_id == case_id]
            assert len(listed) == 1, "looks begin with the cases of the very moment"
            # The buyer's words and the answers may cost a call of their own, and lists leave them out.
            bare = replace(case, answers=(), buyer_text="", pictures=())
            assert replace(listed[0], answers=(), buyer_text="", pictures=()) == bare
        assert _read(session, case_id) == case, "looking changes nothing"


@promise(Capability.RETURNS)
def a_return_that_is_not_there_is_none(world: World) -> None:
    with world.session() as session:
        assert session.return_case(UNKNOWN) is None


def _answer(world: World, kind: AnswerKind) -> tuple[ExternalReturn, ExternalReturn]:
    """Answer a return, twice with the same key; the case before and after."""
    _, case_id = _asked(world)
    with world.session() as session:
        before = _read(session, case_id)
        allowed = next((item for item in before.answers if item.kind is kind), None)
        if allowed is None:
            raise Untested(f"no return is answered by {kind}")
        reason = allowed.reasons[0].name if allowed.reasons else ""
        reply = CaseReply(allowed.decision, _KEY, reason, currency=before.currency)
        outcome = session.answer_return(case_id, reply)
        assert outcome.is_done, outcome.message
        world.settle()
        after = _read(session, case_id)
        assert session.answer_return(case_id, reply).result is not Result.LATER, "a second time is done, or refused"
        again = _read(session, case_id)
    assert (again.raw_status, again.money, again.amount) == (after.raw_status, after.money, after.amount)
    assert after.raw_status != before.raw_status, "an answer shows, so that one without a reply can be looked up"
    assert after.updated_at >= before.updated_at
    assert [line.external_id for line in after.lines] == [line.external_id for line in before.lines]
    return before, after


@promise(Capability.RETURNS, Capability.ORDERS)
def an_approval_of_a_return_is_taken_once(world: World) -> None:
    _, after = _answer(world, AnswerKind.APPROVE)
    assert after.money in (Money.PROMISED, Money.REFUNDED)


@promise(Capability.RETURNS, Capability.ORDERS)
def a_rejection_of_a_return_is_taken_once(world: World) -> None:
    _, after = _answer(world, AnswerKind.REJECT)
    assert after.money in (Money.REFUSED, Money.NONE)
    assert after.waits_for is not Party.SELLER


@promise(Capability.RETURNS, Capability.ORDERS)
def an_answer_that_a_channel_does_not_know_is_refused(world: World) -> None:
    _, case_id = _asked(world)
    with world.session() as session:
        before = _read(session, case_id)
        outcome = session.answer_return(case_id, CaseReply("NO_SUCH_ANSWER", _KEY))
        assert outcome.result is Result.REFUSED
        assert outcome.message
        assert _read(session, case_id) == before


@promise(Capability.CANCELLATIONS, Capability.ORDERS)
def a_cancelled_order_is_a_cancellation(world: World) -> None:
    order_id = world.buy((world.put_product(9), 2))
    with world.session() as session:
        order = session.order(order_id)
        assert order is not None
        world.cancel(order_id)
        world.settle()
        cases = [case for case in session.cancellations_since(order.placed_at - _OVERLAP) if case.order_id == order_id]
        assert len(cases) == 1
        case = session.cancellation(cases[0].external_id)
        assert case is not None
        _check_facts(session, case, order_id)
        assert replace(cases[0], answers=()) == replace(case, answers=())
        assert sum(line.quantity for line in case.lines) == 2


@promise(Capability.CANCELLATIONS, Capability.ORDERS)
def the_seller_cancels_an_order_once_for_a_reason_of_the_channel(world: World) -> None:
    order_id = world.buy((world.put_product(9), 2))
    with world.session() as session:
        reasons = session.cancel_reasons(order_id)
        assert reasons
        assert all(reason.name and reason.words for reason in reasons)
        outcome = session.cancel_order(order_id, reasons[0].name)
        assert outcome.is_done, outcome.message
        world.settle()
        after = session.order(order_id)
        assert after is not None
        assert after.progress is Progress.CANCELLED
        first = [case for case in session.cancellations_since(after.placed_at - _OVERLAP) if case.order_id == order_id]
        assert session.cancel_order(order_id, reasons[0].name).result is not Result.LATER
        again = [case for case in session.cancellations_since(after.placed_at - _OVERLAP) if case.order_id == order_id]
        assert [(case.external_id, case.amount) for case in again] == [
            (case.external_id, case.amount) for case in first
        ]


@promise(Capability.CANCELLATIONS)
def a_cancellation_that_is_not_there_is_none(world: World) -> None:
    with world.session() as session:
        assert session.cancellation(UNKNOWN) is None


@promise(Capability.REFUNDS, Capability.ORDERS)
def money_that_is_given_back_on_the_channel_is_told_at_the_next_look(world: World) -> None:
    order_id = world.buy((world.put_product(9), 2))
    with world.session() as session:
        order = session.order(order_id)
        assert order is not None
        case_id = world.give_back(order_id, Decimal(1))
        listed = [case for case in session.returns_since(order.updated_at - _OVERLAP) if case.external_id == case_id]
        case = _read(session, case_id)
        assert [replace(item, answers=()) for item in listed] == [replace(case, answers=())]
        assert (case.order_id, case.kind, case.amount) == (order_id, CaseKind.REFUND, Decimal(1))
        assert case.money in (Money.REFUNDED, Money.PROMISED)
        assert case.waits_for is not Party.SELLER


@promise(Capability.REFUNDS, Capability.ORDERS)
def the_seller_gives_back_a_part_of_the_money_and_no_more_than_was_paid(world: World) -> None:
    order_id = world.buy((world.put_product(9), 2))
    with world.session() as session:
        before = session.refundable(order_id)
        order = session.order(order_id)
        assert before is not None
        assert order is not None
        assert (before.refunded, before.currency) == (Decimal(0), order.currency)
        assert 1 < before.most <= order.total
        reply = CaseReply("REFUND", _KEY, comment="A scratch", amount=Decimal(1), currency=before.currency)
        outcome = session.refund_order(order_id, reply)
        assert outcome.is_done, outcome.message
        world.settle()
        after = session.refundable(order_id)
        assert after is not None
        assert (after.refunded, after.most) == (Decimal(1), before.most - 1)
        too_much = session.refund_order(order_id, replace(reply, key="conformance-2", amount=before.most))
        assert too_much.result is Result.REFUSED
        assert session.refundable(order_id) == after
        assert session.refundable(UNKNOWN) is None
