"""Answers of the test server to mutations."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from . import return_writes
from .store import Row, Store

_numbers = itertools.count(1)


def mutations(store: Store, base_url: str) -> dict[str, Callable[..., Any]]:
    """The fields of Mutation."""
    return {
        "inventorySetQuantities": lambda info, input: _set_quantities(store, info, input),
        "productVariantsBulkUpdate": lambda info, variants, **asked: _set_prices(store, asked["productId"], variants),
        "productSet": lambda info, input, identifier=None, **_: _set_product(store, input, identifier),
        "productUpdate": lambda info, product: _set_status(store, product),
        "fulfillmentCreate": lambda info, fulfillment: _fulfil(store, fulfillment),
        "webhookSubscriptionCreate": lambda info, topic, **asked: _add_hook(store, topic, asked["webhookSubscription"]),
        "stagedUploadsCreate": lambda info, input: _stage(base_url, len(input)),
        **return_writes.mutations(store),
    }


def _error(message: str, *field: str, code: str | None = None) -> Row:
    return {"field": list(field), "message": message, "code": code}


def _set_quantities(store: Store, info: Any, values: Row) -> Row:
    """All numbers are set, or none where one is refused."""
    assert [item.name.value for item in info.field_nodes[0].directives] == ["idempotent"], "needed since 2026-04"
    assert values["name"] == "available"
    for sale in [*store.sales_before_set, *([store.rush] if store.rush else [])]:
        store.buy([sale])
    store.sales_before_set.clear()
    items = {item["item"] for product in store.products.values() for item in product["variants"]}
    errors = []
    for number, row in enumerate(values["quantities"]):
        way = ("input", "quantities", str(number))
        if row["inventoryItemId"] not in items:
            errors.append(_error("The item does not exist.", *way, code="INVALID_INVENTORY_ITEM"))
        elif row["quantity"] < 0:
            errors.append(_error("The quantity is too low.", *way, code="INVALID_QUANTITY_TOO_LOW"))
        elif store.level(row["inventoryItemId"]).available != row["changeFromQuantity"]:
            errors.append(_error("The quantity has changed.", *way, code="CHANGE_FROM_QUANTITY_STALE"))
    if not errors:
        for row in values["quantities"]:
            store.level(row["inventoryItemId"]).available = row["quantity"]
    return {"userErrors": errors}


def _set_prices(store: Store, product_id: str, variants: list[Row]) -> Row:
    product = store.products.get(product_id)
    if product is None:
        return {"userErrors": [_error("Product does not exist", "productId", code="PRODUCT_DOES_NOT_EXIST")]}
    errors = []
    for number, row in enumerate(variants):
        variant = next((item for item in product["variants"] if item["id"] == row["id"]), None)
        if variant is None:
            way = ("variants", str(number), "id")
            errors.append(_error("Product variant does not exist", *way, code="PRODUCT_VARIANT_DOES_NOT_EXIST"))
        else:
            variant["price"] = row["price"]
    return {"userErrors": errors}


def _set_product(store: Store, values: Row, identifier: Row | None) -> Row:
    known = store.products.get(identifier["id"]) if identifier else None
    if identifier and known is None:
        return {"product": None, "userErrors": [_error("Product does not exist", "identifier", code="INVALID_PRODUCT")]}
    if not values["title"]:
        return {"product": None, "userErrors": [_error("Title can't be blank", "input", "title", code="BLANK")]}
    sources = [item["originalSource"] for item in values["files"]]
    assert all(source in store.uploads for source in sources), "pictures are uploaded first"
    named = [(option["name"], value["name"]) for option in values["productOptions"] for value in option["values"]]
    variants = [_variant(store, row, known, named) for row in values["variants"]]
    product = {
        **(known or {"id": store.new_id("Product")}),
        **{name: values[name] for name in ("title", "descriptionHtml", "vendor", "status")},
        "category": {"id": values["category"]} if values.get("category") else (known or {}).get("category"),
        "updatedAt": store.tick(),
        "images": sources,
        "variants": variants,
    }
    store.products[product["id"]] = product
    return {"product": {"id": product["id"]}, "userErrors": []}


def _variant(store: Store, row: Row, known: Row | None, named: list[tuple[str, str]]) -> Row:
    options = [(item["optionName"], item["name"]) for item in row["optionValues"]]
    assert set(options) <= set(named), "each value is among the product's options"
    grams = row["inventoryItem"]["measurement"]["weight"]["value"]
    kept = {item["id"]: item for item in known["variants"]} if known else {}
    if row.get("id"):
        return {**kept[row["id"]], "sku": row["sku"], "price": row["price"], "options": options, "grams": grams}
    variant = store.new_variant(row["sku"], row["price"], options, grams=grams)
    for place in row.get("inventoryQuantities", []):
        assert (place["locationId"], place["name"]) == (store.place["id"], "available")
        store.level(variant["item"]).available = place["quantity"]
    return variant


def _set_status(store: Store, values: Row) -> Row:
    product = store.products.get(values["id"])
    if product is None:
        return {"product": None, "userErrors": [_error("Product does not exist", "id")]}
    product.update(status=values["status"], updatedAt=store.tick())
    return {"product": {"id": product["id"]}, "userErrors": []}


def _fulfil(store: Store, values: Row) -> Row:
    (wanted,) = values["lineItemsByFulfillmentOrder"]
    known = store.part_of(wanted["fulfillmentOrderId"])
    if known is None or known[1]["status"] != "OPEN":
        return {"userErrors": [_error("The fulfillment order is not open.", "fulfillment")]}
    store.fulfil(*known, values.get("trackingInfo") or {})
    return {"userErrors": []}


def _add_hook(store: Store, topic: str, values: Row) -> Row:
    """Shopify takes https alone, a topic and an address once, and a topic only with the scope that reads it."""
    scopes = {scope.replace("write_", "read_", 1) for scope in store.scopes}
    reads = {
        "ORDERS": "read_orders",
        "REFUNDS": "read_orders",
        "PRODUCTS": "read_products",
        "RETURNS": "read_returns",
        "REVERSE": "read_returns",
    }
    needed = reads.get(topic.partition("_")[0])
    if not values["uri"].startswith("https://"):
        return {"userErrors": [_error("Address protocol http:// is not supported", "webhookSubscription", "uri")]}
    if needed and needed not in scopes:
        return {"userErrors": [_error(f"The app lacks {needed}.", "topic")]}
    if any((hook["topic"], hook["uri"]) == (topic, values["uri"]) for hook in store.hooks):
        return {"userErrors": [_error("Address for this topic has already been taken", "webhookSubscription", "uri")]}
    hook = {"id": store.new_id("WebhookSubscription"), "topic": topic, "uri": values["uri"]}
    store.hooks.append(hook)
    return {"userErrors": []}


def _stage(base_url: str, count: int) -> Row:
    keys = [f"upload-{next(_numbers)}" for _ in range(count)]
    targets = [
        {
            "url": f"{base_url}/uploads",
            "resourceUrl": f"{base_url}/uploads/{key}",
            "parameters": [{"name": "key", "value": key}],
        }
        for key in keys
    ]
    return {"stagedTargets": targets, "userErrors": []}
