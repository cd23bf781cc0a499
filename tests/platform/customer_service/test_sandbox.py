"""/sandbox/messages and /sandbox/conversations."""

from __future__ import annotations

import base64

import pytest

from tests.harness.calls import new_seller
from tests.harness.catalogue import create_product, picture
from tests.harness.conversations import act, conversation, listed, messages, sessions, write, write_about_order
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, stocked


def test_a_buyer_writes_texts_pictures_and_cards(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    order = buy(seller, stocked(seller))
    product_id = create_product(seller)["product_id"]
    who = {"order_id": order["order_id"]}
    conversation_id = write(seller, "Look at this", **who)["conversation_id"]
    write(seller, None, type="IMAGE", image=base64.b64encode(picture(200, 120)).decode(), **who)
    write(seller, None, type="PRODUCT_CARD", product_id=product_id, **who)
    write(seller, None, type="ORDER_CARD", **who)
    seen = messages(seller, conversation_id, need_plaintext="true")
    assert [row["type"] for row in seen if row["sender"]["role"] == "BUYER"] == [
        "BUYER_ENTER_FROM_ORDER",
        "TEXT",
        "IMAGE",
        "PRODUCT_CARD",
        "ORDER_CARD",
    ]
    assert not seen[0]["is_visible"]
    assert sessions(seller)[0]["chat_tags"] == ["Order", "Product"]


def test_a_buyer_who_comes_from_a_product_says_so(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    product_id = create_product(seller)["product_id"]
    conversation_id = write(seller, product_id=product_id)["conversation_id"]
    assert messages(seller, conversation_id)[0]["type"] == "BUYER_ENTER_FROM_PRODUCT"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": "Hi", "order_id": "1"}, 404),
        ({"text": "Hi", "buyer_id": "1"}, 404),
        ({"text": "Hi", "type": "VIDEO"}, 400),
        ({"type": "IMAGE"}, 400),
        ({"type": "IMAGE", "image": "no base64!"}, 400),
        ({"type": "IMAGE", "image": "aGVsbG8="}, 409),
        ({"type": "PRODUCT_CARD"}, 400),
        ({"type": "PRODUCT_CARD", "product_id": "1"}, 409),
        ({"type": "ORDER_CARD"}, 400),
    ],
)
def test_what_no_buyer_could_write_is_refused(
    platform: RunningPlatform, fields: dict[str, object], status: int
) -> None:
    seller = new_seller(platform)
    refused = platform.refuse("POST", "/sandbox/messages", {"shop_cipher": seller.cipher, **fields})
    assert refused.status == status, refused.body
    assert listed(seller) == []


def test_a_buyer_writes_about_no_order_of_another_shop_or_buyer(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    theirs = buy(other, stocked(other))["order_id"]
    stranger = write(seller, buyer="ada")["buyer_id"]
    mine = buy(seller, stocked(seller))["order_id"]
    for fields in ({"order_id": theirs}, {"order_id": mine, "buyer_id": stranger}):
        body = {"shop_cipher": seller.cipher, "text": "Hi", **fields}
        assert platform.refuse("POST", "/sandbox/messages", body).json["code"] == 40968


def test_conversations_are_listed_and_read_with_their_words(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id, order = write_about_order(seller, "Where is it?")
    other_id = write(seller, buyer="ada")["conversation_id"]
    act(seller, other_id, "SEE")
    page = platform.get("/sandbox/conversations", shop_id=seller.shop_id, size=1)
    assert [row["conversation_id"] for row in page["conversations"]] == [other_id]
    rest = platform.get("/sandbox/conversations", shop_id=seller.shop_id, before=page["next_before"])
    assert [row["conversation_id"] for row in rest["conversations"]] == [conversation_id]
    unread = platform.get("/sandbox/conversations", shop_id=seller.shop_id, unread="true")
    assert [row["conversation_id"] for row in unread["conversations"]] == [conversation_id]
    seen = platform.get(f"/sandbox/conversations/{conversation_id}")
    assert seen["conversation"]["phase"] == "AUTO_REPLY"
    assert seen["messages"][0]["plain"] == f"The buyer comes from the order {order['order_id']}"
    assert platform.refuse("GET", "/sandbox/conversations/1").status == 404
    assert platform.refuse("GET", "/sandbox/conversations", shop_id="1").status == 404


def test_an_agent_answers_and_the_buyer_reads(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id, order = write_about_order(seller)
    path = f"/sandbox/conversations/{conversation_id}/messages"
    assert platform.post(path, {"text": "Soon"})["phase"] == "ASSIGNED"
    platform.post(path, {"image": base64.b64encode(picture(200, 120)).decode()})
    platform.post(path, {"type": "ORDER_CARD", "content": f'{{"order_id":"{order["order_id"]}"}}'})
    assert platform.refuse("POST", path, {"type": "ORDER_CARD", "text": "Hi"}).status == 400
    assert platform.refuse("POST", path, {"text": "Use whatsapp"}).json["code"] == 45101006
    seen = platform.get(f"/sandbox/conversations/{conversation_id}")["messages"][-3:]
    assert [row["type"] for row in seen] == ["TEXT", "IMAGE", "ORDER_CARD"]
    assert not any(row["is_read"] for row in seen)
    assert all(row["is_read"] for row in act(seller, conversation_id, "READ")["messages"])


def test_acts_fit_or_are_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    conversation_id, _ = write_about_order(seller)
    path = f"/sandbox/conversations/{conversation_id}/acts"
    for body in (
        {"act": "RATE"},
        {"act": "READ", "score": 3},
        {"act": "RATE", "score": 6},
        {"act": "RATE", "score": 4, "reason": "SLOW"},
    ):
        assert platform.refuse("POST", path, body).status == 400, body
    act(seller, conversation_id, "END")
    assert "cur_session" not in conversation(seller, conversation_id)
    assert act(seller, conversation_id, "OPEN")["conversation"]["phase"] == "ASSIGNED"
    act(seller, conversation_id, "END")
    act(seller, conversation_id, "RATE", score=5)
    assert {row.get("satisfaction_score") for row in sessions(seller)} == {5, None}
