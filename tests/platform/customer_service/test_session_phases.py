"""How sessions go from phase to phase, by what people do and by time; and what apps are told of it."""

from __future__ import annotations

import json

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import new_seller
from tests.harness.cancellations import listen, told
from tests.harness.conversations import act, conversation, listed, messages, phase, send, sent, sessions, write
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, pass_time

pytestmark = pytest.mark.own_platform


def test_a_session_waits_a_minute_for_the_automatic_reply_and_half_a_minute_in_the_queue(
    platform: RunningPlatform,
) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    conversation_id = write(seller)["conversation_id"]
    assert messages(seller, conversation_id)[-1]["sender"]["role"] == "ROBOT"
    phases = []
    for seconds in (59, 1, 29, 1):
        pass_time(platform, seconds)
        phases.append(phase(seller, conversation_id))
    assert phases == ["AUTO_REPLY", "QUEUED", "QUEUED", "ASSIGNED"]


def test_a_buyer_who_writes_again_is_queued_at_once(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    assert write(seller, buyer="ada")["phase"] == "AUTO_REPLY"
    again = write(seller, "I need a person", buyer="ada")
    assert again["phase"] == "QUEUED"
    pass_time(platform, 30)
    assert phase(seller, again["conversation_id"]) == "ASSIGNED"


def test_a_buyer_is_told_of_the_queue_once(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id = str(write(seller, buyer="ada")["conversation_id"])
    for _ in range(3):
        write(seller, "Is anybody there?", buyer="ada")
    assert [row["type"] for row in messages(seller, conversation_id)].count("NOTIFICATION") == 1


def test_messages_are_numbered_by_their_time_and_one_by_one(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    conversation_id = str(write(seller)["conversation_id"])
    first, second = messages(seller, conversation_id)
    assert int(first["index"]) // 1_000_000 == first["create_time"]
    assert int(second["index"]) == int(first["index"]) + 1
    pass_time(platform, 10)
    sent(seller, conversation_id)
    last = messages(seller, conversation_id)[-1]
    assert int(last["index"]) // 1_000_000 == last["create_time"] == first["create_time"] + 10


def test_an_agents_message_takes_the_session_over(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id = write(seller)["conversation_id"]
    sent(seller, conversation_id)
    assert phase(seller, conversation_id) == "ASSIGNED"
    kinds = [row["type"] for row in messages(seller, conversation_id)]
    assert kinds == ["TEXT", "TEXT", "ALLOCATED_SERVICE", "TEXT"]


def test_a_session_ends_six_hours_after_an_answer_that_nobody_answers(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    conversation_id = write(seller)["conversation_id"]
    pass_time(platform, HOUR)
    sent(seller, conversation_id)
    pass_time(platform, 6 * HOUR - 1)
    assert phase(seller, conversation_id) == "ASSIGNED"
    pass_time(platform, 1)
    assert phase(seller, conversation_id) is None
    assert send(seller, conversation_id).code == 45109001
    assert messages(seller, conversation_id)[-1]["type"] == "NOTIFICATION"


def test_a_buyers_answer_stops_the_six_hours(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    conversation_id = write(seller, buyer="ada")["conversation_id"]
    sent(seller, conversation_id)
    pass_time(platform, 5 * HOUR)
    write(seller, "Thank you", buyer="ada")
    pass_time(platform, 7 * DAY - 1)
    assert phase(seller, conversation_id) == "ASSIGNED"
    pass_time(platform, 1)
    assert phase(seller, conversation_id) is None


def test_a_session_that_no_agent_answers_ends_after_seven_days_from_the_first_question(
    platform: RunningPlatform,
) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    conversation_id = write(seller, buyer="ada")["conversation_id"]
    pass_time(platform, 3 * DAY)
    write(seller, "Hello?", buyer="ada")
    pass_time(platform, 4 * DAY - 1)
    assert phase(seller, conversation_id) == "ASSIGNED"
    pass_time(platform, 1)
    assert phase(seller, conversation_id) is None
    (row,) = sessions(seller)
    assert row["first_response_late"] is True
    assert "first_response_time" not in row


def test_a_buyer_who_writes_after_the_end_gets_a_new_session_in_the_same_conversation(
    platform: RunningPlatform,
) -> None:
    seller = new_seller(platform)
    first = write(seller, buyer="ada")
    act(seller, first["conversation_id"], "END")
    second = write(seller, buyer="ada")
    assert second["conversation_id"] == first["conversation_id"]
    assert second["session_id"] != first["session_id"]
    assert second["phase"] == "AUTO_REPLY"
    assert [row["id"] for row in sessions(seller)] == [second["session_id"], first["session_id"]]


def test_apps_are_told_of_messages_and_of_agents_who_come_and_go(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = new_seller(platform)
    listen(seller, receiver)
    written = write(seller, "Hello <b>")
    conversation_id = written["conversation_id"]
    message_id = sent(seller, conversation_id)
    session_id = conversation(seller, conversation_id)["cur_session_id"]
    seller.call("endSession", {}, conversation_id=conversation_id, session_id=session_id)
    heard = told(seller, receiver, 14, 5)
    assert [row["sender"]["role"] for row in heard] == ["BUYER", "ROBOT", "SYSTEM", "CUSTOMER_SERVICE", "SYSTEM"]
    assert [row["type"] for row in heard] == ["TEXT", "TEXT", "ALLOCATED_SERVICE", "TEXT", "NOTIFICATION"]
    assert json.loads(heard[0]["content"]) == {"content": "Hello <b>"}
    assert (heard[0]["message_id"], heard[3]["message_id"]) == (written["message_id"], message_id)
    assert [int(row["index"]) for row in heard] == sorted({int(row["index"]) for row in heard})
    assert {row["conversation_id"] for row in heard} == {conversation_id}
    moves = told(seller, receiver, 13, 2)
    assert {row["conversation_id"] for row in moves} == {conversation_id}


def test_texts_of_the_platform_are_in_the_language_of_the_market_and_of_the_reader(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = new_seller(platform, region="DE")
    listen(seller, receiver)
    conversation_id = write(seller)["conversation_id"]
    assert "Danke für Ihre Nachricht" in told(seller, receiver, 14, 2)[1]["content"]
    assert "Obrigado" in messages(seller, conversation_id, locale="pt-BR")[-1]["content"]
    assert "Obrigado" in listed(seller, locale="pt-BR")[0]["latest_message"]["content"]
