"""A call with a placeholder for each value that it needs, for readers who have no shop at hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

import msgspec

from shopwright.contract.load import limits, resolve, schema
from shopwright.contract.model import Operation, Parameter, Schema
from shopwright.platform.core.data_files import read_data_file

from .fields import CIPHERS
from .samples import Sample

#: A moment that nobody takes for now: 1 January 2026.
_MOMENT = 1767225600


def outline(operation: Operation) -> Sample:
    """A call of an operation with what it needs and nothing more."""
    needed = [item for item in operation.parameters if item.required]
    handle = CIPHERS.get(operation.entity)
    return Sample(
        operation,
        {item.name: _parameter(item) for item in needed if item.location == "path"},
        {item.name: _parameter(item) for item in needed if item.location == "query"}
        | ({handle: f"<{handle}>"} if handle else {}),
        None if operation.body is None else _members(operation.body.schema),
    )


def _parameter(item: Parameter) -> str:
    if item.enum:
        return str(item.enum[0])
    if item.kind == "integer":
        return str(item.minimum or (_MOMENT if "time" in item.name else 1))
    return f"<{item.name}>"


def _members(owner: str, seen: Sequence[str] = ()) -> dict[str, object]:
    node = schema(owner)
    return {
        name: _value(owner, name, reference, (*seen, owner))
        for name, reference in node.properties.items()
        if name in node.required
    }


def _value(owner: str, name: str, node: Schema, seen: Sequence[str]) -> object:
    known = resolve(node)
    if known.items is not None:
        return [_value(owner, name, known.items, seen)]
    key = (node.ref or "").rsplit("/", 1)[-1]
    if known.properties:
        return _members(key, seen) if key and key not in seen else {}
    return _plain(owner, name, known)


def _plain(owner: str, name: str, node: Schema) -> object:
    facts = limits().get(owner, {}).get(name, {})
    values = node.enum or facts.get("x-values")
    if isinstance(values, list | tuple) and values:
        return values[0]
    kinds = [node.type] if isinstance(node.type, str) else list(node.type or ())
    if "integer" in kinds or "number" in kinds:
        return _MOMENT if "x-unix-time" in facts else facts.get("minimum", 1)
    return True if "boolean" in kinds else f"<{name}>"


@cache
def _first_values() -> dict[str, dict[str, str]]:
    """Values by field name under ``""``, and by operation what else its call begins with."""
    text = read_data_file("reference", "first_values.toml").decode()
    tables = tomllib.loads(text)
    return {"": tables["fields"], **tables["operations"]}


def with_first_values(sample: Sample) -> Sample:
    """A call whose placeholders have values that work as they are, where there are such."""
    operation = sample.operation
    own = _first_values().get(operation.id, {})
    asked = {item.name for item in operation.parameters if item.location == "query"}
    values = {**_first_values()[""], **own}
    query = {**sample.query, **{name: text for name, text in own.items() if name in asked}}
    body = None if sample.body is None else {**{n: t for n, t in own.items() if n not in asked}, **sample.body}
    return msgspec.structs.replace(
        sample,
        query={name: _put(text, values) for name, text in query.items()},
        body=None if body is None else cast("dict[str, object]", _deep(body, values)),
    )


def _put(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda match: values.get(match[1], match[0]), text)


def _deep(value: object, values: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return _put(value, values)
    if isinstance(value, Mapping):
        return {name: _deep(inner, values) for name, inner in value.items()}
    return [_deep(inner, values) for inner in value] if isinstance(value, list) else value
