"""A buyer's personal data is erased wherever it is kept, and figures stay."""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from shopwright.platform.capabilities import CAPABILITIES
from shopwright.platform.database.columns import metadata
from shopwright.platform.database.encryption import Vault
from shopwright.platform.database.transaction import Tx
from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_seller
from tests.harness.cancellations import listen
from tests.harness.conversations import messages, send, write
from tests.harness.reviews import review
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, detail, pass_time, stocked

#: Words of the buyer's, each in another place; none is part of another.
WORDS = (
    "Zyxandra",
    "Quillfeather",
    "7700900987",
    "Wobblestone",
    "rhubarbing",
    "marzipanned",
    "Grüßeklang",
    "sealingwax",
)

ENCRYPTED = re.compile(r"k\d{6}\.[A-Za-z0-9_=-]+")


def picture() -> str:
    """A PNG in base64 that no other test uploads."""
    data = io.BytesIO()
    Image.new("RGB", (121, 101), "purple").save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


def places(platform: RunningPlatform) -> dict[str, set[str]]:
    """Every table that holds one of the words, with those that it holds: encrypted and compressed values included."""
    platform.get("/sandbox/requests")  # which writes the calls that wait in memory
    return platform.inside(_places, writes=False)


def _places(tx: Tx) -> dict[str, set[str]]:
    assert CAPABILITIES  # which name the modules of every table
    by_table: dict[str, set[str]] = {}
    for table in metadata.sorted_tables:
        text = "\n".join(_texts(tx.vault, tx.connection.execute(select(table)).all())).casefold()
        words = {word for word in WORDS if word.casefold() in text}
        if words:
            by_table[table.name] = words
    return by_table


def _texts(vault: Vault, rows: Any) -> Iterator[str]:
    for value in (value for row in rows for value in row):
        if isinstance(value, bytes):
            yield (zlib.decompress(value) if value[:1] == b"\x78" else value).decode("utf-8", "replace")
        elif isinstance(value, str):
            yield vault.decrypt(value) if ENCRYPTED.fullmatch(value) else value


def known_buyer(seller: Seller, status: str = "COMPLETED") -> dict[str, str]:
    """A buyer with an order, a conversation and a review, all with words of theirs; answers the ids."""
    platform = seller.platform
    order_id = buy(seller, (stocked(seller), 2), message="rhubarbing please")["order_id"]
    address = {"address_line1": "9 Wobblestone", "postal_code": "ZZ1 1ZZ"}
    district = {"level": "L0", "level_name": "Country", "name": "United Kingdom"}
    platform.post(
        f"/sandbox/orders/{order_id}/address",
        {
            "first_name": "Zyxandra",
            "last_name": "Quillfeather",
            "phone_number": "(+44)7700900987",
            "districts": [district],
            **address,
        },
    )
    advance(seller, order_id, status)
    review_id = review(seller, {"order_id": order_id}, rating=4, text="It is marzipanned.", pictures=[picture()])[
        "review_id"
    ]
    assert seller.call("replyToProductReview", {"text": "Zyxandra, thank you"}, review_id=review_id).code == 0
    conversation = write(seller, "Is it Grüßeklang?", order_id=order_id)
    write(seller, None, order_id=order_id, type="IMAGE", image=picture())
    assert send(seller, conversation["conversation_id"], content={"content": "No: sealingwax"}).code == 0
    ids = {"order_id": order_id, "review_id": review_id, "conversation_id": str(conversation["conversation_id"])}
    return {**ids, "buyer_id": str(conversation["buyer_id"])}


def erase(seller: Seller, buyer: dict[str, str]) -> Any:
    return seller.platform.post(f"/sandbox/buyers/{buyer['buyer_id']}/erase", {"shop_id": seller.shop_id})


def doors(seller: Seller, buyer: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """What each door answers of a buyer."""
    shop, platform = f"/portal/shops/{seller.shop_id}", seller.platform
    yield "order", seller.call("getOrderDetail", query={"ids": buyer["order_id"]}).body
    yield "review", seller.call("getProductReview", review_id=buyer["review_id"]).body
    yield "reviews", seller.call("searchProductReviews", {}).body
    yield (
        "messages",
        seller.call(
            "getConversationMessages", query={"page_size": 10, "locale": "en"}, conversation_id=buyer["conversation_id"]
        ).body,
    )
    yield "conversations", seller.call("getConversations", query={"page_size": 10, "locale": "en"}).body
    for path in (
        f"/sandbox/conversations/{buyer['conversation_id']}",
        f"/sandbox/reviews/{buyer['review_id']}",
        f"/sandbox/orders/{buyer['order_id']}",
        f"{shop}/orders/{buyer['order_id']}",
        f"{shop}/conversations/{buyer['conversation_id']}",
        f"{shop}/reviews/{buyer['review_id']}",
        *(f"{shop}/files/{name}.csv" for name in ("orders", "conversations", "reviews")),
    ):
        reply = platform.ask("GET", path)
        assert reply.status == 200, path
        yield path, reply.body
    for call in platform.get("/sandbox/requests", shop_id=seller.shop_id, size=200)["requests"]:
        yield "request", platform.ask("GET", f"/sandbox/requests/{call['request_id']}").body
    yield "deliveries", platform.ask("GET", "/sandbox/deliveries", query={"shop_id": seller.shop_id}).body


@pytest.mark.own_platform
def test_no_place_and_no_door_holds_a_word_of_an_erased_buyer(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = new_seller(platform)
    listen(seller, receiver)
    buyer = known_buyer(seller)
    before = places(platform)
    assert set(before) >= {"orders", "messages", "reviews", "review_terms", "requests", "deliveries"}
    assert set().union(*before.values()) == set(WORDS)
    shot = seller.call("getProductReview", review_id=buyer["review_id"]).data["review"]["pictures"][0]["url"]
    erased = erase(seller, buyer)
    assert places(platform) == {}
    assert [
        name for name, body in doors(seller, buyer) for word in WORDS if word.casefold() in body.decode().casefold()
    ] == []
    assert platform.ask("GET", shot[shot.index("/media/") :]).status == 404
    assert erased["counts"] == {
        "reviews": 1,
        "orders": 1,
        "cancellations": 0,
        "returns": 0,
        "messages": 3,
        "sessions": 1,
        "requests": erased["counts"]["requests"],
        "deliveries": erased["counts"]["deliveries"],
        "pictures": 2,
    }
    assert platform.get("/sandbox/erasures", shop_id=seller.shop_id)["erasures"] == [erased]
    assert erase(seller, buyer) == erased


def test_amounts_counts_states_and_stars_stay(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    buyer = known_buyer(seller)
    before, written = detail(seller, buyer["order_id"]), messages(seller, buyer["conversation_id"])
    erase(seller, buyer)
    after = detail(seller, buyer["order_id"])
    same = ("status", "payment", "user_id", "paid_time", "delivery_time", "packages")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert [line["sale_price"] for line in after["line_items"]] == [line["sale_price"] for line in before["line_items"]]
    assert after["recipient_address"]["name"] == ""
    assert [row["id"] for row in messages(seller, buyer["conversation_id"])][: len(written)] == [
        row["id"] for row in written
    ]
    rated = seller.call("getProductReview", review_id=buyer["review_id"]).data["review"]
    assert (rated["rating"], rated["text"], rated["buyer_nickname"], rated["pictures"]) == (4, "", "", [])


def test_other_buyers_keep_their_words(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    gone, stays = known_buyer(seller), known_buyer(seller)
    erase(seller, gone)
    assert detail(seller, stays["order_id"])["recipient_address"]["name"] == "Z*** Q***"
    texts = [str(row["content"]) for row in messages(seller, stays["conversation_id"])]
    assert any("Grüßeklang" in text for text in texts)


def test_a_buyer_is_not_erased_while_an_order_is_under_way(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    buyer = known_buyer(seller, "DELIVERED")
    refused = platform.refuse("POST", f"/sandbox/buyers/{buyer['buyer_id']}/erase", {"shop_id": seller.shop_id})
    assert (refused.status, refused.code) == (409, 40901)
    assert f"The order {buyer['order_id']} is DELIVERED" in refused.message
    assert detail(seller, buyer["order_id"])["recipient_address"]["name"] == "Z*** Q***"


def test_an_unknown_buyer_or_another_shops_is_not_found(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    buyer = known_buyer(seller)
    for buyer_id, shop_id in (("1", seller.shop_id), (buyer["buyer_id"], other.shop_id)):
        assert platform.refuse("POST", f"/sandbox/buyers/{buyer_id}/erase", {"shop_id": shop_id}).code == 40401


def test_an_erased_buyer_cannot_act_any_more(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    buyer = known_buyer(seller)
    erase(seller, buyer)
    line = {"sku_id": stocked(seller), "quantity": 1}
    body = {"shop_cipher": seller.cipher, "line_items": [line], "buyer_id": buyer["buyer_id"]}
    assert platform.refuse("POST", "/sandbox/orders", body).code == 40402
    said = {"shop_cipher": seller.cipher, "text": "me again", "buyer_id": buyer["buyer_id"]}
    assert platform.refuse("POST", "/sandbox/messages", said).code == 40402
    moved = platform.refuse("POST", f"/sandbox/orders/{buyer['order_id']}/address", {"seed": "there"})
    assert moved.code == 40402


@pytest.mark.own_platform
def test_a_restored_snapshot_does_not_bring_the_buyer_back(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    buyer = known_buyer(seller)
    snapshot = platform.post("/sandbox/snapshots")
    pass_time(platform, DAY)
    erase(seller, buyer)
    platform.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
    assert places(platform) == {}
    assert len(platform.get("/sandbox/erasures")["erasures"]) == 1
    platform.post("/sandbox/reset")
    assert platform.get("/sandbox/erasures")["erasures"] == []
