"""Shapes that published clients send and the contract does not have are read where no meaning is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from shopwright.contract.load import operations
from shopwright.contract.model import Operation
from shopwright.contract.patches import patched_document
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, product_body
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import buy, detail

from .conftest import Callers, new_callers
from .order_cases import reference
from .right_calls import right_call

INVALID = 36009004


@cache
def _schemas() -> Mapping[str, Any]:
    document: Any = patched_document()
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    return schemas


def schema_of(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return _schemas()[node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node


def bodies() -> Iterator[Operation]:
    """Built operations that take JSON."""
    for operation_id in sorted(BUILT):
        operation = operations()[operation_id]
        if operation.body is not None and not operation.body.is_multipart:
            yield operation


def object_fields(operation: Operation) -> list[str]:
    """The fields of a body that are objects and may be left out."""
    assert operation.body is not None
    schema = _schemas()[operation.body.schema]
    inner = {name: schema_of(node) for name, node in schema["properties"].items()}
    return [name for name in inner if inner[name].get("type") == "object" and name not in schema.get("required", ())]


@pytest.fixture(scope="module")
def strict() -> Iterator[Callers]:
    """Callers of a platform that takes documented shapes alone."""
    platform = RunningPlatform(demo=False)
    platform.patch("/sandbox/settings", {"strict_shapes": True})
    yield new_callers(platform)
    platform.stop()


def named(operation: Operation, callers: Callers, **fields: object) -> Reply:
    """A right call with more in its body."""
    call = right_call(operation, callers)
    return call.but(body=json.dumps({**json.loads(call.body), **fields}).encode()).send(callers.platform)


WITH_OBJECTS = [
    pytest.param(operation, name, id=f"{operation.id} {name}")
    for operation in bodies()
    for name in object_fields(operation)
]


@pytest.mark.parametrize(("operation", "name"), WITH_OBJECTS)
def test_an_empty_list_for_an_object_that_may_be_left_out_is_none(
    operation: Operation, name: str, callers: Callers, strict: Callers
) -> None:
    without, empty = named(operation, callers), named(operation, callers, **{name: []})
    assert (empty.status, empty.code, empty.message) == (without.status, without.code, without.message)
    refused = named(operation, strict, **{name: []})
    assert refused.code == INVALID
    assert "expected `object" in refused.message


@pytest.mark.parametrize(("operation", "name"), WITH_OBJECTS)
def test_a_list_with_something_in_it_is_no_object(operation: Operation, name: str, callers: Callers) -> None:
    refused = named(operation, callers, **{name: [{"a": 1}]})
    assert refused.code == INVALID
    assert "expected `object" in refused.message


def sole_list(operation: Operation) -> str | None:
    """The only field of a body, where it is a list."""
    assert operation.body is not None
    properties = _schemas()[operation.body.schema]["properties"]
    names = [name for name, node in properties.items() if schema_of(node).get("type") == "array"]
    return names[0] if len(names) == len(properties) == 1 else None


SOLE_LISTS = [pytest.param(each, id=each.id) for each in bodies() if sole_list(each)]


@pytest.mark.parametrize("operation", SOLE_LISTS)
def test_a_bare_list_is_the_only_field_of_the_body(operation: Operation, callers: Callers, strict: Callers) -> None:
    call = right_call(operation, callers)
    name = sole_list(operation)
    members = json.loads(call.body).get(name) or ["1729000000000000001"]
    whole = call.but(body=json.dumps({name: members}).encode()).send(callers.platform)
    bare = call.but(body=json.dumps(members).encode()).send(callers.platform)
    assert (bare.status, bare.code, bare.message) == (whole.status, whole.code, whole.message)
    refused = right_call(operation, strict).but(body=json.dumps(members).encode()).send(strict.platform)
    assert (refused.code, "expected `object" in refused.message) == (INVALID, True)


def test_lists_alone_are_told_from_bodies_with_more_in_them(callers: Callers) -> None:
    assert {param.id for param in SOLE_LISTS} >= {"addExternalOrderReferences", "deleteProducts", "updatePrice"}
    reply = callers.seller.call("createFirstMileBundle", ["5766000000000000001"])
    assert reply.code == INVALID


def test_references_that_come_as_a_bare_list_are_kept(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    sku_id = create_product(seller)["skus"][0]["id"]
    order = detail(seller, buy(seller, sku_id)["order_id"])
    ids = {"order": order["id"], "line": order["line_items"][0]["id"]}
    assert not seller.call("addExternalOrderReferences", [reference(ids, seller)]).data.get("errors")
    kept = seller.call("getExternalOrderReferences", query={"platform": "SHOPIFY"}, order_id=order["id"]).data
    assert [external["id"] for external in kept["external_orders"]] == ["E-1"]


def test_an_empty_list_for_an_object_deep_in_a_body_is_none_too(gateway: RunningPlatform, strict: Callers) -> None:
    def listing(seller: Seller) -> dict[str, Any]:
        body = product_body(seller)
        body["skus"][0]["pre_sale"] = []
        return body

    seller = new_seller(gateway)
    assert seller.call("createProduct", listing(seller)).code == 0
    assert strict.seller.call("createProduct", listing(strict.seller)).code == INVALID


#: The numbers that stood for page sizes in the older API (docs/reference/gateway.md#shapes).
@pytest.mark.parametrize(("number", "size"), [("0", "A6"), ("1", "A5")])
def test_an_older_number_of_a_document_s_size_is_read_as_its_name(
    number: str, size: str, callers: Callers, strict: Callers
) -> None:
    path = {"package_id": "1729000000000000001"}
    answers = []
    for value in (number, size):
        query = {"document_type": "SHIPPING_LABEL", "document_size": value}
        answers.append(callers.seller.call("getPackageShippingDocument", query=query, **path))
    assert answers[0].code == answers[1].code != INVALID
    query = {"document_type": "SHIPPING_LABEL", "document_size": number}
    assert strict.seller.call("getPackageShippingDocument", query=query, **path).code == INVALID


@pytest.mark.parametrize("value", ["2", "-1", "A4", "a6"])
def test_a_size_that_never_was_one_is_refused(value: str, seller: Seller) -> None:
    query = {"document_type": "SHIPPING_LABEL", "document_size": value}
    reply = seller.call("getPackageShippingDocument", query=query, package_id="1729000000000000001")
    assert (reply.code, "DocumentSize" in reply.message) == (INVALID, True)


@pytest.mark.parametrize("body", [b'[1, 2, {"a": ', b"[" * 20_000, b'{"product_ids": [], "product_ids": 7'])
def test_what_is_no_json_stays_refused(body: bytes, seller: Seller) -> None:
    reply = seller.signed("deleteProducts").but(body=body).send(seller.platform)
    assert (reply.status, reply.code) == (400, INVALID)
