"""Very many reviews, as rows, with the terms that searches of them ask for."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec
from sqlalchemy import Table

from shopwright.platform.database.tables import shop_counts
from shopwright.platform.reviews import search_terms
from shopwright.platform.reviews.review import Review, Reviewed
from shopwright.platform.reviews.states import ReviewStatus
from shopwright.platform.reviews.store import review_terms, reviews
from shopwright.wire.ids import IdKind, make_id

from .seeding import Place, Values

_FIRST = 10**9

#: Words of the texts, and of how many reviews one has each; the rare word is in so many of any shop.
WORDS = {"solid": 1, "glass": 2, "late": 7}
_RARE, _RARE_COUNT = "chipped", 200

#: How many reviews a product has, and of how many one has no reply yet.
_OF_A_PRODUCT, _UNANSWERED_EVERY = 200, 10


def product_of(number: int, count: int) -> str:
    """The product of the ``number``-th of so many reviews."""
    return make_id(IdKind.PRODUCT, _FIRST + number % (count // _OF_A_PRODUCT))


def _rating(number: int) -> int:
    return 1 + number % 5


def _words(count: int) -> dict[str, int]:
    return {**WORDS, _RARE: count // _RARE_COUNT}


def _text(number: int, count: int) -> str:
    return " ".join(word for word, every in _words(count).items() if number % every == 0)


def _at(count: int) -> int:
    """When the first of so many was written: one a second, the last of them now."""
    return time.time_ns() // 1_000_000 - count * 1000


def _template() -> str:
    bought = Reviewed(
        order_id="@order",
        line_id="@line",
        product_id="@product",
        product_name="A plain thing of many",
        sku_id="1730000000000000001",
        sku_name="Default",
        seller_sku="SEED",
        buyer_id="7493000000000000001",
        buyer_nickname="ann",
    )
    review = Review(
        review_id="@review",
        bought=bought,
        rating=-1,
        text="@text",
        language="en",
        created_at=-2,
        updated_at=-2,
        editable_until=-2,
    )
    return msgspec.json.encode(review).decode()


def _review_rows(place: Place, count: int, begun: int) -> Iterator[Values]:
    template = _template()
    for number in range(count):
        review_id, line_id = make_id(IdKind.REVIEW, _FIRST + number), make_id(IdKind.LINE, _FIRST + number)
        at, rating = begun + number * 1000, _rating(number)
        doc = template.replace("@review", review_id).replace("@line", line_id).replace("@text", _text(number, count))
        doc = doc.replace("@order", make_id(IdKind.ORDER, _FIRST + number)).replace(
            "@product", product_of(number, count)
        )
        doc = doc.replace('"rating":-1', f'"rating":{rating}').replace(":-2", f":{at}")
        values = {
            "shop_id": place.shop_id,
            "review_id": review_id,
            "line_id": line_id,
            "rating": rating,
            "created_at": at,
            "updated_at": at,
            "doc": doc.encode(),
        }
        yield tuple(values[column.name] for column in reviews.columns)


def _numbers_by_term(count: int) -> dict[str, range]:
    """Which reviews have each term."""
    terms = {f"word:{word}": range(0, count, every) for word, every in _words(count).items()}
    products = count // _OF_A_PRODUCT
    terms |= {search_terms.product_term(product_of(at, count)): range(at, count, products) for at in range(products)}
    terms |= {search_terms.rating_term(_rating(at)): range(at, count, 5) for at in range(5)}
    terms[search_terms.status_term(ReviewStatus.VISIBLE)] = range(count)
    terms[search_terms.replied_term(is_replied=False)] = range(0, count, _UNANSWERED_EVERY)
    return terms


def _term_rows(place: Place, count: int, begun: int) -> Iterator[Values]:
    """In the order of their key, so that a table grows at its end."""
    for term, numbers in sorted(_numbers_by_term(count).items()):
        for number in numbers:
            yield place.shop_id, term, begun + number * 1000, make_id(IdKind.REVIEW, _FIRST + number)


def review_tables(place: Place, count: int) -> dict[Table, Iterator[Values]]:
    """The rows of each table, in the order of its columns."""
    begun = _at(count)
    return {
        reviews: _review_rows(place, count, begun),
        review_terms: _term_rows(place, count, begun),
        shop_counts: iter([(place.shop_id, f"reviews.{ReviewStatus.VISIBLE}", count)]),
    }
