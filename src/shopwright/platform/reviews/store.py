"""The reviews of a shop, and the terms under which they are found."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import BigInteger, Column, Index, bindparam, delete, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, count, key, ms, packed, table, text
from shopwright.platform.database.compression import pack, unpack
from shopwright.platform.database.counters import Counters
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .review import Review
from .search_terms import terms_of

reviews = table(
    "reviews",
    BUSINESS,
    key("shop_id"),
    key("review_id"),
    text("line_id"),
    count("rating"),
    ms("created_at"),
    ms("updated_at"),
    packed("doc"),
    Index("reviews_by_line", "shop_id", "line_id", unique=True),
    Index("reviews_by_creation", "shop_id", "created_at", "review_id"),
    Index("reviews_by_update", "shop_id", "updated_at", "review_id"),
    Index("reviews_by_rating", "shop_id", "rating", "review_id"),
    Index("reviews_by_id", "review_id"),
)

#: Each term of each review: its key begins with what a search starts from and goes on by time, so that a page is a
#: range of it, however many reviews have the term.
review_terms = table(
    "review_terms",
    BUSINESS,
    key("shop_id"),
    key("term"),
    Column("created_at", BigInteger, primary_key=True, autoincrement=False),
    key("review_id"),
    is_index=True,
)

_decode = decoders.decoder(Review).decode
_encode = msgspec.json.Encoder().encode

_MINE = reviews.c.shop_id == bindparam("shop_id")
_get = select(reviews.c.doc).where(_MINE, reviews.c.review_id == bindparam("review_id"))
_ONE, _ONE_LOCKED = Prepared(_get), Prepared(_get.with_for_update())
_SOME = Prepared(
    select(reviews.c.doc).where(_MINE, reviews.c.review_id.in_(bindparam("review_ids", expanding=True))), "review_ids"
)
_OF_LINES = Prepared(
    select(reviews.c.doc).where(_MINE, reviews.c.line_id.in_(bindparam("line_ids", expanding=True))), "line_ids"
)
_SHOP_OF = Prepared(select(reviews.c.shop_id).where(reviews.c.review_id == bindparam("review_id")))
_ADD = Prepared(insert(reviews))
_SAVE = Prepared(
    update(reviews)
    .where(reviews.c.shop_id == bindparam("of_shop"), reviews.c.review_id == bindparam("of_review"))
    .values({column.name: bindparam(column.name) for column in reviews.columns if not column.primary_key})
)
_ADD_TERM = Prepared(insert(review_terms))
_DROP_TERM = Prepared(
    delete(review_terms).where(
        review_terms.c.shop_id == bindparam("shop_id"),
        review_terms.c.term == bindparam("term"),
        review_terms.c.created_at == bindparam("created_at"),
        review_terms.c.review_id == bindparam("review_id"),
    )
)


class Reviews(Repository):
    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._counters = Counters(tx, "reviews")

    def get(self, shop_id: str, review_id: str, *, for_change: bool = False) -> Review | None:
        """One review; ``for_change`` holds its row until the transaction ends."""
        statement = _ONE_LOCKED if for_change else _ONE
        row = statement.first(self._connection, {"shop_id": shop_id, "review_id": review_id})
        return _decode(unpack(row[0])) if row else None

    def some(self, shop_id: str, review_ids: Iterable[str]) -> dict[str, Review]:
        """Those of the reviews that the shop has, by id."""
        wanted = list(review_ids)
        rows = _SOME.all(self._connection, {"shop_id": shop_id, "review_ids": wanted}) if wanted else []
        return {review.review_id: review for review in (_decode(unpack(row[0])) for row in rows)}

    def of_lines(self, shop_id: str, line_ids: Iterable[str]) -> dict[str, Review]:
        """The reviews of some lines of orders, by line."""
        wanted = list(line_ids)
        rows = _OF_LINES.all(self._connection, {"shop_id": shop_id, "line_ids": wanted}) if wanted else []
        return {review.bought.line_id: review for review in (_decode(unpack(row[0])) for row in rows)}

    def shop_of(self, review_id: str) -> str | None:
        """The shop that a review is of."""
        row = _SHOP_OF.first(self._connection, {"review_id": review_id})
        return str(row[0]) if row else None

    def counts(self, shop_id: str) -> dict[str, int]:
        """Status → how many reviews."""
        return self._counters.all(shop_id)

    def add(self, shop_id: str, review: Review) -> None:
        _ADD.run(self._connection, {"shop_id": shop_id, **_columns(review)})
        self._change_terms(shop_id, review, set(), terms_of(review))
        self._counters.add(shop_id, str(review.status), 1)

    def save(self, shop_id: str, before: Review, review: Review) -> None:
        """Write a review that was read for change."""
        _SAVE.run(self._connection, {"of_shop": shop_id, "of_review": review.review_id, **_columns(review)})
        self._change_terms(shop_id, review, terms_of(before), terms_of(review))
        self._counters.move(shop_id, str(before.status), str(review.status))

    def _change_terms(self, shop_id: str, review: Review, before: set[str], after: set[str]) -> None:
        place = {"shop_id": shop_id, "created_at": review.created_at, "review_id": review.review_id}
        _DROP_TERM.run_many(self._connection, [{**place, "term": term} for term in sorted(before - after)])
        _ADD_TERM.run_many(self._connection, [{**place, "term": term} for term in sorted(after - before)])


def _columns(review: Review) -> dict[str, object]:
    return {
        "review_id": review.review_id,
        "line_id": review.bought.line_id,
        "rating": review.rating,
        "created_at": review.created_at,
        "updated_at": review.updated_at,
        "doc": pack(_encode(review)),
    }
