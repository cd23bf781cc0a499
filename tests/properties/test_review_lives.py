"""Random lives of reviews, over HTTP, beside a small model; the summary equals a recount after any order of events."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from shopwright.platform.reviews.rules import review_rules
from tests.harness.calls import Seller, new_seller
from tests.harness.reviews import seen, summary
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, pass_time, stocked

pytestmark = pytest.mark.slow

DAY, VERDICT = 86_400, review_rules().verdict_hours * 3600
ABUSE, FAIR = "You idiots.", "Arrived late."


@dataclass
class Model:
    """What is known of a review. Times in seconds since the first; ``removal`` is its status, ``reason`` why."""

    product_id: str
    rating: int
    text: str
    written: int
    replied: int | None = None
    tags: set[str] = field(default_factory=set)
    removal: str = "NONE"
    reason: str = ""
    asked: int = 0
    is_removed: bool = False

    def judge(self, accepts: bool) -> None:
        self.removal, self.is_removed = ("ACCEPTED", True) if accepts else ("REFUSED", False)

    @property
    def is_abuse(self) -> bool:
        return self.reason == "ABUSIVE_LANGUAGE" and self.text == ABUSE


class ReviewLives(RuleBasedStateMachine):
    """One shop with two products, and orders of both that have arrived."""

    reviews = Bundle("reviews")

    def __init__(self) -> None:
        super().__init__()
        self.platform = RunningPlatform(demo=False)
        self.platform.post("/sandbox/clock/freeze", {})
        self.seller: Seller = new_seller(self.platform)
        skus = [stocked(self.seller, 50) for _ in range(2)]
        order_id = buy(self.seller, (skus[0], 12), (skus[1], 12))["order_id"]
        advance(self.seller, order_id, "DELIVERED")
        self.order = detail(self.seller, order_id)
        self.lines = sorted(self.order["line_items"], key=lambda line: str(line["id"]))
        self.models: dict[str, Model] = {}
        self.now, self.touched = 0, ""

    def teardown(self) -> None:
        for review_id in self.models:
            self.compare(review_id)
        self.platform.stop(wait=False)

    @initialize()
    def no_reviews(self) -> None:
        assert summary(self.seller)["review_count"] == 0

    @rule(target=reviews, line=st.integers(0, 23), rating=st.integers(1, 5), text=st.sampled_from([ABUSE, FAIR]))
    def write(self, line: int, rating: int, text: str) -> str:
        item = self.lines[line]
        body = {"order_id": self.order["id"], "line_id": item["id"], "rating": rating, "text": text}
        reply = self.platform.ask("POST", "/sandbox/reviews", body)
        taken = [key for key in self.models if key.endswith(f"/{item['id']}")]
        assert reply.code == (40960 if taken else 0)
        if taken:
            return taken[0]
        name = f"{reply.data['review_id']}/{item['id']}"
        self.models[name] = Model(str(item["product_id"]), rating, text, self.now)
        self.touched = name
        return name

    @rule(name=reviews, rating=st.integers(1, 5), text=st.sampled_from([ABUSE, FAIR]))
    def edit(self, name: str, rating: int, text: str) -> None:
        model = self.models[name]
        reply = self.platform.ask("POST", f"/sandbox/reviews/{id_of(name)}", {"rating": rating, "text": text})
        is_open = not model.is_removed and self.now < model.written + review_rules().change_days * DAY
        self.answered(name, reply.code, 0 if is_open else 40961)
        if is_open:
            model.rating, model.text = rating, text
            model.removal = "NONE" if model.removal == "REFUSED" else model.removal

    @rule(
        name=reviews,
        act=st.sampled_from(["replyToProductReview", "editProductReviewReply", "deleteProductReviewReply"]),
    )
    def answer(self, name: str, act: str) -> None:
        model = self.models[name]
        body = None if act == "deleteProductReviewReply" else {"text": "Thank you."}
        is_new = act == "replyToProductReview"
        fits = (model.replied is None) is is_new
        code = 96010002 if model.is_removed else 0 if fits else 96010003 if is_new else 96010004
        self.answered(name, self.seller.call(act, body, review_id=id_of(name)).code, code)
        if code == 0 and act != "editProductReviewReply":
            model.replied = self.now if is_new else None

    @rule(name=reviews, tag=st.sampled_from(["size", "colour"]), adds=st.booleans())
    def tag(self, name: str, tag: str, adds: bool) -> None:
        act = "addProductReviewTags" if adds else "removeProductReviewTags"
        self.answered(name, self.seller.call(act, {"tags": [tag]}, review_id=id_of(name)).code, 0)
        tags = self.models[name].tags
        self.models[name].tags = tags | {tag} if adds else tags - {tag}

    @rule(name=reviews, reason=st.sampled_from(["ABUSIVE_LANGUAGE", "LOW_RATING"]))
    def ask_for_removal(self, name: str, reason: str) -> None:
        model = self.models[name]
        code = {"PENDING": 96010008, "REFUSED": 96010009, "ACCEPTED": 96010002}.get(model.removal, 0)
        reply = self.seller.call("requestProductReviewRemoval", {"reason": reason}, review_id=id_of(name))
        self.answered(name, reply.code, code)
        if code == 0:
            model.removal, model.reason, model.asked = "PENDING", reason, self.now

    @rule(name=reviews, accepts=st.booleans())
    def judge(self, name: str, accepts: bool) -> None:
        model = self.models[name]
        reply = self.platform.ask("POST", f"/sandbox/reviews/{id_of(name)}/verdict", {"accepts": accepts})
        self.answered(name, reply.code, 0 if model.removal == "PENDING" else 40963)
        if model.removal == "PENDING":
            model.judge(accepts)

    @rule(seconds=st.sampled_from([1, 61, 3_600, VERDICT, 20 * DAY]))
    def wait(self, seconds: int) -> None:
        if self.now + seconds >= review_rules().write_days * DAY:
            return
        pass_time(self.platform, seconds)
        self.now += seconds
        for model in self.models.values():
            if model.removal == "PENDING" and self.now >= model.asked + VERDICT:
                model.judge(model.is_abuse)

    def answered(self, name: str, code: int, expected: int) -> None:
        self.touched = name
        assert code == expected, self.models[name]

    @invariant()
    def the_summaries_equal_a_recount(self) -> None:
        if self.touched:
            self.compare(self.touched)
            self.recount(None)
            self.recount(self.models[self.touched].product_id)

    def recount(self, product_id: str | None) -> None:
        mine = [
            model for model in self.models.values() if not model.is_removed and product_id in (None, model.product_id)
        ]
        waits = [model.replied - model.written for model in mine if model.replied is not None]
        count = len(mine)
        expected: dict[str, Any] = {
            "review_count": count,
            "histogram": [
                {"rating": rating, "count": sum(model.rating == rating for model in mine)} for rating in range(5, 0, -1)
            ],
            "with_pictures_count": 0,
            "replied_count": len(waits),
            "median_reply_seconds": int(median(waits)) if waits else None,
        }
        figures = summary(self.seller, product_id)
        stars = sum(model.rating for model in mine)
        assert figures["average_rating"] == (f"{Decimal(stars) / count:.2f}" if count else "")
        assert figures["reply_rate"] == (f"{Decimal(len(waits)) / count:.4f}" if count else "")
        assert {name: figures.get(name) for name in expected} == expected

    def compare(self, name: str) -> None:
        model, answer = self.models[name], seen(self.seller, id_of(name))
        assert (answer["rating"], answer["text"]) == (model.rating, model.text)
        assert answer["status"] == ("REMOVED" if model.is_removed else "VISIBLE")
        assert answer.get("removal", {}).get("status", "NONE") == model.removal
        assert set(answer["tags"]) == model.tags
        assert ("reply" in answer) is (model.replied is not None)


def id_of(name: str) -> str:
    """The review of a name, which has its line too."""
    return name.partition("/")[0]


TestReviewLives = ReviewLives.TestCase
TestReviewLives.settings = settings(
    max_examples=15,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
