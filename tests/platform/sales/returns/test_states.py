"""The tables of returns, aftersales requests and RMAs."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.core.business_days import after_business_days
from shopwright.platform.market.trade_rules import trade_rules
from shopwright.platform.sales.returns.return_case import standings
from shopwright.platform.sales.returns.rules import asked_in
from shopwright.platform.sales.returns.states import (
    CHOICES,
    DISPUTABLE,
    FIRST_STATUS,
    FRUITLESS,
    OWED,
    REQUEST_TRANSITIONS,
    RESHIPPED,
    RETURN_TRANSITIONS,
    RMA_TRANSITIONS,
    UNANSWERED_DECISION,
    Decision,
    RequestStatus,
    ReturnEvent,
    ReturnStatus,
    ReturnType,
    RmaEvent,
    RmaStatus,
)

State = TypeVar("State", bound=Enum)
Event = TypeVar("Event", bound=Enum)


def reachable(table: dict[tuple[State, Event], State], first: set[State]) -> set[State]:
    reached, ahead = set(first), list(first)
    while ahead:
        status = ahead.pop()
        for (before, _), after in table.items():
            if before is status and after not in reached:
                reached.add(after)
                ahead.append(after)
    return reached


def test_every_state_of_a_return_is_reached_from_its_first_one() -> None:
    assert reachable(RETURN_TRANSITIONS, set(FIRST_STATUS.values())) == set(ReturnStatus)


def test_every_state_of_a_request_and_of_an_rma_is_reached() -> None:
    assert reachable(REQUEST_TRANSITIONS, {RequestStatus.INIT}) == set(RequestStatus)
    assert reachable(RMA_TRANSITIONS, {RmaStatus.INIT}) == set(RmaStatus)


def test_every_event_and_every_decision_does_something() -> None:
    assert {event for _, event in RETURN_TRANSITIONS} == set(ReturnEvent)
    assert {event for _, event in RMA_TRANSITIONS} == set(RmaEvent)
    assert set(CHOICES) == set(Decision)


def test_only_states_with_an_outcome_are_final() -> None:
    final = set(ReturnStatus) - {before for before, _ in RETURN_TRANSITIONS}
    refunded = OWED - {ReturnStatus.SUCCESS}
    assert final == FRUITLESS | RESHIPPED | refunded | {ReturnStatus.COMPLETE}


def test_what_nobody_answers_is_approved_by_a_decision_that_fits_the_type() -> None:
    for kind in ReturnType:
        choice = CHOICES[UNANSWERED_DECISION[kind]]
        assert kind in choice.types
        assert (FIRST_STATUS[kind], choice.event) in RETURN_TRANSITIONS


def test_every_rejection_that_can_be_disputed_ends_by_itself() -> None:
    assert all((return_status, ReturnEvent.EXPIRE) in RETURN_TRANSITIONS for return_status in DISPUTABLE)


@pytest.mark.parametrize(
    ("kind", "by", "region", "states"),
    [
        ("REFUND", "BUYER", "DE", {"AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED"}),
        ("RETURN_AND_REFUND", "BUYER", "DE", {"DELIVERED"}),
        ("REPLACEMENT", "BUYER", "DE", {"DELIVERED"}),
        ("EXCHANGE", "BUYER", "US", {"DELIVERED"}),
        ("EXCHANGE", "BUYER", "DE", set()),
        ("REFUND", "SELLER", "DE", {"DELIVERED"}),
        ("RETURN_AND_REFUND", "SELLER", "DE", set()),
        ("RETURN_AND_REFUND", "SELLER", "US", {"IN_TRANSIT", "DELIVERED"}),
        ("REPLACEMENT", "SELLER", "US", set()),
    ],
)
def test_who_may_ask_for_what_in_which_state(kind: str, by: str, region: str, states: set[str]) -> None:
    order_statuses = asked_in(ReturnType(kind), "BUYER" if by == "BUYER" else "SELLER", trade_rules(region))
    assert {str(order_status) for order_status in order_statuses} == states


@given(st.integers(0, 4_000_000_000), st.integers(1, 30))
def test_so_many_business_days_pass_until_the_end_of_a_window(start: int, days: int) -> None:
    end = after_business_days(start * 1000, days) // 1000
    between = [datetime.fromtimestamp(at, UTC) for at in range(start + 86_400, end + 1, 86_400)]
    assert (end - start) % 86_400 == 0
    assert sum(item.weekday() < 5 for item in between) == days
    assert between[-1].weekday() < 5


def test_a_search_for_offers_and_arbitrations_selects_what_has_both() -> None:
    assert standings((), offered=False) == ()
    assert standings(("CLOSED",), offered=True) == ("CLOSED+PARTIAL",)
    assert standings(("CLOSED",), offered=False) == ("CLOSED", "CLOSED+PARTIAL")
    assert all(standing.endswith("+PARTIAL") for standing in standings((), offered=True))
    assert "+PARTIAL" in standings((), offered=True)
