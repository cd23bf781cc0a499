"""A call with a placeholder for each value that it needs, for readers who have no shop at hand."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.contract.load import limits, resolve, schema
from shopwright.contract.model import Operation, Parameter, Schema

from .fields import CIPHERS
from .samples import Sample

#: A moment that nobody takes for now: 1 January 2026.
_MOMENT = 1767225600


def outline(operation: Operation) -> Sample:
    """A call of an operation with what it needs and nothing more."""
    needed = [item for item in operation.parameters if item.required]
    handle = CIPHERS.get(operation.entity)
    # Browsers' and Node's fetch send no body with GET.
    is_optional = operation.method == "GET" and not (operation.body and operation.body.required)
    return Sample(
        operation,
        {item.name: _parameter(item) for item in needed if item.location == "path"},
        {item.name: _parameter(item) for item in needed if item.location == "query"}
        | ({handle: f"<{handle}>"} if handle else {}),
        None if operation.body is None or is_optional else _members(operation.body.schema),
    )


def _parameter(item: Parameter) -> str:
    if item.enum:
        return str(item.enum[0])
    if item.kind == "integer":
        return str(item.minimum or (_MOMENT if "time" in item.name else 1))
    return f"<{item.name}>"


def shape(owner: str) -> dict[str, object]:
    """Every member of a schema, at every depth, each with a placeholder."""
    return _members(owner, with_optional=True)


def _members(owner: str, seen: Sequence[str] = (), *, with_optional: bool = False) -> dict[str, object]:
    node = schema(owner)
    return {
        name: _value(owner, name, reference, (*seen, owner), with_optional=with_optional)
        for name, reference in node.properties.items()
        if with_optional or name in node.required
    }


def _value(owner: str, name: str, node: Schema, seen: Sequence[str], *, with_optional: bool) -> object:
    known = resolve(node)
    if known.items is not None:
        return [_value(owner, name, known.items, seen, with_optional=with_optional)]
    key = (node.ref or "").rsplit("/", 1)[-1]
    if known.properties:
        return _members(key, seen, with_optional=with_optional) if key and key not in seen else {}
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
