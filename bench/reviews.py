"""A page of 20 reviews costs the same in a shop of ten thousand and in one of a million, whatever is searched for."""

from __future__ import annotations

from collections.abc import Iterator

from .pages import Kind, rows_of_kind
from .seeding_reviews import product_of, review_tables
from .table import Row, Settings

REVIEWS = Kind(
    "searchProductReviews",
    "reviews",
    review_tables,
    lambda count: {
        "common word": {"text": "glass"},
        "rare word": {"text": "chipped"},
        "two words, low ratings": {"text": "late glass", "ratings": [1, 2]},
        "product": {"product_id": product_of(0, count)},
        "visible": {"status": "VISIBLE"},
    },
)


def rows(settings: Settings) -> Iterator[Row]:
    """On a SQLite file, then on PostgreSQL."""
    yield from rows_of_kind(REVIEWS, settings, (1_000, 10_000) if settings.quick else (10_000, 1_000_000))
