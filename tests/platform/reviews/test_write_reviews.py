"""Who may review what, until when, and what becomes of it."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from shopwright.platform.reviews.rules import review_rules
from tests.harness.calls import new_seller
from tests.harness.reviews import arrived, review, search, seen
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, detail, pass_time, shop_in, stocked
from tests.platform.support import data_of

#: What a careless page would run, and what a careless terminal would obey.
HOSTILE = '<script>alert("1")</script> & \u001b[2J\u202e <img src=x onerror=alert(1)>'


def picture(width: int = 120, height: int = 100) -> str:
    """A PNG in base64."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID", "BR"])
def test_a_buyer_reviews_a_delivered_line_and_the_seller_sees_it(platform: RunningPlatform, region: str) -> None:
    seller = shop_in(platform, region)
    order = arrived(seller)
    written = review(seller, order, rating=4, text="Larkmere: solid.", pictures=[picture()])
    (line,) = detail(seller, order["order_id"])["line_items"]
    data = data_of("getProductReview", seller.call("getProductReview", review_id=written["review_id"]))["review"]
    (shot,) = data.pop("pictures")
    assert platform.ask("GET", shot["url"][shot["url"].index("/media/") :]).status == 200
    assert (shot["width"], shot["height"]) == (120, 100)
    expected = {
        "id": written["review_id"],
        "order_id": order["order_id"],
        "order_line_item_id": line["id"],
        "buyer_user_id": detail(seller, order["order_id"])["user_id"],
        "rating": 4,
        "text": "Larkmere: solid.",
        "language": {"DE": "de", "ID": "id", "BR": "pt"}.get(region, "en"),
        "status": "VISIBLE",
        "tags": [],
        "assignee": "",
    }
    assert {name: data[name] for name in expected} == expected
    of_line = {name: line.get(name, "") for name in ("product_id", "product_name", "sku_id", "sku_name", "seller_sku")}
    assert {name: data[name] for name in of_line} == of_line
    assert "edit_time" not in data
    assert data["buyer_nickname"].endswith(("***", "*")) or "***" in data["buyer_nickname"]
    assert data["edit_deadline"] == data["create_time"] + review_rules().change_days * DAY


def test_each_line_takes_one_review_and_the_next_line_comes_by_itself(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    order = arrived(seller, 2)
    first, second = review(seller, order), review(seller, order)
    assert first["line_id"] != second["line_id"]
    for line in ({}, {"line_id": first["line_id"]}):
        refused = platform.refuse("POST", "/sandbox/reviews", {"order_id": order["order_id"], "rating": 1, **line})
        assert (refused.status, refused.code) == (409, 40960)
        assert "it has a review already" in refused.message
    assert sorted(search(seller)) == sorted([first["review_id"], second["review_id"]])


@pytest.mark.parametrize("status", ["UNPAID", "AWAITING_SHIPMENT", "IN_TRANSIT"])
def test_what_has_not_arrived_cannot_be_reviewed(platform: RunningPlatform, status: str) -> None:
    seller = new_seller(platform)
    order = buy(seller, stocked(seller)) if status == "UNPAID" else arrived(seller, status=status)
    refused = platform.refuse("POST", "/sandbox/reviews", {"order_id": order["order_id"], "rating": 1})
    assert (refused.status, refused.code) == (409, 40960)
    assert search(seller) == []


def test_a_completed_order_can_be_reviewed(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert review(seller, arrived(seller, status="COMPLETED"))["rating"] == 5


def test_a_line_of_another_order_is_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    order, other = arrived(seller), arrived(seller)
    line_id = detail(seller, other["order_id"])["line_items"][0]["id"]
    body = {"order_id": order["order_id"], "line_id": line_id, "rating": 5}
    assert platform.refuse("POST", "/sandbox/reviews", body).code == 40960


@pytest.mark.own_platform
def test_a_review_is_written_and_changed_within_its_time_alone(platform: RunningPlatform) -> None:
    seller, rules = new_seller(platform), review_rules()
    platform.post("/sandbox/clock/freeze", {})
    order = arrived(seller, 2)
    written = review(seller, order, text="First.")
    pass_time(platform, rules.change_days * DAY - 1)
    changed = platform.post(f"/sandbox/reviews/{written['review_id']}", {"rating": 2, "text": "Second."})
    assert (changed["rating"], changed["text"]) == (2, "Second.")
    assert changed["edited_at"] == changed["updated_at"] > changed["created_at"]
    pass_time(platform, 1)
    refused = platform.refuse("POST", f"/sandbox/reviews/{written['review_id']}", {"rating": 5})
    assert (refused.status, refused.code) == (409, 40961)
    assert seen(seller, written["review_id"])["rating"] == 2
    pass_time(platform, (rules.write_days - rules.change_days) * DAY)
    refused = platform.refuse("POST", "/sandbox/reviews", {"order_id": order["order_id"], "rating": 1})
    assert (refused.code, "more than" in refused.message) == (40960, True)


def test_a_change_leaves_what_it_does_not_name(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    written = review(seller, rating=3, text="Fine.", language="fr", pictures=[picture()])
    path = f"/sandbox/reviews/{written['review_id']}"
    assert platform.post(path, {"language": "de"})["text"] == "Fine."
    assert platform.post(path, {"pictures": []})["pictures"] == []
    last = platform.get(path)
    assert (last["rating"], last["text"], last["language"]) == (3, "Fine.", "de")
    assert seen(seller, written["review_id"])["edit_time"] == last["edited_at"] > 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"rating": 0}, 40001),
        ({"rating": 6}, 40001),
        ({"rating": "5"}, 40001),
        ({"text": "x" * (review_rules().longest_text + 1)}, 40962),
        ({"pictures": [picture(99)]}, 12019116),
        ({"pictures": ["AAAA"]}, 12038002),
        ({"pictures": ["no base64!"]}, 40001),
        ({"language": "German"}, 40001),
        ({"line_id": "1"}, 40960),
        ({"order_id": "1"}, 40401),
    ],
)
def test_what_no_review_holds_is_refused_and_nothing_is_written(
    platform: RunningPlatform, fields: dict[str, object], code: int
) -> None:
    seller = new_seller(platform)
    body = {"order_id": arrived(seller)["order_id"], "rating": 5, **fields}
    refused = platform.refuse("POST", "/sandbox/reviews", body)
    assert refused.status in {400, 404, 409, 413}
    assert refused.code == code, refused.message
    assert search(seller) == []


def test_a_review_of_the_longest_text_is_kept_whole(platform: RunningPlatform) -> None:
    seller, text = new_seller(platform), "x" * review_rules().longest_text
    assert seen(seller, review(seller, text=text)["review_id"])["text"] == text


def test_too_many_pictures_are_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    body = {"order_id": arrived(seller)["order_id"], "rating": 5, "pictures": [picture()] * 10}
    assert platform.refuse("POST", "/sandbox/reviews", body).code == 40962


def test_markup_and_control_characters_are_kept_as_they_were_sent(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    written = review(seller, text=HOSTILE)
    assert seen(seller, written["review_id"])["text"] == HOSTILE
    answered = seller.call("replyToProductReview", {"text": HOSTILE}, review_id=written["review_id"])
    assert answered.data["review"]["reply"]["text"] == HOSTILE
    assert search(seller, text="onerror") == [written["review_id"]]


def test_the_sandbox_lists_reviews_page_by_page(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    order = arrived(seller, 3)
    ids = [review(seller, order)["review_id"] for _ in range(3)]
    first = platform.get("/sandbox/reviews", shop_id=seller.shop_id, size=2)
    second = platform.get("/sandbox/reviews", shop_id=seller.shop_id, size=2, before=first["next_before"])
    assert [item["review_id"] for item in first["reviews"] + second["reviews"]] == ids[::-1]
    assert second["next_before"] is None
    assert platform.refuse("GET", "/sandbox/reviews", shop_id=seller.shop_id, before="x").code == 40001
    assert platform.refuse("GET", "/sandbox/reviews/1").code == 40401


def test_a_review_of_a_completed_order_keeps_what_was_bought_when_the_product_is_gone(
    platform: RunningPlatform,
) -> None:
    seller = new_seller(platform)
    order = arrived(seller)
    product_id = detail(seller, order["order_id"])["line_items"][0]["product_id"]
    written = review(seller, order)
    assert seller.call("deleteProducts", {"product_ids": [product_id]}).code == 0
    assert search(seller, product_id=product_id) == [written["review_id"]]
    assert advance(seller, order["order_id"], "COMPLETED")["status"] == "COMPLETED"
