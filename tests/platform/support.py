"""Replies of the Partner API held against the contract."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from shopwright.contract.load import operation
from shopwright.contract.patches import patched_document
from tests.harness.server import Reply

Document = dict[str, Any]

_REFERENCE = re.compile('"#/components/schemas/([^"]+)"')


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": _used(name)}}
    return jsonschema_rs.Draft202012Validator(schema)


def _used(name: str) -> Document:
    """A closed schema, and those that it refers to."""
    closed: Document = {}
    waiting = [name]
    while waiting:
        used = waiting.pop()
        if used not in closed:
            closed[used] = _closed(_schemas()[used])
            waiting += _REFERENCE.findall(json.dumps(closed[used]))
    return closed


@cache
def _schemas() -> Document:
    document: Document = patched_document()
    schemas: Document = document["components"]["schemas"]
    return schemas


def _closed(schema: Any) -> Any:
    """The same schema without room for fields that it does not name."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        closed.setdefault("additionalProperties", False)
    return closed


def data_of(operation_id: str, reply: Reply) -> Any:
    """The data of a reply that succeeded, which must be as the contract says, and hold nothing else."""
    data = reply.data
    _validator(operation(operation_id).reply).validate(data)
    return data


def unwritten(what: str) -> Any:
    """What a test that a generator began still lacks: it fails until this is replaced, and `make check` refuses it."""
    return pytest.fail(f"this test is not written yet: it lacks {what}")
