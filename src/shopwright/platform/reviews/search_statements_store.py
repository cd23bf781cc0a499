"""The statements of searches of reviews: which rows are walked along, and what each of them is checked for."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
    tuple_,
)

from shopwright.platform.database.prepared import Prepared

from .store import review_terms, reviews

Order = Literal["created_at", "updated_at", "rating"]


class Shape(msgspec.Struct, frozen=True):
    """What statements differ in.

    ``walks_terms``: along the reviews with one term, else along all. ``has_more`` and ``has_any``: each is checked for
    other terms. ``bounds`` are the limits of time; ``sorts``: what has one rare term is sorted.
    """

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


_with_term = (review_terms.c.shop_id == bindparam("shop_id"), review_terms.c.term == bindparam("term"))

#: How many reviews have a term, counted to ``size``.
REACH = Prepared(
    select(func.count()).select_from(
        select(review_terms.c.review_id).where(*_with_term).limit(bindparam("size")).subquery()
    )
)


@cache
def page_statement(shape: Shape, by: Order, descending: bool, goes_on: bool) -> Prepared:
    """Up to ``size`` reviews by a column and id: the column and the id."""
    base = shape.base
    at: Column[Any] = base.c[by]
    statement = select(at, base.c.review_id).where(*_candidates(shape), *_checks(shape, base))
    if goes_on:
        place, last = tuple_(at, base.c.review_id), tuple_(bindparam("after_at"), bindparam("after_id"))
        statement = statement.where(place < last if descending else place > last)
    # A sum is in no index: what few rows there are is sorted, instead of walking along all reviews.
    first: ColumnElement[Any] = at + 0 if shape.sorts else at
    order = (first.desc(), base.c.review_id.desc()) if descending else (first, base.c.review_id)
    return Prepared(statement.order_by(*order).limit(bindparam("size")), *shape.lists)


@cache
def count_statement(shape: Shape) -> Prepared:
    """Of the newest ``size`` reviews that are walked along: how many there are, and how many of them match."""
    base = shape.base
    by_change = not shape.walks_terms and any(name.startswith("updated") for name in shape.bounds)
    newest = base.c.updated_at if by_change else base.c.created_at
    columns = (base.c.shop_id, base.c.created_at, base.c.review_id)
    walked = select(*columns).where(*_candidates(shape)).order_by(newest.desc()).limit(bindparam("size")).subquery()
    checks = _checks(shape, walked)
    matches: ColumnElement[Any] = func.sum(case((and_(*checks), 1), else_=0)) if checks else func.count()
    return Prepared(select(func.count(), matches).select_from(walked), *shape.lists)


def _candidates(shape: Shape) -> list[ColumnElement[bool]]:
    """What the walk itself is narrowed by."""
    base = shape.base
    conditions: list[ColumnElement[bool]] = [base.c.shop_id == bindparam("shop_id")]
    if shape.walks_terms:
        conditions.append(base.c.term == bindparam("term"))
    if shape.sorts:
        conditions.append(base.c.review_id.in_(_with_the_term()))
    wanted = ("created",) if shape.walks_terms else ("created", "updated")
    return [*conditions, *_bounds(shape, base, *wanted)]


def _checks(shape: Shape, row: FromClause) -> list[ColumnElement[bool]]:
    """What each review of the walk is checked for."""
    probe = review_terms.alias("probe")
    same = (
        probe.c.shop_id == row.c.shop_id,
        probe.c.created_at == row.c.created_at,
        probe.c.review_id == row.c.review_id,
    )
    conditions: list[ColumnElement[bool]] = []
    if shape.has_more:
        matches = select(func.count()).where(probe.c.term.in_(bindparam("more", expanding=True)), *same)
        conditions.append(matches.scalar_subquery() == bindparam("more_count"))
    if shape.has_any:
        conditions.append(exists().where(probe.c.term.in_(bindparam("any_of", expanding=True)), *same))
    changed = _bounds(shape, reviews, "updated") if shape.walks_terms else []
    if changed:
        this = (reviews.c.shop_id == row.c.shop_id, reviews.c.review_id == row.c.review_id)
        conditions.append(exists().where(*this, *changed))
    return conditions


def _with_the_term() -> Select[Any]:
    rare = review_terms.alias("rare")
    return select(rare.c.review_id).where(rare.c.shop_id == bindparam("shop_id"), rare.c.term == bindparam("term"))


def _bounds(shape: Shape, table: Table, *columns: str) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    for column in columns:
        at = table.c[f"{column}_at"]
        if f"{column}_from" in shape.bounds:
            limits.append(at >= bindparam(f"{column}_from"))
        if f"{column}_before" in shape.bounds:
            limits.append(at < bindparam(f"{column}_before"))
    return limits
