"""Creators write to a shop, which webhook 33 tells of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import create_product
from tests.harness.server import RunningPlatform

NOBODY = "http://127.0.0.1:9/"
PATH = "/sandbox/creator-messages"


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform, new_app(platform, webhook_url=NOBODY))


def creator(seller: Seller) -> str:
    return str(seller.platform.post("/sandbox/accounts", {"kind": "creator", "region": "GB"})["account_id"])


def write(seller: Seller, creator_id: str, **fields: Any) -> dict[str, Any]:
    body = {"shop_cipher": seller.cipher, "creator_id": creator_id, **fields}
    made: dict[str, Any] = seller.platform.post(PATH, body)
    return made


def told(seller: Seller, topic: int) -> list[dict[str, Any]]:
    rows = seller.platform.get("/sandbox/deliveries", shop_id=seller.shop_id, topic=topic)["deliveries"]
    ids = [row["delivery_id"] for row in reversed(rows)]
    return [seller.platform.get(f"/sandbox/deliveries/{delivery_id}")["body"]["data"] for delivery_id in ids]


def test_apps_hear_what_a_creator_writes(seller: Seller) -> None:
    creator_id = creator(seller)
    product_id = create_product(seller)["product_id"]
    cards = {
        "PRODUCT_CARD": {"product_id": product_id},
        "TARGET_COLLABORATION_CARD": {"invitation_group_id": "12"},
        "FREE_SAMPLE_CARD": {"apply_id": "13"},
    }
    written = [write(seller, creator_id, text="<b>Hello</b>")]
    written += [write(seller, creator_id, type=kind, card_id=next(iter(of.values()))) for kind, of in cards.items()]
    events = told(seller, 33)
    assert [(event["msg_type"], json.loads(event["content"])) for event in events] == [
        ("TEXT", {"content": "<b>Hello</b>"}),
        *cards.items(),
    ]
    assert [event["message_id"] for event in events] == [message["message_id"] for message in written]
    assert len({event["conversation_id"] for event in events}) == 1
    indexes = [int(event["index"]) for event in events]
    assert indexes == sorted(set(indexes))
    assert all(event["create_time"].isdigit() and event["sender"]["sender_im_user_id"] for event in events)
    assert told(seller, 14) == []


def test_each_creator_has_a_conversation_of_its_own_with_each_shop(seller: Seller) -> None:
    other = new_seller(seller.platform)
    ann, bob = creator(seller), creator(seller)
    pairs = ((seller, ann), (seller, bob), (other, ann), (seller, ann))
    ids = [write(shop, who, text="Hello")["conversation_id"] for shop, who in pairs]
    assert len(set(ids)) == 3
    assert ids[0] == ids[3]
    rows = seller.platform.get(PATH, shop_id=seller.shop_id, creator_id=ann)["messages"]
    assert [row["conversation_id"] for row in rows] == [ids[0], ids[0]]
    assert seller.call("getConversations", query={"page_size": 10}).data["conversations"] == []


def test_what_no_creator_can_write_is_refused(seller: Seller) -> None:
    creator_id, foreign = creator(seller), create_product(new_seller(seller.platform))["product_id"]
    right = {"shop_cipher": seller.cipher, "creator_id": creator_id, "text": "Hello"}
    cases: list[tuple[int, dict[str, Any]]] = [
        (400, {"creator_id": seller.account_id}),
        (404, {"creator_id": "1"}),
        (404, {"shop_cipher": "GCP_none"}),
        (400, {"text": None}),
        (400, {"type": "FREE_SAMPLE_CARD"}),
        (400, {"type": "PRODUCT_CARD", "card_id": foreign}),
        (400, {"text": "x" * 2_001}),
        (400, {"type": "IMAGE"}),
    ]
    for status, fields in cases:
        assert seller.platform.ask("POST", PATH, {**right, **fields}).status == status, fields
    assert told(seller, 33) == []
