"""Simulated buyers ask about their orders, and react to what the shop answers."""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller
from tests.harness.conversations import listed, messages, sent, sessions
from tests.harness.server import RunningPlatform
from tests.harness.simulations import begin, furnished, simulation
from tests.harness.trade import DAY, HOUR, pass_time

pytestmark = pytest.mark.own_platform


def curious(platform: RunningPlatform, **fields: object) -> Seller:
    """A shop in which everybody who buys asks something, and a day in which some did."""
    seller = furnished(platform)
    platform.post("/sandbox/clock/freeze", {})
    begin(seller, orders_per_hour=4, seed="curious", mix={"question": 1, "payment_failure": 0}, **fields)
    while not listed(seller):
        pass_time(platform, HOUR)
    begin(seller, orders_per_hour=0)
    return seller


def counts(seller: Seller) -> dict[str, int]:
    seen: dict[str, int] = simulation(seller)["counts"]
    return seen


def test_a_buyer_asks_about_the_order_in_the_markets_language(platform: RunningPlatform) -> None:
    seller = curious(platform)
    (row, *_) = listed(seller)
    said = messages(seller, row["id"])
    assert said[0]["type"] == "BUYER_ENTER_FROM_ORDER"
    assert said[1]["sender"]["role"] == "BUYER"
    assert said[1]["content"].count("?") >= 1
    assert counts(seller)["asked"] >= 1
    assert sessions(seller)[0]["chat_tags"]


def test_an_answer_is_thanked_for_and_rated(platform: RunningPlatform) -> None:
    seller = curious(platform)
    conversation_id = listed(seller)[-1]["id"]
    sent(seller, conversation_id, content={"content": "It leaves our warehouse today, and takes two days."})
    pass_time(platform, 300)
    assert "Thank you" in messages(seller, conversation_id)[-1]["content"]
    assert counts(seller)["thanked"] == 1
    session = next(row for row in sessions(seller) if row["conversation_id"] == conversation_id)
    assert session["satisfaction_score"] >= 4


def test_who_is_not_answered_well_asks_again_and_then_complains(platform: RunningPlatform) -> None:
    seller = curious(platform)
    conversation_id = listed(seller)[-1]["id"]
    for _ in range(2):
        sent(seller, conversation_id, content={"content": "?"})
        pass_time(platform, 300)
    assert (counts(seller)["asked_again"], counts(seller)["complained"]) == (1, 1)
    session = next(row for row in sessions(seller) if row["conversation_id"] == conversation_id)
    assert session["satisfaction_score"] <= 2
    assert session["dissatisfaction_reason"] == "My question was not solved"
    sent(seller, conversation_id, content={"content": "We are sorry, here is your answer."})
    pass_time(platform, HOUR)
    assert "thanked" not in counts(seller)


def test_who_is_not_answered_at_all_writes_again_after_a_day(platform: RunningPlatform) -> None:
    seller = curious(platform)
    conversation_id = listed(seller)[-1]["id"]
    pass_time(platform, DAY)
    assert "I still wait" in messages(seller, conversation_id)[-1]["content"]


def test_buyers_of_a_simulation_that_was_removed_react_no_more(platform: RunningPlatform) -> None:
    seller = curious(platform)
    conversation_id = listed(seller)[-1]["id"]
    sent(seller, conversation_id, content={"content": "It leaves our warehouse today."})
    platform.delete("/sandbox/world")
    pass_time(platform, 2 * HOUR)
    assert messages(seller, conversation_id)[-1]["sender"]["role"] == "CUSTOMER_SERVICE"
