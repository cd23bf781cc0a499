"""createConversation, getConversation, getConversations, markBuyerMessagesAsRead."""

from __future__ import annotations

import pytest

from tests.harness.calls import new_seller
from tests.harness.conversations import (
    act,
    conversation,
    listed,
    messages,
    phase,
    sent,
    write,
    write_about_order,
)
from tests.harness.returns import ask, delivered
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, pass_time, shop_in, stocked
from tests.platform.support import data_of


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID", "BR"])
def test_opening_a_conversation_again_opens_the_same_one(platform: RunningPlatform, region: str) -> None:
    seller = shop_in(platform, region)
    buyer_id = buy(seller, stocked(seller))["buyer_id"]
    opened = data_of("createConversation", seller.call("createConversation", {"buyer_user_id": buyer_id}))
    conversation_id = opened["conversation_id"]
    assert phase(seller, conversation_id) == "ASSIGNED"
    act(seller, conversation_id, "END")
    assert phase(seller, conversation_id) is None
    again = seller.call("createConversation", {"buyer_user_id": buyer_id})
    assert again.data["conversation_id"] == conversation_id
    assert phase(seller, conversation_id) == "ASSIGNED"


def test_a_conversation_with_somebody_who_never_bought_or_wrote_is_refused(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    stranger = buy(other, stocked(other))["buyer_id"]
    for buyer_id in ("1", "", stranger):
        assert seller.call("createConversation", {"buyer_user_id": buyer_id}).code == 45109003
    assert listed(seller) == []


@pytest.mark.own_platform
def test_an_order_opens_a_conversation_for_60_days_and_a_message_for_30(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    order = buy(seller, stocked(seller))
    buyer_id = order["buyer_id"]
    advance(seller, order["order_id"], "COMPLETED")
    written = write(seller, "Do you have this in blue?", buyer="somebody")
    act(seller, written["conversation_id"], "END")
    pass_time(platform, 30 * DAY - 60)
    assert seller.call("createConversation", {"buyer_user_id": written["buyer_id"]}).code == 0
    act(seller, written["conversation_id"], "END")
    pass_time(platform, 120)
    assert seller.call("createConversation", {"buyer_user_id": written["buyer_id"]}).code == 45109003
    pass_time(platform, 30 * DAY - 300)
    assert seller.call("createConversation", {"buyer_user_id": buyer_id}).code == 0
    act(seller, listed(seller)[0]["id"], "END")
    pass_time(platform, 600)
    assert seller.call("createConversation", {"buyer_user_id": buyer_id}).code == 45109003


@pytest.mark.own_platform
def test_the_30_days_after_a_message_end_to_the_second(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze", {})
    written = write(seller)
    act(seller, written["conversation_id"], "END")
    codes = []
    for seconds in (30 * DAY - 1, 1):
        pass_time(platform, seconds)
        codes.append(seller.call("createConversation", {"buyer_user_id": written["buyer_id"]}).code)
        if codes == [0]:
            act(seller, written["conversation_id"], "END")
    assert codes == [0, 45109003]


@pytest.mark.own_platform
def test_a_return_opens_a_conversation_for_good(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    order = delivered(seller, 1)
    ask(seller, order, "RETURN_AND_REFUND")
    pass_time(platform, 200 * DAY)
    assert seller.call("createConversation", {"buyer_user_id": order["buyer_id"]}).code == 0


def test_two_take_part_in_a_conversation_and_three_with_an_agent(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id, order = write_about_order(seller)
    for seen in (conversation(seller, conversation_id), listed(seller)[0]):
        assert seen["participant_count"] == 2
        assert [who["role"] for who in seen["participants"]] == ["BUYER", "SHOP"]
    sent(seller, conversation_id)
    seen = data_of("getConversation", seller.call("getConversation", conversation_id=conversation_id))["conversation"]
    assert seen["participant_count"] == 3
    buyer, shop, agent = seen["participants"]
    assert (buyer["user_id"], buyer["platform"]) == (order["buyer_id"], "TIKTOK_SHOP")
    assert len({buyer["im_user_id"], shop["im_user_id"], agent["im_user_id"], buyer["user_id"]}) == 4
    assert agent["role"] == "CUSTOMER_SERVICE"
    assert "cur_session" not in seen
    assert "cur_session_id" not in seen


def test_conversations_are_listed_by_their_latest_message(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    first, second = (write(seller, buyer=name)["conversation_id"] for name in ("ada", "ben"))
    assert [row["id"] for row in listed(seller)] == [second, first]
    sent(seller, first, content={"content": "Good morning"})
    page = data_of("getConversations", seller.call("getConversations", query={"page_size": 1}))
    (row,) = page["conversations"]
    assert row["id"] == first
    assert row["latest_message"]["content"] == '{"content":"Good morning"}'
    assert row["can_send_message"] is True
    rest = seller.call("getConversations", query={"page_size": 1, "page_token": page["next_page_token"]})
    assert [row["id"] for row in rest.data["conversations"]] == [second]
    assert rest.data["next_page_token"] == ""


def test_a_conversation_names_its_session_only_where_it_is_asked_for(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    written = write(seller)
    (row,) = listed(seller, need_session_info="false")
    assert row["cur_session_id"] == written["session_id"]
    assert "cur_session" not in row
    (row,) = listed(seller, need_session_id="false")
    assert row["cur_session"] == {"id": written["session_id"], "phase": "AUTO_REPLY"}
    assert "cur_session_id" not in row


def test_what_a_buyer_wrote_is_unread_until_it_is_marked(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id = write(seller, buyer="ada")["conversation_id"]
    write(seller, "Are you there?", buyer="ada")
    assert conversation(seller, conversation_id)["unread_count"] == 2
    assert listed(seller)[0]["unread_count"] == 2
    assert seller.call("markBuyerMessagesAsRead", {}, conversation_id=conversation_id).code == 0
    assert conversation(seller, conversation_id)["unread_count"] == 0
    assert seller.call("markBuyerMessagesAsRead", {}, conversation_id="1").code == 45101003


def test_the_conversation_of_another_shop_is_unknown(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    conversation_id = write(other)["conversation_id"]
    for name in ("getConversation", "getConversationMessages", "markBuyerMessagesAsRead"):
        body = {} if name.startswith("mark") else None
        query = {"page_size": 10} if name.endswith("Messages") else None
        assert seller.call(name, body, query=query, conversation_id=conversation_id).code == 45101003
    assert len(messages(other, conversation_id)) == 2


def test_a_buyer_who_bought_on_tokopedia_is_of_that_platform(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "ID")
    order = buy(seller, stocked(seller, listing_platforms=["TIKTOK_SHOP", "TOKOPEDIA"]), commerce_platform="TOKOPEDIA")
    conversation_id = write(seller, order_id=order["order_id"])["conversation_id"]
    assert conversation(seller, conversation_id)["participants"][0]["platform"] == "TOKOPEDIA"
    assert listed(seller)[0]["participants"][0]["buyer_platform"] == "TOKOPEDIA"


@pytest.mark.own_platform
def test_calls_about_conversations_have_a_daily_quota(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    conversation_id = write(seller)["conversation_id"]
    platform.patch("/sandbox/settings", {"chat_calls_per_day": 4})
    asked = {"page_size": 10}
    codes = [
        seller.call("getConversations", query=asked).code,
        seller.call("getConversationMessages", query=asked, conversation_id=conversation_id).code,
        seller.call("markBuyerMessagesAsRead", {}, conversation_id=conversation_id).code,
        seller.call("sendMessage", {"type": "TEXT", "content": "{}"}, conversation_id=conversation_id).code,
    ]
    assert codes == [0, 0, 0, 45101002]
    assert seller.call("getConversations", query=asked).code == 45101004
    assert seller.call("getConversationMessages", query=asked, conversation_id=conversation_id).code == 45101004
    assert seller.call("markBuyerMessagesAsRead", {}, conversation_id=conversation_id).code == 45101004
    text = {"type": "TEXT", "content": '{"content":"Hi"}'}
    assert seller.call("sendMessage", text, conversation_id=conversation_id).code == 45101004
    assert other.call("getConversations", query=asked).code == 0
    assert seller.call("getConversation", conversation_id=conversation_id).code == 0
