"""searchProductReviews, beside a plain search over the same reviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopwright.platform.reviews import search_store
from shopwright.platform.reviews.rules import review_rules
from tests.harness.calls import Seller, new_seller
from tests.harness.reviews import review, search, seen
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, pass_time, stocked
from tests.platform.reviews.test_write_reviews import picture
from tests.platform.support import data_of

#: Ratings, texts and languages of the reviews that are searched.
WRITTEN = [
    (5, "Solid glass, arrived early", "en"),
    (1, "The glass was broken", "en"),
    (3, "Größe passt, GLAS ist dünn", "de"),
    (4, "", "en"),
    (2, "ガラスが割れていた", "ja"),
    (5, "แก้วสวยมาก", "th"),
    (5, "Très joli, verre épais", "fr"),
    (1, "arrived late, glass chipped", "en"),
]
SORTS = [("create_time", "create_time"), ("update_time", "update_time"), ("rating", "rating")]


@dataclass(frozen=True)
class Shelf:
    """A shop with reviews of two products in one order and another, as the Partner API shows them."""

    seller: Seller
    rows: list[dict[str, Any]]


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    platform = RunningPlatform(demo=False)
    platform.post("/sandbox/clock/freeze", {})
    seller = new_seller(platform)
    first, second = stocked(seller, 50), stocked(seller, 50)
    orders = [buy(seller, (first, 3), (second, 1))["order_id"], buy(seller, (second, 4))["order_id"]]
    for order_id in orders:
        advance(seller, order_id, "DELIVERED")
    ids = []
    for number, (rating, text, language) in enumerate(WRITTEN):
        pictures = [picture()] if number % 3 == 0 else []
        order = {"order_id": orders[number // 4]}
        fields = {"rating": rating, "text": text, "language": language, "pictures": pictures}
        ids.append(review(seller, order, **fields)["review_id"])
        pass_time(platform, 60)
    for number in (1, 4, 7):
        seller.call("replyToProductReview", {"text": "Sorry."}, review_id=ids[number])
        seller.call("addProductReviewTags", {"tags": ["broken", f"case {number}"]}, review_id=ids[number])
        pass_time(platform, 60)
    seller.call("assignProductReview", {"assignee": "Ann"}, review_id=ids[0])
    seller.call("requestProductReviewRemoval", {"reason": "OTHER"}, review_id=ids[2])
    platform.post(f"/sandbox/reviews/{ids[2]}/verdict", {"accepts": True})
    yield Shelf(seller, [seen(seller, review_id) for review_id in ids])
    platform.stop(wait=False)


def matches(row: dict[str, Any], name: str, value: Any) -> bool:
    """Whether a review is one that a filter selects."""
    if name in {"product_id", "order_id", "language", "assignee", "status"}:
        return bool(row[name] == value)
    if name == "is_replied":
        return ("reply" in row) is value
    if name == "has_pictures":
        return bool(row["pictures"]) is value
    if name == "ratings":
        return row["rating"] in value
    if name == "tags":
        return set(value) <= set(row["tags"])
    field, _, bound = name.rpartition("_")
    return bool(row[field] >= value if bound == "ge" else row[field] < value)


def filters_for(rows: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Any mixture of filters, with values that some reviews have."""
    times = [row[name] + shift for row in rows for name in ("create_time", "update_time") for shift in (0, 1)]
    return st.fixed_dictionaries(
        {},
        optional={
            **{name: st.sampled_from([row[name] for row in rows]) for name in ("product_id", "order_id", "language")},
            "assignee": st.sampled_from(["", "Ann", "Bob"]),
            "status": st.sampled_from(["VISIBLE", "REMOVED"]),
            "is_replied": st.booleans(),
            "has_pictures": st.booleans(),
            "ratings": st.lists(st.integers(1, 5), min_size=1, max_size=5),
            "tags": st.lists(st.sampled_from(["broken", "case 1", "none"]), min_size=1, max_size=2),
            "create_time_ge": st.sampled_from(times),
            "update_time_lt": st.sampled_from(times),
            "update_time_ge": st.sampled_from(times),
            "create_time_lt": st.sampled_from(times),
        },
    ).filter(
        lambda body: all(
            body.get(f"{name}_time_ge", 0) < body.get(f"{name}_time_lt", 2**40) for name in ("create", "update")
        )
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("few", [0, search_store._FEW], ids=["walked", "sorted"])
def test_any_mixture_of_filters_finds_what_a_plain_search_finds(
    shelf: Shelf, few: int, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of searching: along an order's index, and by sorting what has a rare term."""
    monkeypatch.setattr(search_store, "_FEW", few)
    body = data.draw(filters_for(shelf.rows))
    field, order = data.draw(st.sampled_from(SORTS)), data.draw(st.sampled_from(["ASC", "DESC"]))
    size = data.draw(st.sampled_from([1, 2, 3, 100]))
    wanted = [row for row in shelf.rows if all(matches(row, name, value) for name, value in body.items())]
    wanted.sort(key=lambda row: (row[field[1]], row["id"]), reverse=order == "DESC")
    query: dict[str, object] = {"sort_field": field[0], "sort_order": order, "page_size": size}
    ids: list[str] = []
    while True:
        page = shelf.seller.call("searchProductReviews", body, query=query).data
        ids += [row["id"] for row in page["reviews"]]
        assert (page["total_count"], page["is_total_exact"]) == (len(wanted), True)
        if not page["next_page_token"]:
            break
        query["page_token"] = page["next_page_token"]
    assert ids == [row["id"] for row in wanted]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("glass", [0, 1, 7]),
        ("GLASS arrived", [0, 7]),
        ("arrived, early!", [0]),
        ("grosse", [2]),
        ("GRÖSSE", [2]),
        ("große", [2]),
        ("groß", []),
        ("tres EPAIS", [6]),
        ("割れ", [4]),
        ("割", [4]),
        ("割が", []),
        ("สวย", [5]),
        ("glas", [2]),
    ],
)
def test_words_are_found_whole_and_without_case_and_accents(shelf: Shelf, text: str, numbers: list[int]) -> None:
    found_ids = search(shelf.seller, text=text, query={"sort_order": "ASC"})
    assert found_ids == [shelf.rows[number]["id"] for number in numbers]


@pytest.mark.parametrize(
    "text", ["?!", " ", " ".join(f"w{number}" for number in range(review_rules().most_search_terms + 1))]
)
def test_a_text_without_words_or_with_too_many_is_refused(shelf: Shelf, text: str) -> None:
    assert shelf.seller.call("searchProductReviews", {"text": text}).code == 96010011


@pytest.mark.parametrize("field", ["create_time", "update_time"])
def test_a_time_range_that_holds_nothing_is_refused(shelf: Shelf, field: str) -> None:
    assert shelf.seller.call("searchProductReviews", {f"{field}_ge": 5, f"{field}_lt": 5}).code == 96010013


def test_a_search_without_a_body_answers_all_and_the_newest_first(shelf: Shelf) -> None:
    data = data_of("searchProductReviews", shelf.seller.call("searchProductReviews"))
    assert data["total_count"] == len(WRITTEN)
    times = [row["create_time"] for row in data["reviews"]]
    assert all(later >= earlier for later, earlier in pairwise(times))
    assert data["reviews"] == shelf.rows[::-1]


def test_a_total_of_more_than_are_counted_says_that_it_is_not_exact(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_store, "MOST_COUNTED", 2)
    first = shelf.seller.call("searchProductReviews", {"status": "VISIBLE"}, query={"page_size": 1}).data
    token = first["next_page_token"]
    second = shelf.seller.call(
        "searchProductReviews", {"status": "VISIBLE"}, query={"page_size": 1, "page_token": token}
    ).data
    assert [(data["total_count"], data["is_total_exact"]) for data in (first, second)] == [(2, False)] * 2
    data = shelf.seller.call("searchProductReviews", {"language": "de"}).data
    assert (data["total_count"], data["is_total_exact"]) == (1, True)
