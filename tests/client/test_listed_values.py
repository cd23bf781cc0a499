"""What reply types list is what replies hold: each value of a listed field that the demo shop answers."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from tests.harness.calls import new_seller
from tests.harness.trade import advance, buy, stocked

from .support import Face

STATES = ["AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED"]


def strays(kind: Any, value: Any, place: str) -> Iterator[str]:
    """The places in a reply at which its type lists other values; an empty text stands for none."""
    if get_origin(kind) is typing.Literal:
        if value and value not in get_args(kind):
            yield f"{place}: {value!r}"
    elif get_origin(kind) is list and isinstance(value, list):
        for item in value:
            yield from strays(get_args(kind)[0], item, place)
    elif typing.is_typeddict(kind) and isinstance(value, dict):
        for name, field in get_type_hints(kind).items():
            if name in value:
                yield from strays(field, value[name], f"{place}.{name}")


def strays_of(name: str, reply: Any) -> list[str]:
    area, _, method = name.partition(".")
    module = import_module(f"shopwright.client.api.{area}_replies")
    kind = getattr(module, "".join(part.capitalize() for part in method.split("_")) + "ResponseData")
    return list(strays(kind, reply, name))


@pytest.mark.parametrize("region", ["GB", "US", "ID"])
def test_listed_fields_hold_listed_values(shared_face: Face, region: str) -> None:
    seller = new_seller(shared_face.platform, region=region)
    sku = stocked(seller, 50)
    buy(seller, (sku, 1))
    for status in STATES:
        advance(seller, buy(seller, (sku, 1))["order_id"], status)
    shop = shared_face.shop(
        access_token=seller.token, app_key=seller.app["app_key"], app_secret=seller.app["app_secret"]
    )
    read = lambda name, *values, **arguments: shared_face.call(shop, name, *values, **arguments)  # noqa: E731
    orders = read("order.get_order_list", page_size=50)
    products = read("product.search_products", page_size=10)
    packages = read("fulfillment.search_package", page_size=20)
    replies = {
        "order.get_order_list": orders,
        "order.get_order_detail": read("order.get_order_detail", ids=[order["id"] for order in orders["orders"]]),
        "product.search_products": products,
        "product.get_product": read("product.get_product", products["products"][0]["id"]),
        "fulfillment.search_package": packages,
        "fulfillment.get_package_detail": read("fulfillment.get_package_detail", packages["packages"][0]["id"]),
        "logistics.get_warehouse_list": read("logistics.get_warehouse_list"),
        "authorization.get_authorized_shops": read("authorization.get_authorized_shops"),
    }
    assert len(orders["orders"]) == 1 + len(STATES)
    assert [stray for name, reply in replies.items() for stray in strays_of(name, reply)] == []
