"""``/api/openapi.json``: the plain door's own description, made of its routes and the contract's schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from shopwright.contract.load import raw_schema

from .read import SHOP_NAMES, names_of_query
from .route import Route
from .routes import ROUTES

PATH = "/api/openapi.json"
_REF = "#/components/schemas/"
Json = dict[str, Any]

_PROBLEMS = {
    "400": "Something is missing or wrong; the message names it.",
    "401": "The token has lapsed or was withdrawn, or is not for this shop.",
    "404": "There is no such path.",
    "405": "The path takes other methods, which the header Allow names.",
    "429": "Too many calls; the header Retry-After says when to go on.",
}


@cache
def encoded() -> bytes:
    """The document as JSON."""
    return json.dumps(build(ROUTES), separators=(",", ":")).encode()


def build(routes: Sequence[Route]) -> Json:
    """An OpenAPI 3.1 document of these routes."""
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Shopwright: plain REST door",
            "version": "1",
            "description": "Products, orders, inventory, messages and reviews of a shop, with a bearer token.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _used_schemas(paths),
        },
    }


def _operation(route: Route) -> Json:
    made: Json = {
        "operationId": _name_of(route),
        "summary": route.summary,
        "description": f"As {', '.join(operation.id for operation in route.operations)} of the Partner API.",
        "tags": [route.path.split("/")[2]],
        "parameters": _parameters(route),
        "responses": {
            "200": {"description": "Success", "content": {"application/json": {"schema": _envelope(_data(route))}}},
            **{status: {"description": words} for status, words in _PROBLEMS.items()},
        },
    }
    if route.takes_body:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": _body(route)}}}
    return made


def _name_of(route: Route) -> str:
    parts = [part.strip("{}") for part in route.path.split("/")[2:]]
    return "_".join([route.method.lower(), *parts])


def _parameters(route: Route) -> list[Json]:
    path = [
        {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
        for part in route.path.split("/")
        if part.startswith("{")
    ]
    fixed = {*(item["name"] for item in path), *route.fill(_Places()), *route.as_query}
    properties = _properties(route.operation.body.schema) if route.operation.body else {}
    names = names_of_query(route.operation, is_read=not route.takes_body)
    query = [
        {"name": name, "in": "query", "required": False, "schema": properties.get(name, {"type": "string"})}
        for name in (*names, *SHOP_NAMES)
        if name not in fixed
    ]
    return [*path, *query]


class _Places(dict[str, str]):
    """Stands for any path, to see which fields a route fills from it."""

    def __missing__(self, name: str) -> str:
        return name


def _properties(name: str) -> Mapping[str, Json]:
    properties: Mapping[str, Json] = raw_schema(name).get("properties") or {}  # type: ignore[assignment]  # JSON
    return properties


def _body(route: Route) -> Json:
    assert route.operation.body is not None
    whole, filled = raw_schema(route.operation.body.schema), set(route.fill(_Places()))
    if not filled and route.run is None:
        return {"$ref": _REF + route.operation.body.schema}
    properties = {name: field for name, field in _properties(route.operation.body.schema).items() if name not in filled}
    return {**whole, "properties": properties, "required": []}


def _data(route: Route) -> Json:
    row: Json = {"$ref": _REF + (route.reply or route.operation.reply)}
    if not route.lists:
        return row
    rest = {"total_count": {"type": "integer"}, "next_page_token": {"type": "string"}}
    return {"type": "object", "properties": {route.lists: {"type": "array", "items": row}, **rest}}


def _envelope(data: Json) -> Json:
    return {
        "type": "object",
        "properties": {
            "code": {"type": "integer", "const": 0},
            "message": {"type": "string"},
            "data": data,
            "request_id": {"type": "string"},
        },
        "required": ["code", "message", "request_id"],
    }


def _used_schemas(paths: Mapping[str, Json]) -> dict[str, object]:
    used: dict[str, object] = {}
    waiting = _references(paths)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used[name] = raw_schema(name)
            waiting |= _references(used[name])
    return dict(sorted(used.items()))


def _references(node: object) -> set[str]:
    if isinstance(node, Mapping):
        inner = {name for value in node.values() for name in _references(value)}
        reference = node.get("$ref")
        return inner | {reference.removeprefix(_REF)} if isinstance(reference, str) else inner
    if isinstance(node, Sequence) and not isinstance(node, str):
        return {name for value in node for name in _references(value)}
    return set()
