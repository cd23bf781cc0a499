"""The search of reviews: pages whose cost does not grow with the shop.

A search by time walks along the rarest of its terms, or along all reviews where it has none, and looks for the other
terms row by row. By other orders it does the same along that order's index, unless so few reviews have the rarest term
that they are read and sorted (docs/reference/reviews.md#search).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

import msgspec
from sqlalchemy import Column, ColumnElement, Select, Table, bindparam, exists, func, select, tuple_

from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .store import Reviews, review_terms, reviews

Order = Literal["created_at", "updated_at", "rating"]

#: How far rows are counted, how far terms are compared, and from how many on a term is too common to sort what has it.
MOST_COUNTED, _COMPARED, _FEW = 1_000, 1_000, 5_000


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


class _Shape(msgspec.Struct, frozen=True):
    """What statements differ in: the table that is walked along, whether rows are checked for terms, the bounds."""

    walks_terms: bool
    has_more: bool
    has_any: bool
    bounds: frozenset[str]
    sorts: bool = False

    @property
    def base(self) -> Table:
        return review_terms if self.walks_terms else reviews

    @property
    def lists(self) -> tuple[str, ...]:
        return (*(("more",) if self.has_more else ()), *(("any_of",) if self.has_any else ()))


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
        rarest, reach = self._rarest(shop_id, wanted.terms, _COMPARED if walks_terms else _FEW)
        shape = _shape(wanted, walks_terms=walks_terms, sorts=bool(rarest) and reach <= _FEW)
        values = {**_values(shop_id, wanted, rarest, shape), "size": size}
        if after is not None:
            values |= {"after_at": after[0], "after_id": after[1]}
        statement = _page_statement(shape, by, descending, after is not None)
        return [(int(at), str(review_id)) for at, review_id in statement.all(self._connection, values)]

    def count(self, shop_id: str, wanted: ReviewFilter) -> int:
        """How many reviews match, counted to one above ``MOST_COUNTED``; all of a shop are counted exactly."""
        if wanted.is_empty:
            return sum(self._reviews.counts(shop_id).values())
        rarest, _ = self._rarest(shop_id, wanted.terms, _COMPARED)
        shape = _shape(wanted, walks_terms=bool(rarest))
        values = {**_values(shop_id, wanted, rarest, shape), "size": MOST_COUNTED + 1}
        row = _count_statement(shape).first(self._connection, values)
        return int(row[0]) if row else 0

    def _rarest(self, shop_id: str, terms: Sequence[str], most: int) -> tuple[str, int]:
        """The term that the fewest reviews have, and how many, counted to one above ``most``."""
        if len(terms) == 1 and most == _COMPARED:
            return terms[0], 0  # nothing to compare it with
        reaches = []
        for term in terms:
            row = _REACH.first(self._connection, {"shop_id": shop_id, "term": term, "size": most + 1})
            reaches.append((int(row[0]) if row else 0, term))
        reach, rarest = min(reaches, default=(0, ""))
        return rarest, reach


_with_term = (review_terms.c.shop_id == bindparam("shop_id"), review_terms.c.term == bindparam("term"))
_REACH = Prepared(
    select(func.count()).select_from(
        select(review_terms.c.review_id).where(*_with_term).limit(bindparam("size")).subquery()
    )
)


def _shape(wanted: ReviewFilter, *, walks_terms: bool, sorts: bool = False) -> _Shape:
    """``sorts`` is for orders that the terms are not in."""
    others = len(wanted.terms) - (1 if walks_terms or sorts else 0)
    return _Shape(
        walks_terms=walks_terms,
        has_more=others > 0,
        has_any=bool(wanted.any_of),
        bounds=frozenset(wanted.bounds),
        sorts=sorts and not walks_terms,
    )


def _values(shop_id: str, wanted: ReviewFilter, rarest: str, shape: _Shape) -> dict[str, object]:
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


@cache
def _page_statement(shape: _Shape, by: Order, descending: bool, goes_on: bool) -> Prepared:
    base = shape.base
    at: Column[Any] = base.c[by]
    statement = select(at, base.c.review_id).where(*_conditions(shape))
    if goes_on:
        place, last = tuple_(at, base.c.review_id), tuple_(bindparam("after_at"), bindparam("after_id"))
        statement = statement.where(place < last if descending else place > last)
    # A sum is in no index: what few rows there are is sorted, instead of walking along all reviews.
    first: ColumnElement[Any] = at + 0 if shape.sorts else at
    order = (first.desc(), base.c.review_id.desc()) if descending else (first, base.c.review_id)
    return Prepared(statement.order_by(*order).limit(bindparam("size")), *shape.lists)


@cache
def _count_statement(shape: _Shape) -> Prepared:
    rows = select(shape.base.c.review_id).where(*_conditions(shape)).limit(bindparam("size")).subquery()
    return Prepared(select(func.count()).select_from(rows), *shape.lists)


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    base = shape.base
    conditions: list[ColumnElement[bool]] = [base.c.shop_id == bindparam("shop_id")]
    if shape.walks_terms:
        conditions.append(base.c.term == bindparam("term"))
    if shape.sorts:
        conditions.append(base.c.review_id.in_(_with_the_term()))
    probe = review_terms.alias("probe")
    same = (
        probe.c.shop_id == base.c.shop_id,
        probe.c.created_at == base.c.created_at,
        probe.c.review_id == base.c.review_id,
    )
    if shape.has_more:
        matches = select(func.count()).where(probe.c.term.in_(bindparam("more", expanding=True)), *same)
        conditions.append(matches.scalar_subquery() == bindparam("more_count"))
    if shape.has_any:
        conditions.append(exists().where(probe.c.term.in_(bindparam("any_of", expanding=True)), *same))
    return [*conditions, *_bounds(shape)]


def _with_the_term() -> Select[Any]:
    rare = review_terms.alias("rare")
    return select(rare.c.review_id).where(rare.c.shop_id == bindparam("shop_id"), rare.c.term == bindparam("term"))


def _bounds(shape: _Shape) -> list[ColumnElement[bool]]:
    created = shape.base.c.created_at
    limits = {
        "created_from": created >= bindparam("created_from"),
        "created_before": created < bindparam("created_before"),
        "updated_from": reviews.c.updated_at >= bindparam("updated_from"),
        "updated_before": reviews.c.updated_at < bindparam("updated_before"),
    }
    conditions = [condition for name, condition in limits.items() if name in shape.bounds]
    if not shape.walks_terms:
        return conditions
    own = [limits[name] for name in sorted(shape.bounds) if name.startswith("created")]
    changed = [limits[name] for name in sorted(shape.bounds) if name.startswith("updated")]
    same = (reviews.c.shop_id == review_terms.c.shop_id, reviews.c.review_id == review_terms.c.review_id)
    return [*own, exists().where(*same, *changed)] if changed else own
