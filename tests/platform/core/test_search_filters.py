"""Every filter of every search selects what it says, at its bounds too, and every order is the one that was asked for.

What is a filter is read from the contract: one without rows to try it on makes a test fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from shopwright.contract.load import operations
from shopwright.contract.patches import patched_document
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.simulations import now

from .searches import Row, Search
from .searches_of_compliance import FILTERS
from .searches_of_global_products import GLOBALS
from .searches_of_goods import GOODS
from .searches_of_returns import RETURNS
from .searches_of_sales import SALES

SEARCHES = {search.operation_id: search for search in (*SALES, *RETURNS, *GOODS, *GLOBALS)}

#: Searches that are not of one shop's rows by time, with their filters: test_filters_of_goods.py tries them, and the
#: tests of opportunities, parcels, sessions, money and reviews.
ELSEWHERE = {
    "getProductPackageRecommendations": {"product_ids"},
    "getSubmissionRecords": {"status", "opportunity_id", "product_id", "submit_time_ge", "submit_time_lt"},
    "listOpportunities": {"opportunity_type", "category_ids", "tag_codes", "create_time_ge", "create_time_lt"},
    "getBrands": {"category_id", "is_authorized", "brand_name", "category_version"},
    "getPayments": {"create_time_ge", "create_time_lt"},
    "getSellerFinancialTransactions": {"create_time_ge", "create_time_lt", "types"},
    "getStatements": {"payment_status", "statement_time_ge", "statement_time_lt"},
    "getTradeInAccountTransactions": {"start_time", "end_time", "flow_type"},
    "getUnsettledTransactions": {"search_time_ge", "search_time_lt"},
    "searchSessions": {"begin_time_ge", "begin_time_lt", "buyer_nickname"},
    "inventorySearch": {"product_ids", "sku_ids"},
    "searchOrdersByExternalOrderReference": {"platform", "external_order_id"},
    "searchCouponList": {"status", "title_keyword", "display_type"},
    "searchPromotionActivities": {"activity_type", "status", "activity_title"},
    "searchPODCustomizationDetails": {"main_order_id", "query_order_lines"},
    "searchProductReviews": {
        *("product_id", "order_id", "ratings", "is_replied", "has_pictures", "tags", "language", "assignee", "status"),
        *("text", "create_time_ge", "create_time_lt", "update_time_ge", "update_time_lt"),
    },
    **FILTERS,
}

#: Names of parameters and fields that page, sort or choose what is shown of a row.
_NO_FILTERS = re.compile(r"page_size|page_token|sort_field|sort_order|locale|whitelisted_data_fields|need_|time_zone")
#: Which rows a bound lets through, by the end of its name (docs/reference/conventions.md#time-filters).
_BOUNDS = {
    "_ge": lambda time, bound: time >= bound,
    "_lt": lambda time, bound: time < bound,
    "_le": lambda time, bound: time <= bound,
    "min_unix_time_inclusive": lambda time, bound: time >= bound,
    "max_unix_time_exclusive": lambda time, bound: time < bound,
}


def filters_of(operation_id: str) -> dict[str, Mapping[str, Any]]:
    """The filters of an operation's request by their paths, each with its schema."""
    operation = operations()[operation_id]
    fields = {
        parameter.name: {"type": parameter.kind, "enum": list(parameter.enum)}
        for parameter in operation.parameters
        if parameter.location == "query"
    }
    if operation.body is not None:
        fields |= dict(_fields({"$ref": operation.body.schema}, ""))
    return {path: schema for path, schema in fields.items() if not _NO_FILTERS.search(path)}


@cache
def _schemas() -> Mapping[str, Any]:
    document: Any = patched_document()
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    return schemas


def _fields(schema: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    while "$ref" in schema:
        schema = _schemas()[schema["$ref"].rsplit("/", 1)[-1]]
    if "properties" in schema:
        for name, inner in schema["properties"].items():
            yield from _fields(inner, f"{path}.{name}".strip("."))
    else:
        yield path, schema


def bound_of(path: str) -> str | None:
    """How a filter's name ends, where it is the bound of a time."""
    return next((end for end in _BOUNDS if path.endswith(end)), None)


def chosen(*, bounds: bool) -> list[Any]:
    """Searches with their filters: those by time, or the others."""
    return [
        pytest.param(search, path, id=f"{search.operation_id}-{path}")
        for search in SEARCHES.values()
        for path in filters_of(search.operation_id)
        if bool(bound_of(path)) is bounds and path not in search.ignored | search.nothing
    ]


Made = tuple[Seller, Sequence[Row]]

WHEN = pytest.mark.parametrize("within", [False, True], ids=["on whole seconds", "within a second"])


class Shops:
    """For each search a shop with its rows, on a platform whose clock only the making of rows moves.

    Rows are made on whole seconds or within a second: bounds are whole seconds.
    """

    def __init__(self) -> None:
        self.platforms: list[RunningPlatform] = []
        self._made: dict[tuple[str, bool], Made] = {}

    def of(self, search: Search, *, within: bool = False) -> Made:
        key = search.operation_id, within
        if key not in self._made:
            platform = RunningPlatform(demo=False)
            self.platforms.append(platform)
            platform.post("/sandbox/clock/freeze")
            if not within:
                platform.post("/sandbox/clock/set", {"time": now(platform) + 1})
            self._made[key] = search.make(platform)
        return self._made[key]


@pytest.fixture(scope="module")
def shops() -> Iterator[Shops]:
    shops = Shops()
    yield shops
    for platform in shops.platforms:
        platform.stop(wait=False)


@pytest.fixture
def made(search: Search, shops: Shops) -> Made:
    """A shop with the search's rows."""
    return shops.of(search)


def ids(rows: Sequence[Row]) -> set[str]:
    """Those that a search without filters finds."""
    return {row.id for row in rows if row.is_found_by("")}


def each_search(*, sorted_by_time: bool = False) -> pytest.MarkDecorator:
    wanted = [search for search in SEARCHES.values() if search.sorts or not sorted_by_time]
    return pytest.mark.parametrize("search", wanted, ids=lambda search: search.operation_id)


def test_every_search_is_here() -> None:
    built = {
        operation.id
        for operation in operations().values()
        if operation.id in BUILT
        and operation.effect == "read"
        and (
            "search" in operation.id.lower()
            or any(parameter.name == "page_token" for parameter in operation.parameters)
        )
    }
    assert {name for name in built if filters_of(name)} == {*SEARCHES, *ELSEWHERE}


@pytest.mark.parametrize("operation_id", ELSEWHERE)
def test_searches_of_another_kind_have_the_filters_that_are_tried_elsewhere(operation_id: str) -> None:
    assert set(filters_of(operation_id)) == ELSEWHERE[operation_id]


@each_search()
def test_without_filters_everything_is_found(search: Search, made: Made) -> None:
    seller, rows = made
    assert set(search.find(seller, {})) == ids(rows)


@pytest.mark.parametrize(("search", "path"), chosen(bounds=False))
def test_a_filter_selects_the_rows_that_it_names_alone(search: Search, path: str, made: Made) -> None:
    seller, rows = made
    schema = filters_of(search.operation_id)[path]
    is_list = schema["type"] == "array"
    members = schema["items"] if is_list else schema
    values = values_of(rows, path, members)
    for value in values:
        expected = {row.id for row in rows if row.answers(path, value)}
        assert set(search.find(seller, {path: [value] if is_list else value})) == expected, value
    assert any(row.answers(path, value) for row in rows for value in values), "no row in"
    assert any(not row.answers(path, value) for row in rows for value in values), "no row out"
    if is_list and path not in search.single:
        for first, second in pairwise(values):
            expected = {row.id for row in rows if row.answers(path, first) or row.answers(path, second)}
            assert set(search.find(seller, {path: [first, second]})) == expected, (first, second)
    if is_list:
        assert set(search.find(seller, {path: []})) == ids(rows)


def values_of(rows: Sequence[Row], path: str, schema: Mapping[str, Any]) -> list[Any]:
    """Every value that the contract knows; where any goes, those that select a row, and one that selects none."""
    if "enum" in _resolved(schema) and _resolved(schema)["enum"]:
        return sorted(_resolved(schema)["enum"])
    known = {row.facts[path] for row in rows}
    return sorted(known) if schema["type"] == "boolean" else [*sorted(known), "1"]


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = _schemas()[schema["$ref"].rsplit("/", 1)[-1]]
    return schema


@pytest.mark.parametrize(
    "search",
    [search for search in SEARCHES.values() if search.ignored | search.nothing],
    ids=lambda search: search.operation_id,
)
def test_other_fields_select_nothing_or_all_as_the_coverage_table_says(search: Search, made: Made) -> None:
    seller, rows = made
    for path in sorted(search.ignored | search.nothing):
        schema = filters_of(search.operation_id)[path]
        is_list = schema["type"] == "array"
        values = _resolved(schema["items"] if is_list else schema).get("enum", [True, False])
        for value in values:
            selected = set(search.find(seller, {path: [value] if is_list else value}))
            assert selected == (set() if path in search.nothing else ids(rows)), (path, value)


@pytest.mark.parametrize(("search", "path"), chosen(bounds=True))
@WHEN
def test_a_bound_of_a_time_lets_through_what_it_says_to_the_second(
    search: Search, path: str, within: bool, shops: Shops
) -> None:
    seller, rows = shops.of(search, within=within)
    end = bound_of(path)
    assert end is not None
    times = {row.id: row.created if "create" in path else row.updated for row in rows if row.is_found_by(path)}
    bounds = {at + beside for at in times.values() for beside in (-1, 0, 1)}
    for bound in sorted(bounds):
        expected = {row_id for row_id, at in times.items() if _BOUNDS[end](at, bound)}
        assert set(search.find(seller, {path: bound})) == expected, bound


@WHEN
@each_search()
def test_two_bounds_leave_what_lies_between(search: Search, within: bool, shops: Shops) -> None:
    seller, rows = shops.of(search, within=within)
    starts = {path: end for path in filters_of(search.operation_id) if (end := bound_of(path)) in _STARTS}
    assert starts
    for start, end in starts.items():
        stop, width = _STARTS[end]
        if start.removesuffix(end) + stop not in filters_of(search.operation_id):
            stop, width = "_le", 0  # products
        for row in rows:
            at = row.created if "create" in start else row.updated
            others = {each.id for each in rows if at == (each.created if "create" in start else each.updated)}
            window = {start: at, start.removesuffix(end) + stop: at + width}
            assert set(search.find(seller, window)) == others & ids(rows), (start, row)


#: The bound that goes with each start, and how far from it a window of one second ends.
_STARTS = {"_ge": ("_lt", 1), "min_unix_time_inclusive": ("max_unix_time_exclusive", 1)}


@each_search(sorted_by_time=True)
def test_rows_come_in_the_order_that_is_asked_for(search: Search, made: Made) -> None:
    seller, rows = made
    for name, time in search.sorts.items():
        expected = [row.id for row in sorted(rows, key=lambda row: (getattr(row, time), row.id))]
        assert search.find(seller, {}, field=name, order="ASC") == expected, name
        assert search.find(seller, {}, field=name, order="DESC") == expected[::-1], name
        by_default = expected if search.first == "ASC" else expected[::-1]
        assert search.find(seller, {}, field=name) == by_default, name
    assert search.find(seller, {}) == search.find(seller, {}, field=next(iter(search.sorts)))


@each_search(sorted_by_time=True)
def test_no_two_orders_are_the_same(search: Search, made: Made) -> None:
    _, rows = made
    times = set(search.sorts.values())
    in_order = {tuple(row.id for row in sorted(rows, key=lambda row: getattr(row, time))) for time in times}
    assert len(in_order) == len(times)
