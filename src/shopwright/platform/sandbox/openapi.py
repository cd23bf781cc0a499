"""``/sandbox/openapi.json``: the control API's own description, made of the Structs that it reads and writes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import msgspec
from starlette.responses import Response

from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.replies import Failure
from shopwright.platform.core.services import Services

_REF = "#/components/schemas/{name}"

Schema = dict[str, Any]


class JsonDocument(Response):
    """JSON that is no envelope."""

    media_type = "application/json"


class OpenApiDocument:
    """The document of some endpoints, made when it is first asked for."""

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        self._endpoints = endpoints

    @cached_property
    def encoded(self) -> bytes:
        return msgspec.json.encode(build(sorted(self._endpoints, key=lambda endpoint: endpoint.path)))


async def show_openapi(services: Services) -> JsonDocument:
    """This document."""
    return JsonDocument(services[OpenApiDocument].encoded, headers={"cache-control": "no-store"})


def build(endpoints: Sequence[Endpoint]) -> Schema:
    """An OpenAPI 3.1 document of these endpoints."""
    types: list[type] = [Failure]
    for endpoint in endpoints:
        types += [
            part
            for part in (endpoint.body, endpoint.query, endpoint.reply)
            if part is not None and not _is_response(part)
        ]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    refs = dict(zip(types, schemas, strict=True))
    paths: dict[str, Schema] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, refs, components)
    for endpoint in endpoints:
        if endpoint.query is not None:
            components.pop(endpoint.query.__name__, None)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shopwright sandbox control API", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"sandboxKey": {"type": "apiKey", "in": "header", "name": "x-sandbox-key"}},
        },
        "security": [{}, {"sandboxKey": []}],
    }


def _operation(endpoint: Endpoint, refs: dict[type, Schema], components: Schema) -> Schema:
    lines = (endpoint.function.__doc__ or "").strip().partition("\n")
    schema: Schema = {
        "operationId": endpoint.function.__name__,
        "summary": lines[0],
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint, components)],
        "responses": {"200": _reply(endpoint, refs), "default": _json("An error.", refs[Failure])},
    }
    if endpoint.body is not None:
        schema["requestBody"] = {"required": True, "content": {"application/json": {"schema": refs[endpoint.body]}}}
    return schema


def _path_parameters(endpoint: Endpoint) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in endpoint.path_names
    ]


def _query_parameters(endpoint: Endpoint, components: Schema) -> list[Schema]:
    if endpoint.query is None:
        return []
    schema = components[endpoint.query.__name__]
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in schema["properties"].items()
    ]


def _reply(endpoint: Endpoint, refs: dict[type, Schema]) -> Schema:
    if _is_response(endpoint.reply):
        return {"description": "As it is.", "content": {endpoint.reply.media_type: {}}}
    envelope = {
        "type": "object",
        "properties": {"code": {"const": 0}, "message": {"type": "string"}, "data": refs[endpoint.reply]},
        "required": ["code", "message", "data"],
        "additionalProperties": False,
    }
    return _json("Success.", envelope)


def _json(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _is_response(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, Response)
