"""Simulated buyers write reviews that agree with what happened to them."""

from __future__ import annotations

import msgspec
import pytest

from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.market.regions import all_regions
from shopwright.platform.reviews.rules import review_rules
from shopwright.platform.simulation.opinions import Event, opinion_of
from tests.harness.calls import new_seller
from tests.harness.reviews import search, seen
from tests.harness.server import RunningPlatform
from tests.harness.simulations import DAY, begin, now, simulation
from tests.harness.trade import pass_time, shop_in, stocked

QUIET = {"payment_failure": 0, "late_payment": 0, "buyer_cancel": 0, "gift": 0, "return_rate": 0, "review_rate": 1}
SAFE = {"lost": 0, "damaged": 0, "refused": 0, "undeliverable": 0}

GOOD, BAD = {4, 5}, {1, 2, 3}


def test_each_market_has_texts_for_each_event_and_ratings_agree_with_them() -> None:
    languages = {market.locales[0].partition("-")[0] for market in all_regions()}
    texts = msgspec.json.decode(read_data_file("simulation", "review_texts.json"))["texts"]
    assert set(texts) == {event.value for event in Event}
    for event, by_language in texts.items():
        assert languages <= set(by_language), event
        wanted = GOOD if event in {"fine", "good_price"} else BAD
        for rating, text in (row for rows in by_language.values() for row in rows):
            assert rating in wanted, text
            assert 0 < len(text) <= review_rules().longest_text


@pytest.mark.parametrize("luck", [0.0, 0.5, 0.999, 1.0])
def test_any_luck_chooses_a_text(luck: float) -> None:
    assert opinion_of(Event.FINE, "en", luck)[0] in GOOD
    assert opinion_of(Event.LATE, "de", luck)[0] in BAD


@pytest.mark.own_platform
def test_buyers_review_what_arrived_in_their_language(platform: RunningPlatform) -> None:
    platform.post("/sandbox/clock/freeze")
    for region, language in (("DE", "de"), ("JP", "ja")):
        seller = shop_in(platform, region)
        stocked(seller, 50)
        begin(seller, orders_per_hour=1, mix=QUIET, carrier=SAFE, seller="SHIPS", until=now(platform) + DAY // 4)
        pass_time(platform, 30 * DAY)
        counts = simulation(seller)["counts"]
        reviews = [seen(seller, review_id) for review_id in search(seller, query={"page_size": 100})]
        assert counts["reviewed"] == len(reviews) == counts["orders"] > 0
        assert {review["language"] for review in reviews} == {language}
        assert {review["rating"] for review in reviews} <= GOOD | BAD
        platform.delete(f"/sandbox/world?shop_id={seller.shop_id}")


@pytest.mark.own_platform
def test_buyers_who_sent_something_back_are_not_pleased(platform: RunningPlatform) -> None:
    platform.post("/sandbox/clock/freeze")
    seller = new_seller(platform)
    stocked(seller, 50)
    mix = {**QUIET, "return_rate": 1}
    begin(seller, orders_per_hour=1, mix=mix, carrier=SAFE, seller="SHIPS", until=now(platform) + DAY // 4)
    pass_time(platform, 60 * DAY)
    counts = simulation(seller)["counts"]
    reviews = [seen(seller, review_id) for review_id in search(seller, query={"page_size": 100})]
    assert len(reviews) == counts["reviewed"] > 0
    cases = seller.call("searchReturns", {}, query={"page_size": 50}).data["return_orders"]
    since = {line["order_line_item_id"]: case["create_time"] for case in cases for line in case["return_line_items"]}
    after = [item for item in reviews if item["create_time"] > since.get(item["order_line_item_id"], 2**40)]
    assert after
    assert {item["rating"] for item in after} <= BAD
