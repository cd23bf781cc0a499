"""Answers of the test server to queries: rows of the store as the types of the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from . import returns
from .store import Row, Store

_SINCE = re.compile(r"updated_at:>='([^']+)'")


def queries(store: Store) -> dict[str, Callable[..., Any]]:
    """The fields of QueryRoot."""
    return {
        "shop": lambda info: {
            "name": "Mugs and more",
            "myshopifyDomain": store.domain,
            "currencyCode": store.currency,
            "shopAddress": {"countryCodeV2": store.country},
        },
        "currentAppInstallation": lambda info: {"accessScopes": [{"handle": scope} for scope in store.scopes]},
        "locations": lambda info, first, after=None: page([store.closed_place, store.place], first, after),
        "product": lambda info, id: product(store, store.products[id]) if id in store.products else None,
        "products": lambda info, first, after=None, query="", **_: _products(store, first, after, query),
        "webhookSubscriptions": lambda info, first, after=None: page(store.hooks, first, after),
        "nodes": lambda info, ids: [_node(store, id_) for id_ in ids],
        "order": lambda info, id: order(store, store.orders[id]) if id in store.orders else None,
        "orders": lambda info, first, query, after=None, **_: _orders(store, first, query, after),
        "fulfillmentOrder": lambda info, id: part(*store.part_of(id)) if store.part_of(id) else None,
        **returns.queries(store),
    }


def page(rows: Sequence[Row], first: int, after: str | None, key: Callable[[Row], str] = lambda row: row["id"]) -> Row:
    """A page of rows that are sorted by their key, which is their cursor too."""
    keys = [key(row) for row in rows]
    begin = next((at for at, own in enumerate(keys) if after is not None and own > after), len(rows)) if after else 0
    if after in keys:
        begin = keys.index(after) + 1
    nodes = list(rows[begin : begin + first])
    more = begin + first < len(rows)
    return {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": key(nodes[-1]) if nodes else None}}


def product(store: Store, row: Row) -> Row:
    images = [
        {"__typename": "MediaImage", "id": f"gid://shopify/MediaImage/{url.rpartition('/')[2]}", "image": {"url": url}}
        for url in row["images"]
    ]
    variants = [variant(store, item) for item in row["variants"]]
    return {
        **row,
        "media": lambda info, first: {"nodes": images[:first]},
        "variants": lambda info, first, after=None: page(variants, first, after),
    }


def variant(store: Store, row: Row) -> Row:
    level = store.level(row["item"])
    values = {"available": level.available, "committed": level.committed}

    def quantities(info: Any, names: list[str]) -> list[Row]:
        return [{"name": name, "quantity": values[name]} for name in names]

    here = {"quantities": quantities}
    weight = None if row["grams"] is None else {"value": row["grams"], "unit": "GRAMS"}
    return {
        "__typename": "ProductVariant",
        **row,
        "inventoryQuantity": level.available,
        "selectedOptions": [{"name": name, "value": value} for name, value in row["options"]],
        "inventoryItem": {
            "id": row["item"],
            "tracked": row["tracked"],
            "measurement": {"weight": weight},
            "inventoryLevels": lambda info, first: {"nodes": [here]},
            "inventoryLevel": lambda info, **asked: here if asked["locationId"] == store.place["id"] else None,
        },
    }


def order(store: Store, row: Row) -> Row:
    street = {
        "address1": "1 High Street",
        "city": "London",
        "zip": "N1 9GU",
        "countryCodeV2": "GB",
    }
    return {
        **row,
        "currencyCode": "GBP",
        "email": "zoe@example.com",
        "displayFinancialStatus": row["financial"],
        "displayFulfillmentStatus": row["fulfillment"],
        "totalPriceSet": {"shopMoney": {"amount": row["total"]}},
        "shippingAddress": {"name": "Zoë O'Hara", **street},
        "shippingLine": {"title": "Standard"},
        "fulfillmentOrders": lambda info, first, after=None: page(
            [part(row, item) for item in row["parts"]], first, after
        ),
        "fulfillments": lambda info, first: [_sent(item) for item in row["fulfillments"][:first]],
        "lineItems": lambda info, first, after=None: page([_line(item) for item in row["lines"]], first, after),
        **returns.of_order(store, row),
    }


def _sent(item: Row) -> Row:
    lines = [{"quantity": line["quantity"], "lineItem": {"id": line["line"]}} for line in item["lines"]]
    return {**item, "fulfillmentLineItems": lambda info, first: {"nodes": lines[:first]}}


def part(row: Row, own: Row) -> Row:
    """A fulfilment order of an order."""
    lines = [
        {"totalQuantity": line["current"] or line["quantity"], "lineItem": {"id": line["id"]}}
        for line in row["lines"]
        if line["id"] in own["lines"]
    ]
    sent = [
        {"status": item["status"], "trackingInfo": lambda info, first, item=item: [item["tracking"]]}
        for item in row["fulfillments"]
        if item["part"] == own["id"]
    ]
    return {
        **own,
        "fulfillBy": None,
        "assignedLocation": {"location": None},
        "lineItems": lambda info, first: {"nodes": lines[:first]},
        "fulfillments": lambda info, first: {"nodes": sent[:first]},
    }


def _line(line: Row) -> Row:
    return {
        "id": line["id"],
        "title": "A mug",
        "quantity": line["quantity"],
        "currentQuantity": line["current"],
        "unfulfilledQuantity": line["unfulfilled"],
        "sku": line["sku"],
        "variantTitle": None,
        "product": {"id": line["product"]},
        "variant": {"id": line["variant"]},
        "discountedUnitPriceAfterAllDiscountsSet": {"shopMoney": {"amount": line["price"]}},
    }


def _products(store: Store, first: int, after: str | None, query: str) -> Row:
    rows = [product(store, row) for row in store.products.values()]
    if not query:
        return page(rows, first, after)
    match = _SINCE.fullmatch(query)
    assert match, query
    changed = [row for row in rows if row["updatedAt"] >= match[1].replace("+00:00", "Z")]
    return page(sorted(changed, key=_by_change), first, after, _by_change)


def _orders(store: Store, first: int, query: str, after: str | None) -> Row:
    match = _SINCE.fullmatch(query)
    assert match, query
    since = match[1].replace("+00:00", "Z")
    rows = [order(store, row) for row in store.orders.values() if row["updatedAt"] >= since]
    return page(sorted(rows, key=_by_change), first, after, _by_change)


def _by_change(row: Row) -> str:
    return f"{row['updatedAt']} {row['id']}"


def _node(store: Store, id_: str) -> Row | None:
    row = store.variant(id_)
    return variant(store, row) if row else None
