"""The smallest bodies and queries that the contract takes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from shopwright.contract.model import Operation
from shopwright.contract.patches import patched_document


@cache
def _schemas() -> dict[str, Any]:
    components: Any = patched_document()["components"]
    return dict(components["schemas"])


def minimal_body(schema: str) -> bytes:
    """JSON with the required fields of a component schema alone."""
    return json.dumps(_minimal(_schemas()[schema])).encode()


def _minimal(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _minimal(_schemas()[schema["$ref"].rsplit("/", 1)[-1]])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        return {name: _minimal(schema["properties"][name]) for name in schema.get("required", ())}
    if kind == "array":
        return [_minimal(schema["items"])] * max(schema.get("minItems", 0), 1)
    if kind in {"integer", "number"}:
        return schema.get("minimum", 1)
    if kind == "boolean":
        return False
    return "1" * max(schema.get("minLength", 1), 1)


def minimal_query(operation: Operation) -> list[tuple[str, str]]:
    """The required query parameters of an operation, ciphers left out."""
    return [
        (each.name, str(each.default or (each.enum[0] if each.enum else each.minimum or 1)))
        for each in operation.parameters
        if each.location == "query" and each.required and not each.name.endswith("_cipher")
    ]
