"""searchSessions, endSession, getCustomerServicePerformance, getAgentSettings, updateAgentSettings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.conversations import act, conversation, messages, phase, send, sent, sessions, write
from tests.harness.server import RunningPlatform
from tests.harness.simulations import now
from tests.harness.trade import DAY, HOUR, buy, pass_time, stocked
from tests.platform.support import data_of


def performance(seller: Seller, days: int = 1) -> dict[str, Any]:
    """The figures of so many days up to today."""
    today = datetime.fromtimestamp(now(seller.platform), UTC).date()
    query = {
        "support_date_ge": str(today - timedelta(days=days - 1)),
        "support_date_lt": str(today + timedelta(days=1)),
    }
    reply = seller.call("getCustomerServicePerformance", query=query)
    figures: dict[str, Any] = data_of("getCustomerServicePerformance", reply)["performance"]
    return figures


def end(seller: Seller, conversation_id: str, session_id: str) -> int:
    return seller.call("endSession", {}, conversation_id=conversation_id, session_id=session_id).code


def test_the_session_that_goes_on_can_be_ended_once(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    written = write(seller, buyer="ada")
    conversation_id, session_id = written["conversation_id"], written["session_id"]
    assert end(other, conversation_id, session_id) == 45101003
    assert end(seller, conversation_id, "1") == 45101003
    assert end(seller, conversation_id, session_id) == 0
    assert end(seller, conversation_id, session_id) == 45101003
    assert messages(seller, conversation_id)[-1]["content"].startswith('{"content":"The conversation was ended')
    assert write(seller, buyer="ada")["session_id"] != session_id


def test_sessions_are_found_by_time_and_nickname(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    began = now(platform)
    first, second = (write(seller, buyer=name) for name in ("ada", "ben"))
    rows = sessions(seller, began, began + HOUR)
    assert [row["id"] for row in rows] == [second["session_id"], first["session_id"]]
    nickname = conversation(seller, first["conversation_id"])["participants"][0]["nickname"]
    assert rows[1]["buyer_nickname"] == nickname
    (row,) = sessions(seller, began, began + HOUR, buyer_nickname=nickname.upper())
    assert row["id"] == first["session_id"]
    assert sessions(seller, began, began + HOUR, buyer_nickname="nobody") == []
    assert sessions(seller, began + HOUR, began + 2 * HOUR) == []
    body = {"begin_time_ge": began, "begin_time_lt": began + HOUR}
    page = seller.call("searchSessions", body, query={"page_size": 1}).data
    rest = seller.call("searchSessions", body, query={"page_size": 1, "page_token": page["next_page_token"]}).data
    assert [page["sessions"][0]["id"], rest["sessions"][0]["id"]] == [second["session_id"], first["session_id"]]


@pytest.mark.own_platform
def test_a_session_records_how_it_went(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    order = buy(seller, stocked(seller))
    written = write(seller, "It is broken", order_id=order["order_id"], topic="RETURN_REFUND")
    conversation_id = written["conversation_id"]
    platform.post("/sandbox/clock/advance", {"seconds": 90})
    sent(seller, conversation_id)
    act(seller, conversation_id, "RATE", score=2, reason="UNSOLVED")
    assert end(seller, conversation_id, written["session_id"]) == 0
    reply = seller.call(
        "searchSessions", {"begin_time_ge": 0, "begin_time_lt": 2**31}, query={"page_size": 5, "locale": "de-DE"}
    )
    (row,) = data_of("searchSessions", reply)["sessions"]
    assert row["end_time"] == row["begin_time"] + 90
    assert row["first_response_time"] == 90
    assert row["first_response_late"] is False
    assert row["satisfaction_score"] == 2
    assert row["dissatisfaction_reason"] == "Mein Anliegen wurde nicht gelöst"
    assert row["chat_tags"] == ["Bestellung", "Rückgabe oder Erstattung"]
    act(seller, conversation_id, "RATE", score=5)
    (row,) = sessions(seller)
    assert row["satisfaction_score"] == 5
    assert "dissatisfaction_reason" not in row
    pass_time(platform, 7 * DAY + 1)
    refused = platform.refuse("POST", f"/sandbox/conversations/{conversation_id}/acts", {"act": "RATE", "score": 1})
    assert refused.json["code"] == 40966


@pytest.mark.own_platform
def test_what_a_shop_wrote_before_it_was_asked_is_no_answer(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    order = buy(seller, stocked(seller))
    opened = seller.call("createConversation", {"buyer_user_id": order["buyer_id"]}).data
    sent(seller, opened["conversation_id"])
    assert "first_response_time" not in sessions(seller)[0]
    pass_time(platform, 60)
    write(seller, order_id=order["order_id"])
    pass_time(platform, 90)
    sent(seller, opened["conversation_id"])
    assert sessions(seller)[0]["first_response_time"] == 90


@pytest.mark.own_platform
@pytest.mark.parametrize(("hours", "is_late"), [(12, False), (12.01, True)])
def test_a_first_answer_after_twelve_hours_is_late(platform: RunningPlatform, hours: float, is_late: bool) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    conversation_id = write(seller)["conversation_id"]
    pass_time(platform, round(hours * HOUR))
    sent(seller, conversation_id)
    assert sessions(seller)[0]["first_response_late"] is is_late


def test_a_shop_without_sessions_has_figures_of_nothing(platform: RunningPlatform) -> None:
    figures = performance(new_seller(platform))
    assert figures == {
        "support_session_count": 0,
        "response_percentage": "0.00",
        "satisfaction_percentage": "0.00",
        "response_time_mins": "0.00",
        "conversion_rate": "0.00",
        "cs_guided_gmv": "0.00",
        "currency": "GBP",
    }


@pytest.mark.own_platform
def test_performance_is_computed_from_what_happened(platform: RunningPlatform) -> None:
    seller, sku_id = new_seller(platform), None
    sku_id = stocked(seller, 50)
    platform.post("/sandbox/clock/freeze", {})
    at = now(platform)
    platform.post("/sandbox/clock/advance", {"seconds": DAY - at % DAY + HOUR})
    asked = [write(seller, buyer=name) for name in ("ada", "ben", "cora", "dora")]
    platform.post("/sandbox/clock/advance", {"seconds": 120})
    for written in asked[:2]:
        sent(seller, written["conversation_id"])
    platform.post("/sandbox/clock/advance", {"seconds": 60})
    sent(seller, asked[2]["conversation_id"])
    act(seller, asked[0]["conversation_id"], "RATE", score=4)
    act(seller, asked[1]["conversation_id"], "RATE", score=3)
    order = buy(seller, sku_id, buyer_id=asked[0]["buyer_id"])
    buy(seller, sku_id, buyer_id=asked[3]["buyer_id"])
    figures = performance(seller)
    assert figures["support_session_count"] == 4
    assert figures["response_percentage"] == "75.00"
    assert figures["satisfaction_percentage"] == "50.00"
    assert figures["response_time_mins"] == "2.33"
    assert figures["conversion_rate"] == "33.33"
    assert figures["cs_guided_gmv"] == order["total_amount"]
    pass_time(platform, 2 * DAY)
    assert performance(seller)["support_session_count"] == 0
    assert performance(seller, 3)["support_session_count"] == 4


@pytest.mark.parametrize(
    ("begin", "end"),
    [("2026-01-02", "2026-01-02"), ("2026-01-03", "2026-01-02"), ("20260101", "2026-01-02"), ("x", "2026-01-02")],
)
def test_days_that_are_none_or_in_the_wrong_order_are_refused(platform: RunningPlatform, begin: str, end: str) -> None:
    query = {"support_date_ge": begin, "support_date_lt": end}
    assert new_seller(platform).call("getCustomerServicePerformance", query=query).code == 36009004


def test_agents_accept_chats_until_they_are_told_not_to(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert data_of("getAgentSettings", seller.call("getAgentSettings")) == {"can_accept_chat": True}
    assert seller.call("updateAgentSettings", {"can_accept_chat": False}).code == 0
    assert seller.call("getAgentSettings").data == {"can_accept_chat": False}


@pytest.mark.own_platform
def test_buyers_wait_in_the_queue_while_agents_accept_no_chats(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    seller.call("updateAgentSettings", {"can_accept_chat": False})
    conversation_id = write(seller)["conversation_id"]
    pass_time(platform, HOUR)
    assert phase(seller, conversation_id) == "QUEUED"
    seller.call("updateAgentSettings", {"can_accept_chat": True})
    pass_time(platform, 30)
    assert phase(seller, conversation_id) == "ASSIGNED"
    assert send(seller, conversation_id).code == 0


@pytest.mark.own_platform
def test_who_is_queued_stays_there_once_agents_accept_no_chats(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    conversation_id = write(seller)["conversation_id"]
    pass_time(platform, 60)
    seller.call("updateAgentSettings", {"can_accept_chat": False})
    pass_time(platform, HOUR)
    assert phase(seller, conversation_id) == "QUEUED"
