"""The search over reviews that people wrote (CC0: Women's E-Commerce Clothing Reviews), beside a plain search."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from pathlib import Path

import pytest

from shopwright.platform.reviews.review import Review, Reviewed
from shopwright.platform.reviews.store import Reviews
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.simulations import now

TEXTS = Path(__file__).resolve().parents[3] / ("../shared/data/womens_clothing_reviews/womens_clothing_reviews.csv.gz")
needs_texts = pytest.mark.skipif(not TEXTS.exists(), reason="the CC0 clothing reviews are not beside the repository")

#: So many of them, one a second.
_COUNT = 1_500


def rows() -> list[tuple[int, str]]:
    """Rating and text of the first of them."""
    with gzip.open(TEXTS, "rt", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [(int(row["Rating"]), row["Review Text"]) for row, _ in zip(reader, range(_COUNT), strict=False)]


def stored(platform: RunningPlatform, seller: Seller, texts: list[tuple[int, str]]) -> None:
    begun = now(platform) * 1_000 - _COUNT * 1_000
    made = [
        Review(
            review_id=f"{number:05}",
            bought=Reviewed("1", f"{seller.shop_id}-{number}", "2", "A dress", "3", "Blue", "D-1", "4", "ann"),
            rating=rating,
            text=text,
            language="en",
            created_at=begun + number * 1_000,
            updated_at=begun + number * 1_000,
            editable_until=begun + number * 1_000,
        )
        for number, (rating, text) in enumerate(texts)
    ]
    platform.inside(lambda tx: [tx[Reviews].add(seller.shop_id, review) for review in made])


@needs_texts
def test_words_find_the_reviews_that_have_them(platform: RunningPlatform) -> None:
    seller, texts = new_seller(platform), rows()
    stored(platform, seller, texts)
    words = [set(re.findall(r"\w+", text.casefold())) for _, text in texts]
    known = Counter(word for each in words for word in each if word.isascii() and word.isalnum())
    common, rare = [word for word, _ in known.most_common(5)], sorted(word for word, n in known.items() if n == 2)[:5]
    for asked in (*common, *rare, " ".join(common), f"{common[0]} {rare[0]}", f"{common[1].upper()}, {common[2]}!"):
        wanted = set(asked.casefold().replace(",", "").replace("!", "").split())
        expected = [f"{number:05}" for number, each in enumerate(words) if wanted <= each]
        query = {"page_size": 100, "sort_order": "ASC"}
        data = seller.call("searchProductReviews", {"text": asked}, query=query).data
        assert [row["id"] for row in data["reviews"]] == expected[:100], asked
        assert data["total_count"] == len(expected) or not data["is_total_exact"], asked
