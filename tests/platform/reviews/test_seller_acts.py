"""What sellers do with reviews: reply, tag, assign, ask for their removal."""

from __future__ import annotations

import pytest

from shopwright.contract.load import operation
from shopwright.platform.reviews.rules import review_rules
from tests.harness.calls import Seller, new_seller
from tests.harness.reviews import review, search, seen, summary
from tests.harness.server import RunningPlatform
from tests.harness.trade import pass_time
from tests.platform.support import data_of

RULES = review_rules()
VERDICT = RULES.verdict_hours * 3600

#: A right body of each operation that changes a review.
CHANGES: dict[str, object] = {
    "replyToProductReview": {"text": "Thank you."},
    "editProductReviewReply": {"text": "Thanks."},
    "deleteProductReviewReply": None,
    "addProductReviewTags": {"tags": ["sizing"]},
    "removeProductReviewTags": {"tags": ["sizing"]},
    "assignProductReview": {"assignee": "Ann"},
    "requestProductReviewRemoval": {"reason": "OTHER"},
}


def do(seller: Seller, operation_id: str, review_id: str, body: object = None) -> int:
    """Call an operation on a review; answers its code."""
    return seller.call(operation_id, CHANGES[operation_id] if body is None else body, review_id=review_id).code


def test_a_reply_is_written_changed_and_deleted(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = review(seller)["review_id"]
    assert do(seller, "editProductReviewReply", review_id) == 96010004
    assert do(seller, "deleteProductReviewReply", review_id) == 96010004
    reply = seller.call("replyToProductReview", {"text": "Thank you."}, review_id=review_id)
    written = data_of("replyToProductReview", reply)["review"]
    assert (written["reply"]["text"], written == seen(seller, review_id)) == ("Thank you.", True)
    assert do(seller, "replyToProductReview", review_id) == 96010003
    assert search(seller, is_replied=True) == [review_id]
    assert do(seller, "editProductReviewReply", review_id) == 0
    changed = seen(seller, review_id)["reply"]
    assert changed["text"] == "Thanks."
    assert changed["create_time"] == written["reply"]["create_time"] <= changed["update_time"]
    assert do(seller, "deleteProductReviewReply", review_id) == 0
    assert "reply" not in seen(seller, review_id)
    assert (search(seller, is_replied=True), search(seller, is_replied=False)) == ([], [review_id])


@pytest.mark.own_platform
def test_a_reply_that_is_sent_again_as_it_is_changes_nothing(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = review(seller)["review_id"]
    assert do(seller, "replyToProductReview", review_id, {"text": "Thanks."}) == 0
    before = seen(seller, review_id)
    pass_time(platform, 10)
    assert do(seller, "editProductReviewReply", review_id, {"text": "Thanks."}) == 0
    assert seen(seller, review_id) == before
    assert do(seller, "editProductReviewReply", review_id, {"text": "Thank you."}) == 0
    assert seen(seller, review_id)["reply"]["update_time"] >= before["reply"]["update_time"] + 10


@pytest.mark.parametrize("text", ["", " \n", "x" * (RULES.longest_reply + 1)])
def test_a_blank_or_long_reply_is_refused(platform: RunningPlatform, text: str) -> None:
    seller = new_seller(platform)
    review_id = review(seller)["review_id"]
    assert do(seller, "replyToProductReview", review_id, {"text": text}) == 96010005
    assert do(seller, "replyToProductReview", review_id, {"text": "x" * RULES.longest_reply}) == 0
    assert do(seller, "editProductReviewReply", review_id, {"text": text}) == 96010005
    assert seen(seller, review_id)["reply"]["text"] == "x" * RULES.longest_reply


def test_tags_are_added_once_and_taken_away(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = review(seller)["review_id"]
    assert do(seller, "addProductReviewTags", review_id, {"tags": ["size", "colour", "size"]}) == 0
    assert do(seller, "addProductReviewTags", review_id, {"tags": ["size"]}) == 0
    assert seen(seller, review_id)["tags"] == ["colour", "size"]
    assert search(seller, tags=["size", "colour"]) == [review_id]
    assert do(seller, "removeProductReviewTags", review_id, {"tags": ["size", "none"]}) == 0
    assert (search(seller, tags=["size", "colour"]), search(seller, tags=["colour"])) == ([], [review_id])


@pytest.mark.parametrize("tag", ["", "  ", "x" * (RULES.longest_tag + 1)])
def test_what_can_be_no_tag_is_refused(platform: RunningPlatform, tag: str) -> None:
    seller = new_seller(platform)
    review_id = review(seller)["review_id"]
    for operation_id in ("addProductReviewTags", "removeProductReviewTags"):
        assert do(seller, operation_id, review_id, {"tags": ["right", tag]}) == 96010006
    assert seen(seller, review_id)["tags"] == []


def test_a_review_has_so_many_tags_and_no_more(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = review(seller)["review_id"]
    tags = [f"tag {number:02}" for number in range(RULES.most_tags)]
    assert do(seller, "addProductReviewTags", review_id, {"tags": tags}) == 0
    assert do(seller, "addProductReviewTags", review_id, {"tags": ["one more"]}) == 96010006
    assert seen(seller, review_id)["tags"] == tags


def test_a_review_is_handed_to_a_person_and_taken_back(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = review(seller)["review_id"]
    assert search(seller, assignee="") == [review_id]
    assert do(seller, "assignProductReview", review_id) == 0
    assert (search(seller, assignee="Ann"), search(seller, assignee="")) == ([review_id], [])
    for wrong in (" ", "x" * (RULES.longest_assignee + 1)):
        assert do(seller, "assignProductReview", review_id, {"assignee": wrong}) == 96010007
    assert seen(seller, review_id)["assignee"] == "Ann"
    assert do(seller, "assignProductReview", review_id, {"assignee": ""}) == 0
    assert seen(seller, review_id)["assignee"] == ""


@pytest.mark.parametrize("operation_id", ["getProductReview", *CHANGES])
def test_a_review_of_another_shop_is_unknown(platform: RunningPlatform, operation_id: str) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    review_id = review(other)["review_id"]
    before = seen(other, review_id)
    assert operation(operation_id).extension
    assert seller.call(operation_id, CHANGES.get(operation_id), review_id=review_id).code == 96010001
    assert seen(other, review_id) == before


#: Reasons with a text that the platform removes, and one that it does not.
TEXTS = [
    ("ABUSIVE_LANGUAGE", "Total IDIOTS at work!", "Late and wrong."),
    ("ABUSIVE_LANGUAGE", "くたばれ、二度と買わない", "残念でした"),
    ("ABUSIVE_LANGUAGE", "Was für ein Drecksladen", "Idiotensicher aufzubauen"),
    ("PERSONAL_DATA", "Call +44 20 7946 0958 for more", "It has 12 pieces and cost 20.50."),
    ("PERSONAL_DATA", "Write to ann@larkmere.example", "5 stars @ home"),
    ("ADVERTISING", "Better ones at https://larkmere.example/", "I would advertise it."),
    ("WRONG_PRODUCT", "I bought this in another shop? Wrong shop!", "Not what I hoped for."),
]


@pytest.mark.own_platform
def test_the_verdict_follows_on_the_clock_and_reads_the_text(platform: RunningPlatform) -> None:
    platform.post("/sandbox/clock/freeze", {})
    seller = new_seller(platform)
    asked = []
    for reason, bad, good in TEXTS:
        for text, status in ((bad, "ACCEPTED"), (good, "REFUSED")):
            review_id = review(seller, text=text, rating=1)["review_id"]
            body = {"reason": reason, "comment": "Please."}
            assert do(seller, "requestProductReviewRemoval", review_id, body) == 0
            asked.append((review_id, text, status))
    for reason in ("LOW_RATING", "OTHER"):
        review_id = review(seller, text="Bad, you idiots.", rating=1)["review_id"]
        assert do(seller, "requestProductReviewRemoval", review_id, {"reason": reason}) == 0
        asked.append((review_id, reason, "REFUSED"))
    pass_time(platform, VERDICT - 1)
    waiting = seen(seller, asked[0][0])
    assert (waiting["removal"]["status"], waiting["status"]) == ("PENDING", "VISIBLE")
    assert waiting["removal"]["verdict_time"] - waiting["removal"]["request_time"] == VERDICT
    assert waiting["removal"]["comment"] == "Please."
    pass_time(platform, 1)
    for review_id, text, status in asked:
        judged = seen(seller, review_id)
        assert (judged["removal"]["status"], bool(judged["removal"]["verdict"])) == (status, True), text
        assert judged["status"] == ("REMOVED" if status == "ACCEPTED" else "VISIBLE"), text


def test_a_removed_review_counts_nowhere_and_takes_no_reply(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = review(seller, rating=1)["review_id"]
    assert do(seller, "replyToProductReview", review_id) == 0
    assert do(seller, "requestProductReviewRemoval", review_id) == 0
    assert do(seller, "requestProductReviewRemoval", review_id) == 96010008
    judged = platform.post(f"/sandbox/reviews/{review_id}/verdict", {"accepts": True})
    assert (judged["status"], judged["removal_status"]) == ("REMOVED", "ACCEPTED")
    for operation_id in ("replyToProductReview", "editProductReviewReply", "deleteProductReviewReply"):
        assert do(seller, operation_id, review_id) == 96010002
    assert do(seller, "requestProductReviewRemoval", review_id) == 96010002
    assert do(seller, "addProductReviewTags", review_id) == do(seller, "assignProductReview", review_id) == 0
    assert (summary(seller)["review_count"], summary(seller)["replied_count"]) == (0, 0)
    assert (search(seller, status="REMOVED"), search(seller, status="VISIBLE")) == ([review_id], [])
    assert platform.refuse("POST", f"/sandbox/reviews/{review_id}", {"rating": 5}).code == 40961
    assert platform.refuse("POST", f"/sandbox/reviews/{review_id}/verdict", {}).code == 40963


def test_a_refused_removal_is_asked_for_again_once_the_buyer_has_changed_the_review(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = review(seller, text="You idiots.")["review_id"]
    assert do(seller, "requestProductReviewRemoval", review_id, {"reason": "LOW_RATING"}) == 0
    assert platform.post(f"/sandbox/reviews/{review_id}/verdict", {})["removal_status"] == "REFUSED"
    assert do(seller, "requestProductReviewRemoval", review_id, {"reason": "ABUSIVE_LANGUAGE"}) == 96010009
    platform.post(f"/sandbox/reviews/{review_id}", {"rating": 1})
    assert "removal" not in seen(seller, review_id)
    assert do(seller, "requestProductReviewRemoval", review_id, {"reason": "ABUSIVE_LANGUAGE"}) == 0
    assert platform.post(f"/sandbox/reviews/{review_id}/verdict", {})["status"] == "REMOVED"


def test_a_long_comment_and_an_unknown_reason_are_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = review(seller)["review_id"]
    body = {"reason": "OTHER", "comment": "x" * (RULES.longest_comment + 1)}
    assert do(seller, "requestProductReviewRemoval", review_id, body) == 96010010
    assert do(seller, "requestProductReviewRemoval", review_id, {"reason": "UGLY"}) == 36009004
    assert "removal" not in seen(seller, review_id)
