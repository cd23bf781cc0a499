"""``/api/openapi.json``: the plain door's own description, made of its routes and the contract's schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache

import msgspec

from shopwright.contract.load import raw_schema
from shopwright.platform.core.control.shapes import Body
from shopwright.platform.fields.meanings import meaning_of

from .openapi_fields import Json, component, in_query, parameter, sent_fields
from .read import SHOP_NAMES, defaults_of, names_of_query, parameters_of
from .route import Route
from .routes import ROUTES

PATH = "/api/openapi.json"
_REF = "#/components/schemas/"
#: What the token's shop is, for the routes of a buyer's act.
_FILLED_FOR_BUYERS = frozenset({"shop_cipher"})

_TEXT: Json = {"type": "string"}
_SHOP_WORDS = {
    "shop_id": "Which shop is meant, where the token is for several.",
    "shop_cipher": "The same, by its cipher.",
}

_PROBLEMS = {
    "400": "Something is missing or wrong; the message names it.",
    "401": "The token has lapsed or was withdrawn, or is not for this shop.",
    "404": "There is no such path.",
    "405": "The path takes other methods, which the header Allow names.",
    "429": "Too many calls; the header Retry-After says when to go on.",
}


@cache
def encoded(address: str) -> bytes:
    """The document as JSON, of a platform at an address."""
    return json.dumps(build(ROUTES, address), separators=(",", ":")).encode()


def build(routes: Sequence[Route], address: str) -> Json:
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
        "servers": [{"url": address, "description": "This platform."}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _used_schemas(paths, _buyers_schemas(routes)),
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
        body = _body(route)
        is_required = bool(body.get("required") or body.get("anyOf"))
        made["requestBody"] = {"required": is_required, "content": {"application/json": {"schema": body}}}
    return made


def _name_of(route: Route) -> str:
    parts = [part.strip("{}") for part in route.path.split("/")[2:]]
    return "_".join([route.method.lower(), *parts])


def _parameters(route: Route) -> list[Json]:
    path = [
        {"name": name, "in": "path", "required": True, "description": meaning_of(name).words, "schema": _TEXT}
        for name in (part[1:-1] for part in route.path.split("/") if part.startswith("{"))
    ]
    fixed = {*(item["name"] for item in path), *_filled(route), *route.as_query}
    defaults = defaults_of(route)
    own = [
        parameter(item, defaults.get(name), is_required=item.required and name not in defaults)
        for name, item in parameters_of(route).items()
        if name not in fixed
    ]
    fields = [
        in_query(name, node, node.pop("description"), is_required=name in _required_fields(route))
        for name, node in _fields_in_query(route).items()
        if name not in fixed
    ]
    shop = [in_query(name, dict(_TEXT), _SHOP_WORDS[name], is_required=False) for name in SHOP_NAMES]
    return [*path, *own, *fields, *shop]


def _fields_in_query(route: Route) -> dict[str, Json]:
    body, names = route.operation.body, names_of_query(route)
    if body is None or route.takes_body:
        return {}
    return {name: node for name, node in sent_fields(body.schema).items() if name in names}


def _filled(route: Route) -> set[str]:
    """The fields of the operation's body that the path fills."""
    return set(route.fill(_Places()))


def _required_fields(route: Route) -> list[str]:
    """The fields that the caller has to send."""
    if (route.method == "DELETE" and route.run is not None) or route.operation.body is None:
        return []  # such a route makes the whole body
    required: list[str] = raw_schema(route.operation.body.schema).get("required") or []  # type: ignore[assignment]  # JSON
    return [name for name in required if name not in _filled(route)]


class _Places(dict[str, str]):
    """Stands for any path, to see which fields a route fills from it."""

    def __missing__(self, name: str) -> str:
        return name


def _body(route: Route) -> Json:
    if route.buyers is not None:
        return {"$ref": _REF + route.buyers.__name__, "required": _required_of(route.buyers)}
    assert route.operation.body is not None
    filled, required = _filled(route), _required_fields(route)
    if not filled and not route.from_body and route.short is None:
        return {"$ref": _REF + route.operation.body.schema, **({"required": required} if required else {})}
    fields = {name: node for name, node in sent_fields(route.operation.body.schema).items() if name not in filled}
    named = {name: {**_TEXT, "description": meaning_of(name).words} for name in route.from_body}
    body: Json = {"type": "object", "properties": {**named, **fields}, "required": [*route.from_body, *required]}
    if (short := route.short) is not None:
        body["properties"][short.name] = {**_TEXT, "description": short.meaning}
        body["required"] = [name for name in required if name not in short.replaces]
        body["anyOf"] = [{"required": [short.name]}, {"required": list(short.replaces)}]
    return body


def _buyers_schemas(routes: Sequence[Route]) -> dict[str, Json]:
    """The bodies of buyers' acts, which the sandbox's structs describe."""
    kinds = [route.buyers for route in routes if route.buyers is not None]
    _, schemas = msgspec.json.schema_components(kinds, ref_template=_REF + "{name}")
    return {name: _with_meanings(schema) for name, schema in schemas.items()}


def _with_meanings(schema: Json) -> Json:
    fields = {
        name: {"description": meaning_of(name).words, **node}
        for name, node in schema["properties"].items()
        if name not in _FILLED_FOR_BUYERS
    }
    required = [name for name in schema.get("required", ()) if name not in _FILLED_FOR_BUYERS]
    return {**schema, "properties": fields, "required": required}


def _required_of(kind: type[Body]) -> list[str]:
    return [
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if field.required and field.encode_name not in _FILLED_FOR_BUYERS
    ]


def _data(route: Route) -> Json:
    row: Json = {"$ref": _REF + (route.reply or route.operation.reply)}
    if not route.lists and not route.pages_of:
        return row
    rest: Json = {"total_count": {"type": "integer"}, "next_page_token": {"type": "string"}}
    if route.lists:
        rest[route.lists] = {"type": "array", "items": row}
    described = {name: {**node, "description": meaning_of(name).words} for name, node in rest.items()}
    own = {} if route.lists else component(route.operation.reply, is_sent=False).get("properties", {})
    return {"type": "object", "properties": {**own, **described}}


def _envelope(data: Json) -> Json:
    return {
        "type": "object",
        "properties": {
            "code": {"type": "integer", "const": 0, "description": "0 where nothing is wrong; see /reference/codes."},
            "message": {**_TEXT, "description": "Success, or what is wrong."},
            "data": {"description": "What was asked for.", **data},
            "request_id": {**_TEXT, "description": "The id of this call, as the request log has it."},
        },
        "required": ["code", "message", "request_id"],
    }


def _used_schemas(paths: Mapping[str, Json], buyers: Mapping[str, Json]) -> dict[str, Json]:
    """The schemas that the document points to. Those that callers send have their limits."""
    bodies = [operation["requestBody"] for methods in paths.values() for operation in methods.values()
              if "requestBody" in operation]  # fmt: skip
    sent = _reachable(bodies, buyers)
    used = _reachable(paths, buyers)
    return {name: buyers.get(name) or component(name, is_sent=name in sent) for name in sorted(used)}


def _reachable(node: object, buyers: Mapping[str, Json]) -> set[str]:
    reached: set[str] = set()
    waiting = _references(node)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting |= _references(buyers.get(name) or raw_schema(name))
    return reached


def _references(node: object) -> set[str]:
    if isinstance(node, Mapping):
        inner = {name for value in node.values() for name in _references(value)}
        reference = node.get("$ref")
        return inner | {reference.removeprefix(_REF)} if isinstance(reference, str) else inner
    if isinstance(node, Sequence) and not isinstance(node, str):
        return {name for value in node for name in _references(value)}
    return set()
