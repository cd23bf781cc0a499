"""The plain door's own description tells every field, and requires what the door refuses to be without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from shopwright.platform.rest.openapi import encoded
from shopwright.platform.rest.route import Route
from shopwright.platform.rest.routes import ROUTES
from tests.harness.calls import JSON_TYPE, Seller, new_seller
from tests.harness.catalogue import product_body
from tests.harness.reviews import arrived, review
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import advance, buy, detail, stocked

Json = dict[str, Any]
BY_NAME = pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")


@cache
def document() -> Json:
    described: Json = json.loads(encoded("http://127.0.0.1:8600"))
    return described


def operation(route: Route) -> Json:
    described: Json = document()["paths"][route.path][route.method.lower()]
    return described


def resolved(schema: Json) -> Json:
    """A schema, with that behind its reference."""
    behind = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else {}
    return {**behind, **schema}


def body_of(route: Route) -> Json:
    """The schema of a route's body; of no field where it takes none."""
    content = operation(route).get("requestBody", {}).get("content", {})
    return resolved(content["application/json"]["schema"]) if content else {"properties": {}}


def required_sets(body: Json) -> list[set[str]]:
    """The fields that are enough for a body, in each of the ways that there are."""
    always = set(body.get("required", ()))
    return [always | set(way["required"]) for way in body.get("anyOf", [{"required": []}])]


def required_in_query(route: Route) -> set[str]:
    return {each["name"] for each in operation(route)["parameters"] if each["in"] == "query" and each["required"]}


class Things:
    """A shop with what a route's path may name; each is new."""

    def __init__(self, seller: Seller) -> None:
        self.seller = seller
        self.sku_id = stocked(seller)
        self.product_id = seller.call("searchProducts", {}, query={"page_size": 1}).data["products"][0]["id"]

    def order_id(self) -> str:
        return str(advance(self.seller, buy(self.seller, self.sku_id)["order_id"], "AWAITING_SHIPMENT")["order_id"])

    def buyer(self) -> str:
        return str(detail(self.seller, buy(self.seller, self.sku_id)["order_id"])["user_id"])

    def path(self, route: Route) -> str:
        values: dict[str, str] = {"product_id": self.product_id}
        if "{order_id}" in route.path:
            values["order_id"] = self.order_id()
        if "{conversation_id}" in route.path:
            opened = self.seller.call("createConversation", {"buyer_user_id": self.buyer()})
            values["conversation_id"] = opened.data["conversation_id"]
        if "{review_id}" in route.path:
            values["review_id"] = review(self.seller)["review_id"]
        if route.path.endswith("/activate"):
            self.seller.call("deactivateProducts", {"product_ids": [self.product_id]})
        if route.path.endswith("/recover"):
            self.seller.call("deleteProducts", {"product_ids": [self.product_id]})
        if route.path.endswith("/reply") and route.method != "POST":
            self.seller.call("replyToProductReview", {"text": "Thanks."}, review_id=values["review_id"])
        return route.path.format(**values)

    def values(self, route: Route) -> Json:
        """A value for each field that a body or a query may have to have."""
        shelf = {"warehouse_id": self.seller.warehouse_id, "quantity": 8}
        return {
            **(product_body(self.seller) if route.operation.id == "createProduct" else {}),
            **({"skus": [{"id": self.sku_id, "inventory": [shelf]}]} if "inventory" in route.path else {}),
            "product_id": self.product_id,
            "cancel_reason": "seller_cancel_reason_wrong_price_uk",
            "line_items": [{"sku_id": self.sku_id}],
            "order_id": arrived(self.seller)["order_id"] if route.path == "/api/reviews" else "",
            "rating": 4,
            "reason": "ABUSIVE_LANGUAGE",
            "assignee": "Ann",
            "tags": "size" if route.method == "DELETE" else ["size"],
            "text": "Thank you.",
            "type": "TEXT",
            "content": '{"content": "Thank you."}',
            "buyer_user_id": self.buyer() if "messages" in route.path else "",
        }


@pytest.fixture
def things(platform: RunningPlatform) -> Things:
    return Things(new_seller(platform))


def send(things: Things, route: Route, query: Json, body: Json) -> Reply:
    headers = {"authorization": f"Bearer {things.seller.token}", "content-type": JSON_TYPE}
    sent = body if route.takes_body else None
    return things.seller.platform.ask(route.method, things.path(route), sent, query=query, headers=headers)


def test_every_parameter_and_field_has_a_meaning() -> None:
    bare = list(_bare(document()["components"]["schemas"], "schemas"))
    bare += [f"{path} {each['name']}" for path, each in _parameters() if not each.get("description", "").endswith(".")]
    for route in ROUTES:
        bare += _bare({"body": body_of(route), "reply": _reply(route)}, route.path)
    assert bare == []


def test_the_unit_of_a_time_is_said_once() -> None:
    words = [
        node["description"]
        for schema in document()["components"]["schemas"].values()
        for node in schema.get("properties", {}).values()
        if "Unix" in node.get("description", "")
    ]
    assert len(words) > 50
    assert [text for text in words if text.count("Unix") > 1] == []


def _parameters() -> Iterator[tuple[str, Json]]:
    for route in ROUTES:
        for each in operation(route)["parameters"]:
            yield f"{route.method} {route.path}", each


def _reply(route: Route) -> Json:
    schema: Json = operation(route)["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def _bare(schemas: Json, place: str) -> Iterator[str]:
    """Fields without a sentence."""
    for owner, schema in schemas.items():
        for name, field in (schema.get("properties") or {}).items():
            if not field.get("description"):
                yield f"{place} {owner}.{name}"
            yield from _bare({name: field}, f"{place} {owner}")


def test_parameters_have_the_types_and_limits_of_the_contract() -> None:
    fields = {each["name"]: each["schema"] for path, each in _parameters() if path == "GET /api/messages"}
    assert fields["page_size"] == {"type": "integer", "minimum": 1, "maximum": 20, "default": 20}
    numbers = {each["schema"]["type"] for _, each in _parameters() if each["name"] == "page_size"}
    assert numbers == {"integer"}
    filters = {each["name"]: each for path, each in _parameters() if path == "GET /api/reviews"}
    assert filters["ratings"]["schema"]["items"] == {"type": "integer", "minimum": 1, "maximum": 5}
    assert (filters["ratings"]["schema"]["maxItems"], filters["ratings"]["explode"]) == (5, False)
    assert filters["text"]["schema"]["maxLength"] == 200


def test_it_says_where_the_platform_is(platform: RunningPlatform) -> None:
    served = platform.ask("GET", "/api/openapi.json").json
    assert [server["url"] for server in served["servers"]] == [platform.url]


@BY_NAME
def test_what_is_required_is_refused_by_name_when_it_is_missing(things: Things, route: Route) -> None:
    values, body = things.values(route), body_of(route)
    query = {name: values[name] for name in required_in_query(route)}
    for enough in required_sets(body):
        sent = {name: values[name] for name in enough}
        for name in enough:
            refused = send(things, route, query, {key: value for key, value in sent.items() if key != name})
            assert (refused.status, refused.code) == (400, 36009004), name
            assert f"{name} is a required field" in refused.message
    for name in query:
        refused = send(things, route, {key: value for key, value in query.items() if key != name}, {})
        assert (refused.status, refused.code) == (400, 36009004), name
        assert f"{name} is a required field" in refused.message


@BY_NAME
def test_what_is_not_required_is_not_missed(things: Things, route: Route) -> None:
    values, body = things.values(route), body_of(route)
    query = {name: values[name] for name in required_in_query(route)}
    for enough in required_sets(body):
        sent = {name: values[name] for name in enough}
        if route.operation.id == "createProduct":  # the tree that the category is of, and no listing, which needs more
            sent |= {"category_version": values["category_version"], "save_mode": "AS_DRAFT"}
        reply = send(things, route, query, sent)
        assert reply.code == 0, reply.message


def test_pages_of_the_portal_lead_to_it(platform: RunningPlatform) -> None:
    for page in ("/portal/docs", "/reference"):
        assert 'href="/api/openapi.json"' in platform.send("GET", page, b"", {}).body.decode()
