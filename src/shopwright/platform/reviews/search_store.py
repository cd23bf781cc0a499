"""The search of reviews: pages whose cost does not grow with the shop.

A search by time walks along the rarest of its terms, or along all reviews where it has none, and looks for the other
terms row by row. By other orders it does the same along that order's index, unless so few reviews have the rarest term
that they are read and sorted (docs/reference/reviews.md#search).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shopwright.platform.database.transaction import Repository, Tx

from .search_statements_store import REACH, Order, Shape, count_statement, page_statement
from .store import Reviews

#: How far rows are counted and terms compared, and from how many on a term is too common to sort what has it.
MOST_COUNTED, _FEW = 1_000, 5_000


class Total(msgspec.Struct, frozen=True):
    """How many reviews match; where it is not exact, there may be more of them."""

    count: int
    is_exact: bool


class ReviewFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search selects: reviews with all ``terms`` and with any of ``any_of`` (none: no limit), in a time in
    milliseconds, the end excluded."""

    terms: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    created_from: int | None = None
    created_before: int | None = None
    updated_from: int | None = None
    updated_before: int | None = None

    @property
    def bounds(self) -> dict[str, int]:
        """The limits of time that there are."""
        names = ("created_from", "created_before", "updated_from", "updated_before")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    @property
    def is_empty(self) -> bool:
        return self == ReviewFilter()


class ReviewSearch(Repository):
    """Ids of reviews, page by page. What a transaction has changed is written before."""

    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._reviews = tx.stored(Reviews)

    def page(
        self,
        shop_id: str,
        wanted: ReviewFilter,
        *,
        by: Order,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[tuple[int, str]]:
        """Up to ``size`` reviews by a column and id, after such a pair: the column's value and the id."""
        walks_terms = bool(wanted.terms) and by == "created_at"
        rarest, reach = self._rarest(shop_id, wanted.terms, MOST_COUNTED if walks_terms else _FEW)
        shape = _shape(wanted, walks_terms=walks_terms, sorts=bool(rarest) and reach <= _FEW)
        values = {**_values(shop_id, wanted, rarest, shape), "size": size}
        if after is not None:
            values |= {"after_at": after[0], "after_id": after[1]}
        statement = page_statement(shape, by, descending, after is not None)
        return [(int(at), str(review_id)) for at, review_id in statement.all(self._connection, values)]

    def count(self, shop_id: str, wanted: ReviewFilter) -> Total:
        """How many reviews match among the newest ``MOST_COUNTED`` that have the rarest term; of a search for nothing
        in particular all are counted."""
        if wanted.is_empty:
            return Total(sum(self._reviews.counts(shop_id).values()), is_exact=True)
        rarest, _ = self._rarest(shop_id, wanted.terms, MOST_COUNTED)
        shape = _shape(wanted, walks_terms=bool(rarest))
        values = {**_values(shop_id, wanted, rarest, shape), "size": MOST_COUNTED + 1}
        row = count_statement(shape).first(self._connection, values)
        walked, matches = (int(row[0]), int(row[1] or 0)) if row else (0, 0)
        return Total(min(matches, MOST_COUNTED), is_exact=walked <= MOST_COUNTED)

    def _rarest(self, shop_id: str, terms: Sequence[str], most: int) -> tuple[str, int]:
        """The term that the fewest reviews have, and how many, counted to one above ``most``."""
        if len(terms) == 1 and most == MOST_COUNTED:
            return terms[0], 0  # nothing to compare it with
        reaches = []
        for term in terms:
            row = REACH.first(self._connection, {"shop_id": shop_id, "term": term, "size": most + 1})
            reaches.append((int(row[0]) if row else 0, term))
        reach, rarest = min(reaches, default=(0, ""))
        return rarest, reach


def _shape(wanted: ReviewFilter, *, walks_terms: bool, sorts: bool = False) -> Shape:
    """``sorts`` is for orders that the terms are not in."""
    others = len(wanted.terms) - (1 if walks_terms or sorts else 0)
    return Shape(
        walks_terms=walks_terms,
        has_more=others > 0,
        has_any=bool(wanted.any_of),
        bounds=frozenset(wanted.bounds),
        sorts=sorts and not walks_terms,
    )


def _values(shop_id: str, wanted: ReviewFilter, rarest: str, shape: Shape) -> dict[str, object]:
    values: dict[str, object] = {"shop_id": shop_id, **wanted.bounds}
    more = wanted.terms
    if shape.walks_terms or shape.sorts:
        values["term"] = rarest
        more = tuple(term for term in more if term != rarest)
    if shape.has_more:
        values |= {"more": more, "more_count": len(more)}
    if shape.has_any:
        values["any_of"] = wanted.any_of
    return values
