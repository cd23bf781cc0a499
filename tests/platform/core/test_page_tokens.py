"""Pages of every list that is built, one rule at a time. Lists and their filters are read from the contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import shopwright.platform.capabilities  # noqa: F401  registers every operation
from shopwright.contract.load import operation
from shopwright.contract.model import Parameter
from shopwright.contract.patches import patched_document
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import Seller, new_seller
from tests.harness.cancellations import cancel
from tests.harness.catalogue import create_product
from tests.harness.returns import ask, delivered, done
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import advance, buy, stocked

from .lists_of_chats import fill_chats, needed_body, needed_path
from .lists_of_money import BOUNDS, NEEDS, earn
from .lists_of_money import FILTERS as FILTERS_OF_MONEY
from .lists_of_promotions import fill_promotions
from .searches_of_compliance import TOKEN_CODES, fill_lists
from .searches_of_global_products import shops_with_global_products

pytestmark = pytest.mark.slow

INVALID = 36009004
#: Fields that say what a row shows, and not which rows there are.
SHOWS = {"locale", "include_live_quick_products", "return_draft_version", "whitelisted_data_fields"}
#: Filters that are not taken or not looked at, each said under "differs" or refused before the token is read.
NOT_FILTERS = {
    ("getBrands", "category_id"),
    ("getProductPackageRecommendations", "product_ids"),
    ("getConversationMessages", "sort_field"),
    *((operation_id, "sort_field") for operation_id in NEEDS),
}
#: What a row may be told by.
IDS = ("id", "return_id", "cancel_id", "transaction_id", "template_id", "product_id")
PLACE = {"page_size", "page_token", "pagination", "sort", "sort_field", "sort_order"}


def schemas() -> dict[str, Any]:
    document: dict[str, Any] = patched_document()
    return dict(document["components"]["schemas"])


SCHEMAS = schemas()
#: Lists whose rows and token stand one level deeper: tests/platform/catalogue/opportunities tries them; and one whose
#: size stands in its body: tests/platform/promotion/test_activities.py does.
DEEPER = {"getSubmissionRecords", "listOpportunities", "searchPromotionActivities"}
LISTS = sorted(
    key
    for key, built in BUILT.items()
    if "next_page_token" in SCHEMAS[built.operation.reply]["properties"] and key not in DEEPER
)


def fields_of(operation_id: str) -> dict[str, Any]:
    body = operation(operation_id).body
    return dict(SCHEMAS[body.schema]["properties"]) if body else {}


def pages_in_body(operation_id: str) -> bool:
    return "pagination" in fields_of(operation_id)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return resolved(SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]]) if "$ref" in schema else schema


def value_for(schema: dict[str, Any]) -> Any:
    """A value that a filter may have; of an object with its first field."""
    schema = resolved(schema)
    if values := schema.get("enum") or schema.get("x-values"):
        return next(value for value in values if value != "ALL")
    kind = schema["type"]
    if kind == "object":
        return {name: value_for(inner) for name, inner in list(schema["properties"].items())[:1]}
    if kind == "array":
        return [value_for(schema["items"])]
    return {"integer": 1, "boolean": True}.get(kind, "1")


def find(seller: Seller, operation_id: str, *, size: int, token: str | None = None, **filters: Any) -> Reply:
    """Call a list, with size and token where the operation has them."""
    place: dict[str, Any] = {"page_size": size} | ({"page_token": token} if token is not None else {})
    called = operation(operation_id)
    in_query = {parameter.name for parameter in called.parameters}
    filters = {**NEEDS.get(operation_id, {}), **filters}
    body = needed_body(operation_id) | {name: value for name, value in filters.items() if name not in in_query}
    query = {name: value for name, value in filters.items() if name in in_query}
    if pages_in_body(operation_id):
        return seller.call(operation_id, {"pagination": place, **body})
    in_path = [parameter.name for parameter in called.parameters if parameter.location == "path"]
    path = needed_path(operation_id, seller) or {name: PATHS[name] for name in in_path}
    return seller.call(operation_id, body if called.body else None, query={**query, **place}, **path)


#: What stands in the paths of lists, as the shops have it.
PATHS: dict[str, str] = {}


def bounds_of(operation_id: str) -> tuple[int, int, int]:
    """The smallest and the largest page, and the code that refuses another one."""
    if pages_in_body(operation_id):
        schema = SCHEMAS["Pagination"]["properties"]["page_size"]
        return schema["minimum"], schema["maximum"], INVALID
    if operation_id in BOUNDS:
        return *BOUNDS[operation_id], INVALID
    parameter: Parameter = next(
        parameter for parameter in operation(operation_id).parameters if parameter.name == "page_size"
    )
    assert parameter.minimum is not None
    assert parameter.maximum is not None
    return parameter.minimum, parameter.maximum, parameter.limit_code or INVALID


def counts_rows(operation_id: str) -> bool:
    """Whether the list says how many rows it has."""
    return "total_count" in SCHEMAS[operation(operation_id).reply]["properties"]


def rows_of(reply: Reply) -> list[Any]:
    (rows,) = (value for value in reply.data.values() if isinstance(value, list))
    return list(rows)


@pytest.fixture(scope="module")
def shops() -> Iterator[dict[str, Seller]]:
    """For each list a shop that has more rows than its smallest page."""
    platform = RunningPlatform(demo=False)
    trade, aftersales = new_seller(platform, region="ID"), new_seller(platform, region="US")
    for seller in (trade, aftersales):
        settings = {"trade": {"hold": False}, "carrier": "MANUAL"}
        platform.patch(f"/sandbox/shops/{seller.shop_id}", settings)
    platform.patch(f"/sandbox/shops/{aftersales.shop_id}", {"aftersales_flow": "RMA"})
    sku_id = stocked(trade, 100)
    for _ in range(11):
        order = buy(trade, sku_id)
        ask(trade, advance(trade, order["order_id"], "DELIVERED"), "RETURN_AND_REFUND")
    for buyer in ("Ann", "Ann", "Bob", "Bob"):
        buy(trade, sku_id, buyer=buyer)
    stocked(trade)
    fill_lists(trade)
    for _ in range(2):
        trade.platform.post("/sandbox/reviews", {"order_id": order["order_id"], "rating": 5})
        order = advance(trade, str(buy(trade, sku_id)["order_id"]), "DELIVERED")
    for _ in range(2):
        order_id = str(buy(trade, sku_id)["order_id"])
        advance(trade, order_id, "AWAITING_SHIPMENT")
        done(cancel(trade, order_id))
    for _ in range(2):
        ask(aftersales, delivered(aftersales), "RETURN_AND_REFUND")
    for request in rows_of(
        find(aftersales, "searchAftersalesRequests", size=100, whitelisted_data_fields=["LINE_ITEMS"])
    ):
        lines = [{"return_line_item_id": line["return_line_item_id"]} for line in request["line_items"]]
        verdict = {"action": "APPROVE_REQUEST", "line_items": lines}
        decision = {"request_id": request["id"], "line_item_decisions": [verdict]}
        done(aftersales.call("reviewAftersalesRequests", {"aftersales_request_decisions": [decision]}))
    fill_chats(trade)
    fill_promotions(trade)
    parcels = new_seller(platform, region="BR")
    for _ in range(2):
        create_product(parcels, package_weight={"value": "29", "unit": "KILOGRAM"})
    earner = new_seller(platform, region="GB")
    PATHS.update(earn(earner))
    #: Shops for lists of one kind, by operation or area.
    own = {"finance": earner, "getProductPackageRecommendations": parcels}
    yield {
        key: own.get(key) or own.get(operation(key).area) or (aftersales if pages_in_body(key) else trade)
        for key in LISTS
    } | shops_with_global_products(platform)
    platform.stop()


def first_token(shops: dict[str, Seller], operation_id: str) -> str:
    """The token of the second page, of the smallest pages."""
    reply = find(shops[operation_id], operation_id, size=bounds_of(operation_id)[0])
    token = reply.data["next_page_token"]
    assert token, f"{operation_id} has only {len(rows_of(reply))} rows"
    return str(token)


def check_refused(operation_id: str, reply: Reply) -> None:
    code = TOKEN_CODES.get(operation_id, INVALID)
    assert (reply.status, reply.code) == (400 if code == INVALID else 200, code), reply.message
    assert "PageToken" in reply.message or code != INVALID


def test_every_list_of_the_contract_that_is_built_is_tried() -> None:
    assert len(LISTS) >= 9
    assert {*LISTS, *DEEPER} >= {key for key, built in BUILT.items() if built.operation.page}


@pytest.mark.parametrize("operation_id", LISTS)
def test_pages_hold_every_row_once_and_the_last_one_has_no_token(operation_id: str, shops: dict[str, Seller]) -> None:
    seller, (smallest, largest, _) = shops[operation_id], bounds_of(operation_id)
    seen, totals, token = [], set(), None
    for _ in range(1000):
        reply = find(seller, operation_id, size=smallest, token=token)
        rows, token = rows_of(reply), reply.data["next_page_token"]
        assert len(rows) == smallest if token else 0 < len(rows) <= smallest, "a full last page has no token either"
        seen += [next(row[name] for name in IDS if name in row) for row in rows]
        totals.add(reply.data.get("total_count"))
        if not token:
            break
    assert token == ""
    assert len(set(seen)) == len(seen)
    assert totals == {len(seen) if counts_rows(operation_id) else None}
    whole = find(seller, operation_id, size=largest)
    assert len(rows_of(whole)) == min(len(seen), largest)
    assert bool(whole.data["next_page_token"]) == (len(seen) > largest)


@pytest.mark.parametrize("operation_id", LISTS)
def test_a_page_size_outside_its_bounds_is_refused(operation_id: str, shops: dict[str, Seller]) -> None:
    seller, (smallest, largest, code) = shops[operation_id], bounds_of(operation_id)
    for size in (smallest, largest):
        assert find(seller, operation_id, size=size).code == 0
    for size in (smallest - 1, largest + 1, -1):
        assert find(seller, operation_id, size=size).code == code, size


@pytest.mark.parametrize("operation_id", LISTS)
@pytest.mark.parametrize("token", ["x", "!", "bm90IGEgdG9rZW4=", "W10=", "W1siYSIsMV0sMSwiMDAwMDAwMDAwMDAwIl0=", "ü"])
def test_what_is_no_page_token_is_refused(operation_id: str, token: str, shops: dict[str, Seller]) -> None:
    check_refused(operation_id, find(shops[operation_id], operation_id, size=bounds_of(operation_id)[0], token=token))


@pytest.mark.parametrize("operation_id", LISTS)
def test_the_page_token_of_another_operation_is_refused(operation_id: str, shops: dict[str, Seller]) -> None:
    for other in LISTS:
        if other != operation_id:
            token = first_token(shops, other)
            check_refused(
                operation_id, find(shops[operation_id], operation_id, size=bounds_of(operation_id)[0], token=token)
            )


@pytest.mark.parametrize("operation_id", LISTS)
def test_the_page_token_of_another_shop_is_refused(operation_id: str, shops: dict[str, Seller]) -> None:
    seller, token = shops[operation_id], first_token(shops, operation_id)
    other = new_seller(seller.platform, region=str(seller.shop["region"]))
    reply = find(other, operation_id, size=bounds_of(operation_id)[0], token=token)
    if any(parameter.location == "path" for parameter in operation(operation_id).parameters):
        assert reply.code == INVALID, "what the path names is of another shop too"
    else:
        check_refused(operation_id, reply)


def filters_of(operation_id: str) -> Iterator[tuple[str, Any]]:
    """Every filter and order of a list, with a value that is not the one of a call without them."""
    for parameter in operation(operation_id).parameters:
        if parameter.location == "query" and parameter.name in {"brand_name", "is_authorized"}:
            yield parameter.name, "true" if parameter.kind == "boolean" else "a"
        if (
            parameter.name == "sort_field"
            and operation_id not in NEEDS
            and (operation_id, "sort_field") not in NOT_FILTERS
        ):
            yield "sort_field", "update_time"
        if parameter.name == "sort_order":
            yield "sort_order", "ASC" if str(parameter.default or "DESC").upper() == "DESC" else "DESC"
    yield from FILTERS_OF_MONEY.get(operation_id, {}).items()
    for name, schema in fields_of(operation_id).items():
        if name == "sort":
            yield name, {"sort_field": "UPDATE_TIME"}
            yield name, {"sort_order": "ASC"}
        elif name == "filters":
            inner = resolved(schema)["properties"]
            yield from ((name, {field: value_for(of)}) for field, of in inner.items())
        elif name not in PLACE | SHOWS and (operation_id, name) not in NOT_FILTERS:
            yield name, value_for(schema)


FILTERS = [
    pytest.param(key, {name: value}, id=f"{key}-{name}-{value}") for key in LISTS for name, value in filters_of(key)
]


@pytest.mark.parametrize(("operation_id", "changed"), FILTERS)
def test_a_page_token_is_refused_with_another_filter_or_order(
    operation_id: str, changed: dict[str, Any], shops: dict[str, Seller]
) -> None:
    seller, size = shops[operation_id], bounds_of(operation_id)[0]
    assert find(seller, operation_id, size=size, **changed).code == 0, "the filter itself is right"
    token = first_token(shops, operation_id)
    assert find(seller, operation_id, size=size, token=token).code == 0, "the token itself is right"
    check_refused(operation_id, find(seller, operation_id, size=size, token=token, **changed))
