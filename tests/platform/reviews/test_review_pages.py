"""The pages of a shop's reviews: found, answered and tagged many at once, exported, escaped; without a browser."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.reviews import arrived, review, search, seen
from tests.harness.server import RunningPlatform
from tests.platform.portal.visitor import Visitor
from tests.platform.reviews.test_write_reviews import HOSTILE, picture


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


@pytest.fixture
def visitor(platform: RunningPlatform) -> Iterator[Visitor]:
    new_visitor = Visitor(platform)
    yield new_visitor
    new_visitor.close()


def at(seller: Seller, rest: str = "") -> str:
    return f"/portal/shops/{seller.shop_id}/reviews{rest}"


def test_the_page_of_a_new_shop_says_how_reviews_come(visitor: Visitor, seller: Seller) -> None:
    page = visitor.open(at(seller))
    assert "No reviews yet" in page
    assert "an extension of Shopwright" in page


def test_the_list_shows_reviews_and_figures_and_narrows_them(visitor: Visitor, seller: Seller) -> None:
    order = arrived(seller, 3)
    good = review(seller, order, rating=5, text="Larkmere glass, lovely", pictures=[picture()])["review_id"]
    bad = review(seller, order, rating=1, text="Broken and late")["review_id"]
    seller.call("replyToProductReview", {"text": "Sorry."}, review_id=bad)
    seller.call("addProductReviewTags", {"tags": ["late"]}, review_id=bad)
    page = visitor.open(at(seller))
    assert "3.00" in page
    assert "50 % answered" in page
    for query, shows in (
        ("?status=STARS_5", [good]),
        ("?status=NO_REPLY", [good]),
        ("?status=PICTURES", [good]),
        ("?status=REMOVED", []),
        ("?q=broken", [bad]),
        ("?q=tag:late+BROKEN", [bad]),
        (f"?q=order:{order['order_id']}", [good, bad]),
        ("?q=in:de", []),
        ("?q=to:Ann", []),
        ("?q=%3F%21", [good, bad]),
        ("?since=2100-01-01", []),
        ("?sort=updated", [good, bad]),
        ("?after=nonsense&sort=nothing", [good, bad]),
    ):
        text = visitor.open(at(seller, query))
        assert [item for item in (good, bad) if f'data-key="{item}"' in text] == shows, query


def test_many_reviews_are_answered_tagged_and_assigned_at_once(visitor: Visitor, seller: Seller) -> None:
    order = arrived(seller, 3)
    ids = [review(seller, order)["review_id"] for _ in range(3)]
    seller.call("replyToProductReview", {"text": "Before."}, review_id=ids[0])
    path = f"/portal/shops/{seller.shop_id}/bulk/reviews"
    for act, text in (("REPLY", "Thank you."), ("TAG", "batch"), ("ASSIGN", "Ann"), ("UNTAG", "none")):
        fields = (("act", act), ("text", text), *(("id", item) for item in ids))
        reply = visitor.send(path, *fields, page=at(seller), headers={"x-fragment": "1"})
        assert reply.json()["done"] == (2 if act == "REPLY" else 3)
    assert visitor.send(path, ("act", "DANCE"), page=at(seller)).status_code == 400
    rows = [seen(seller, review_id) for review_id in ids]
    assert [row["reply"]["text"] for row in rows] == ["Before.", "Thank you.", "Thank you."]
    assert {(*row["tags"], row["assignee"]) for row in rows} == {("batch", "Ann")}


def test_files_hold_every_row_and_no_formula(platform: RunningPlatform, seller: Seller) -> None:
    order = arrived(seller, 2)
    ids = [review(seller, order, text=text)["review_id"] for text in ("=1+1", "Fine\nand large")]
    reply = platform.ask("GET", f"/portal/shops/{seller.shop_id}/files/reviews.csv")
    rows = list(csv.reader(io.StringIO(reply.body.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ids[::-1]
    assert [row[4] for row in rows[1:]] == ["Fine\nand large", "'=1+1"]
    assert platform.ask("GET", f"/portal/shops/{seller.shop_id}/files/reviews.xlsx").body[:2] == b"PK"
    assert platform.ask("GET", f"/portal/shops/{seller.shop_id}/files/reviews.ids?q=large").json == [ids[1]]
    assert platform.ask("GET", f"/portal/shops/{seller.shop_id}/files/reviews.pdf").status == 404


def test_a_review_is_answered_tagged_and_judged_on_its_page(visitor: Visitor, seller: Seller) -> None:
    review_id = review(seller, rating=1, text="You idiots.", pictures=[picture()])["review_id"]
    path = at(seller, f"/{review_id}")
    assert "You idiots." in visitor.open(path)
    assert "/media/" in visitor.open(path)

    def act(name: str, **fields: str) -> int:
        return visitor.send(f"{path}/acts", ("act", name), *fields.items(), page=path).status_code

    assert act("REPLY", text="Sorry.") == act("REPLY", text="Very sorry.") == 303
    assert act("TAG", tag="rude") == act("ASSIGN", assignee="Ann") == 303
    assert act("JUDGE") == 409
    assert act("REMOVE", reason="ABUSIVE_LANGUAGE", comment="Please.") == 303
    now = seen(seller, review_id)
    assert (now["reply"]["text"], now["tags"], now["assignee"]) == ("Very sorry.", ["rude"], "Ann")
    assert act("UNTAG", tag="rude") == act("DELETE_REPLY") == 303
    assert act("REMOVE", reason="NONE") == act("DANCE") == 400
    assert act("JUDGE") == 303
    assert seen(seller, review_id)["status"] == "REMOVED"
    assert "The review insults or threatens." in visitor.open(path)


@pytest.mark.parametrize(("name", "status"), [("ACCEPT", "REMOVED"), ("REFUSE", "VISIBLE")])
def test_a_person_can_be_the_platform_that_decides(visitor: Visitor, seller: Seller, name: str, status: str) -> None:
    review_id = review(seller)["review_id"]
    seller.call("requestProductReviewRemoval", {"reason": "OTHER"}, review_id=review_id)
    path = at(seller, f"/{review_id}")
    visitor.send(f"{path}/acts", ("act", name), page=path)
    assert seen(seller, review_id)["status"] == status


def test_what_a_buyer_wrote_is_escaped_on_every_page(visitor: Visitor, seller: Seller) -> None:
    review_id = review(seller, text=HOSTILE)["review_id"]
    seller.call("replyToProductReview", {"text": HOSTILE}, review_id=review_id)
    seller.call("addProductReviewTags", {"tags": ["<b>bold</b>"]}, review_id=review_id)
    seller.call("assignProductReview", {"assignee": "<i>Ann</i>"}, review_id=review_id)
    for path in (at(seller), at(seller, f"/{review_id}"), at(seller, "?q=%3Cscript%3E")):
        text = visitor.open(path)
        assert not [sign for sign in ("<script>alert", "<img src=x", "<b>bold", "<i>Ann") if sign in text], path


def test_a_review_of_another_shop_is_not_there(platform: RunningPlatform, visitor: Visitor, seller: Seller) -> None:
    review_id = review(new_seller(platform))["review_id"]
    assert visitor.open(at(seller, f"/{review_id}"), 404)
    assert search(seller) == []
