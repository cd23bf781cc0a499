"""sendMessage, getConversationMessages, uploadImageForBuyerMessages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, picture
from tests.harness.conversations import conversation, messages, phase, send, sent, write, write_about_order
from tests.harness.returns import ask, delivered
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, shop_in, stocked
from tests.platform.promotion.promo import coupon
from tests.platform.support import data_of


def upload(seller: Seller, data: bytes | None = None) -> dict[str, Any]:
    """A picture for messages."""
    reply = seller.upload("uploadImageForBuyerMessages", {}, data or picture(300, 200))
    uploaded: dict[str, Any] = data_of("uploadImageForBuyerMessages", reply)
    return uploaded


def last(seller: Seller, conversation_id: str, **query: object) -> dict[str, Any]:
    """The newest message of a conversation, with all that can be asked for."""
    asked = {"need_data": "true", "need_plaintext": "true", **query}
    return messages(seller, conversation_id, **asked)[-1]


def test_a_message_is_read_as_it_was_sent(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id, _ = write_about_order(seller)
    text = '<script>alert("x")</script> \u202e\u0007 \U0001f600 &amp;'
    message_id = sent(seller, conversation_id, content={"content": text})
    reply = seller.call(
        "getConversationMessages",
        query={"page_size": 10, "need_plaintext": "true"},
        conversation_id=conversation_id,
    )
    newest = data_of("getConversationMessages", reply)["messages"][0]
    assert newest["id"] == message_id
    assert json.loads(newest["content"]) == {"content": text}
    assert newest["plaintext"] == text
    assert newest["sender"]["role"] == "CUSTOMER_SERVICE"
    assert newest["is_visible"] is True


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"content":""}',
        '{"content":"  "}',
        '{"content":1}',
        '{"content":null}',
        '{"text":"Hi"}',
    ],
)
def test_a_text_whose_content_is_not_right_is_refused(platform: RunningPlatform, content: str) -> None:
    seller = new_seller(platform)
    conversation_id = write(seller)["conversation_id"]
    reply = seller.call("sendMessage", {"type": "TEXT", "content": content}, conversation_id=conversation_id)
    assert reply.code == 45101002
    assert phase(seller, conversation_id) == "AUTO_REPLY"


@pytest.mark.parametrize("kind", ["TEXT", "PRODUCT_CARD", "ORDER_CARD", "COUPON_CARD", "VIDEO"])
def test_a_nul_within_the_json_of_a_content_is_refused(platform: RunningPlatform, kind: str) -> None:
    seller = new_seller(platform)
    conversation_id = write(seller)["conversation_id"]
    name = {"TEXT": "content", "VIDEO": "vid"}.get(kind, f"{kind.partition('_')[0].lower()}_id")
    # The text says \\u0000 only once its own escape is read.
    body = json.dumps({"type": kind, "content": json.dumps({name: "1@0"})}).replace("@", r"\u005cu0000").encode()
    reply = seller.call("sendMessage", body, conversation_id=conversation_id)
    assert (reply.code, "NUL" in reply.message) == (45101002, True)


def test_a_content_of_more_than_2000_characters_is_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id = write(seller, "a" * 2000)["conversation_id"]
    longest = '{"content":"' + "a" * 1986 + '"}'
    for content, code in ((longest, 0), (longest + " ", 36009004)):
        body = {"type": "TEXT", "content": content}
        assert seller.call("sendMessage", body, conversation_id=conversation_id).code == code
    assert (
        platform.refuse("POST", "/sandbox/messages", {"shop_cipher": seller.cipher, "text": "a" * 2001}).status == 400
    )


@pytest.mark.parametrize(
    "kind", ["IMAGE", "VIDEO", "PRODUCT_CARD", "ORDER_CARD", "RETURN_REFUND_CARD", "LOGISTICS_CARD"]
)
def test_a_card_of_nothing_is_refused(platform: RunningPlatform, kind: str) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    conversation_id, order = write_about_order(seller)
    theirs = buy(other, stocked(other))
    product = create_product(other)["product_id"]
    wrong = {
        "IMAGE": [{"url": "https://example.com/a.png", "width": 1, "height": 1}, {**upload(other)}],
        "VIDEO": [{"vid": "1"}, {"vid": ""}],
        "PRODUCT_CARD": [{"product_id": product}, {"product_id": 1}, {"product_id": "a"}],
        "ORDER_CARD": [{"order_id": theirs["order_id"]}, {"order_id": buy(seller, stocked(seller))["order_id"]}],
        "RETURN_REFUND_CARD": [
            {"order_id": order["order_id"]},
            {"order_id": order["order_id"], "sku_id": "1"},
            {"order_id": "1", "sku_id": "1"},
        ],
        "LOGISTICS_CARD": [{"order_id": order["order_id"], "package_id": "1"}, {"order_id": order["order_id"]}],
    }[kind]
    for content in (*wrong, {}, {"content": "Hi"}):
        assert send(seller, conversation_id, kind, content).code == 45101002, content
    assert phase(seller, conversation_id) == "AUTO_REPLY"


def test_cards_show_what_they_stand_for(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    order = delivered(seller, 1)
    order_id, sku_id = order["order_id"], order["line_items"][0]["sku_id"]
    package_id = order["package_ids"][0]
    return_id = ask(seller, order, "RETURN_AND_REFUND")
    product_id = create_product(seller)["product_id"]
    conversation_id = str(write(seller, order_id=order_id)["conversation_id"])
    zone = {"time_zone": "Asia/Tokyo", "locale": "de-DE"}

    sent(seller, conversation_id, "ORDER_CARD", {"order_id": order_id})
    card = last(seller, conversation_id, **zone)
    data = json.loads(card["data"])
    assert (data["order_id"], data["status"], data["total"]) == (order_id, "DELIVERED", order["total_amount"])
    assert data["create_time"].endswith("+09:00")
    assert card["plaintext"] == f"[Bestellung] {order_id}"

    sent(seller, conversation_id, "PRODUCT_CARD", {"product_id": product_id})
    card = last(seller, conversation_id)
    data = json.loads(card["data"])
    assert (data["product_id"], data["currency"]) == (product_id, "USD")
    assert card["plaintext"] == f"[Product] {data['title']}"

    sent(seller, conversation_id, "LOGISTICS_CARD", {"order_id": order_id, "package_id": package_id})
    assert json.loads(last(seller, conversation_id)["data"])["tracking_number"]

    sent(seller, conversation_id, "RETURN_REFUND_CARD", {"order_id": order_id, "sku_id": sku_id})
    card = last(seller, conversation_id)
    assert json.loads(card["data"])["return_id"] == return_id
    assert "data" not in messages(seller, conversation_id)[-1]
    assert "plaintext" not in messages(seller, conversation_id)[-1]


def test_a_zone_or_a_sort_that_does_not_exist_is_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id = write(seller)["conversation_id"]
    for query in ({"time_zone": "Mars/Olympus"}, {"time_zone": "../etc"}, {"sort_field": "index"}):
        reply = seller.call("getConversationMessages", query={"page_size": 1, **query}, conversation_id=conversation_id)
        assert reply.code == 36009004


def test_messages_come_in_pages_in_either_order(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id = write(seller, "0")["conversation_id"]
    for number in range(1, 4):
        sent(seller, conversation_id, content={"content": str(number)})
    for order in ("ASC", "DESC"):
        query = {"page_size": 2, "sort_order": order, "sort_field": "create_time", "need_plaintext": "true"}
        seen, token = [], ""
        while True:
            page = seller.call(
                "getConversationMessages",
                query={**query, **({"page_token": token} if token else {})},
                conversation_id=conversation_id,
            ).data
            seen += [int(row["index"]) for row in page["messages"]]
            token = page["next_page_token"]
            if not token:
                break
        assert seen == sorted(set(seen), reverse=order == "DESC")
        assert len(seen) == 6  # with the greeting, and the note that an agent has joined


def test_pictures_of_four_formats_are_sent_and_shown(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id = str(write(seller)["conversation_id"])
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        uploaded = upload(seller, picture(300, 200, kind))
        assert (uploaded["width"], uploaded["height"]) == (300, 200)
        sent(seller, conversation_id, "IMAGE", uploaded)
        card = last(seller, conversation_id)
        assert json.loads(card["content"]) == {"url": uploaded["url"], "width": "300", "height": "200"}
        assert json.loads(card["data"])["url"] == uploaded["url"]
        assert card["plaintext"] == "[Picture]"
        download = platform.ask("GET", uploaded["url"].replace(platform.url, ""))
        assert (download.status, download.body) == (200, picture(300, 200, kind))
    wrong = {**uploaded, "width": 301}
    assert send(seller, conversation_id, "IMAGE", wrong).code == 45101002


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"%PDF-1.7", picture(300, 200, "BMP"), picture()[:200], picture() + b"\0" * 10 * 2**20]
)
def test_what_is_no_picture_for_messages_is_refused(platform: RunningPlatform, data: bytes) -> None:
    assert new_seller(platform).upload("uploadImageForBuyerMessages", {}, data).code == 45101008


@pytest.mark.parametrize("text", ["Pay me by PayPal.", "Write to me on WHATSAPP", "You IDIOT!"])
def test_a_text_with_forbidden_words_is_refused(platform: RunningPlatform, text: str) -> None:
    seller = new_seller(platform)
    conversation_id = write(seller, text)["conversation_id"]
    assert send(seller, conversation_id, content={"content": text}).code == 45101006
    assert send(seller, conversation_id, content={"content": "Stupidity and paypals are words of their own"}).code == 0


def test_who_sends_is_a_role_of_the_shop(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id = str(write(seller)["conversation_id"])
    for role in ("BUYER", "SYSTEM", "admin"):
        assert send(seller, conversation_id, sender_role=role).code == 45101002
    sent(seller, conversation_id, sender_role="ROBOT")
    assert last(seller, conversation_id)["sender"]["role"] == "ROBOT"
    assert phase(seller, conversation_id) == "AUTO_REPLY"
    sent(seller, conversation_id, sender_role="SHOP")
    assert last(seller, conversation_id)["sender"]["role"] == "SHOP"
    assert phase(seller, conversation_id) == "ASSIGNED"


def test_nothing_is_sent_to_a_conversation_without_a_session(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    conversation_id = str(write(seller)["conversation_id"])
    session_id = conversation(seller, conversation_id)["cur_session_id"]
    assert seller.call("endSession", {}, conversation_id=conversation_id, session_id=session_id).code == 0
    assert send(seller, conversation_id).code == 45109001
    assert send(seller, "1").code == 45101003
    assert send(other, conversation_id).code == 45102007


def test_coupon_cards_are_of_coupons_and_two_seconds_apart(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    coupon_id, of_other = coupon(seller, title="10% off", percent=10), coupon(other, amount="1")
    conversation_id = str(write(seller)["conversation_id"])
    for unknown in ("78", of_other):
        assert send(seller, conversation_id, "COUPON_CARD", {"coupon_id": unknown}).code == 45111017
    with_pauses = [send(seller, conversation_id, "COUPON_CARD", {"coupon_id": coupon_id}).code for _ in range(2)]
    assert with_pauses[0] == 0
    assert json.loads(last(seller, conversation_id)["data"]) == {"coupon_id": coupon_id, "title": "10% off"}
    theirs = str(write(other)["conversation_id"])
    assert send(other, theirs, "COUPON_CARD", {"coupon_id": of_other}).code == 0


def test_a_coupon_that_nobody_can_claim_any_more_is_not_sent_and_earlier_cards_stay(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    written = write(seller)
    conversation_id = str(written["conversation_id"])
    ended, given_away = coupon(seller, title="Ended", amount="1"), coupon(seller, amount="1", claim_limit=1)
    assert send(seller, conversation_id, "COUPON_CARD", {"coupon_id": ended}).code == 0
    platform.post(f"/sandbox/coupons/{ended}/deactivate")
    platform.post(f"/sandbox/coupons/{given_away}/claim", {"buyer_id": written["buyer_id"]})
    for coupon_id in (ended, given_away):
        assert send(seller, conversation_id, "COUPON_CARD", {"coupon_id": coupon_id}).code == 45111017
    assert json.loads(last(seller, conversation_id)["data"]) == {"coupon_id": ended, "title": "Ended"}


@pytest.mark.own_platform
def test_a_second_coupon_card_within_two_seconds_is_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    coupon_id = coupon(seller, amount="1")
    conversation_id = str(write(seller)["conversation_id"])
    platform.post("/sandbox/clock/freeze", {})
    assert send(seller, conversation_id, "COUPON_CARD", {"coupon_id": coupon_id}).code == 0
    platform.post("/sandbox/clock/advance", {"seconds": 1})
    assert send(seller, conversation_id, "COUPON_CARD", {"coupon_id": coupon_id}).code == 45111012
    assert send(seller, conversation_id).code == 0
    platform.post("/sandbox/clock/advance", {"seconds": 1})
    assert send(seller, conversation_id, "COUPON_CARD", {"coupon_id": coupon_id}).code == 0


def test_buyers_on_tokopedia_are_sent_no_coupons_and_videos(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "ID")
    coupon_id = coupon(seller, amount="1000")
    order = buy(seller, stocked(seller, listing_platforms=["TIKTOK_SHOP", "TOKOPEDIA"]), commerce_platform="TOKOPEDIA")
    conversation_id = str(write(seller, order_id=order["order_id"])["conversation_id"])
    assert send(seller, conversation_id, "COUPON_CARD", {"coupon_id": coupon_id}).code == 45111001
    assert send(seller, conversation_id, "ORDER_CARD", {"order_id": order["order_id"]}).code == 0


def test_a_page_with_a_message_for_seller_center_alone_says_so(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id = write(seller, ":)", type="EMOTICONS", buyer="ada")["conversation_id"]
    write(seller, "?", type="OTHER", buyer="ada")
    page = seller.call(
        "getConversationMessages",
        query={"page_size": 10, "locale": "es-MX", "need_plaintext": "true"},
        conversation_id=conversation_id,
    ).data
    tip = "Este mensaje solo se puede ver en Seller Center."
    assert page["unsupported_msg_tips"] == tip
    assert {row["plaintext"] for row in page["messages"]} >= {tip, "[Sticker]"}


def test_a_video_of_the_seller_is_sent(platform: RunningPlatform) -> None:
    from tests.client.conveniences.files import video

    seller = new_seller(platform)
    conversation_id = str(write(seller)["conversation_id"])
    uploaded = seller.upload("uploadProductFile", {"name": "a.mp4"}, video()).data
    sent(seller, conversation_id, "VIDEO", {"vid": uploaded["id"]})
    card = last(seller, conversation_id)
    assert json.loads(card["data"])["url"] == uploaded["url"]
    assert card["plaintext"] == "[Video]"
