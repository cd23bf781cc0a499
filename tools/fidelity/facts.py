"""What fidelity is counted in: reply fields, request fields, codes and webhook topics of the built operations."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.contract.load import resolve, schema
from shopwright.contract.model import Operation, Schema
from shopwright.platform.core.registry import BUILT
from shopwright.wire import gateway_codes
from shopwright.wire.errors import ErrorCode

FOLDER = Path(__file__).parent.parent.parent / "tests" / "fidelity"

REPLIES, REQUESTS, CODES, TOPICS = KINDS = ("replies", "requests", "codes", "topics")

#: Any operation can meet these.
GATEWAY_CODES = frozenset(value.code for value in vars(gateway_codes).values() if isinstance(value, ErrorCode))


class Fact(NamedTuple):
    """One thing that an operation can do. ``name`` is the place of a field, or a number."""

    operation_id: str
    kind: str
    name: str


@cache
def all_facts() -> frozenset[Fact]:
    """Every fact of every built operation."""
    return frozenset(fact for operation_id in BUILT for fact in facts_of(operation_id))


@cache
def facts_of(operation_id: str) -> frozenset[Fact]:
    """The facts of a built operation: what its contract documents, and what it declares."""
    operation = BUILT[operation_id].operation
    names = {
        REPLIES: set(leaves(schema(operation.reply))),
        REQUESTS: set(request_fields(operation)),
        CODES: documented_codes(operation) | declared_codes(operation_id),
        TOPICS: {str(topic) for topic in BUILT[operation_id].webhooks},
    }
    return frozenset(Fact(operation_id, kind, name) for kind in KINDS for name in names[kind])


def leaves(node: Schema, place: str = "", above: tuple[str, ...] = ()) -> Iterator[str]:
    """The places of a schema's leaf fields: names with dots between them. A schema inside itself is left out."""
    if node.ref in above:
        return
    if node.ref is not None:
        above = (*above, node.ref)
    node = resolve(node)
    if node.items is not None:
        yield from leaves(node.items, place, above)
    elif node.properties:
        for name, below in node.properties.items():
            yield from leaves(below, f"{place}.{name}" if place else name, above)
    elif place:
        yield place


def request_fields(operation: Operation) -> Iterator[str]:
    """Path variables, query parameters and the leaf fields of the body."""
    yield from (parameter.name for parameter in operation.parameters)
    if operation.body is not None:
        yield from leaves(schema(operation.body.schema))


def documented_codes(operation: Operation) -> set[str]:
    """The codes that the operation's documentation lists, without the gateway's and the server's own failures."""
    return {code for code in operation.documented_codes if int(code) not in GATEWAY_CODES | system_codes()}


def declared_codes(operation_id: str) -> set[str]:
    """The business codes that the operation declares."""
    return {str(code.code) for code in BUILT[operation_id].raises if code.code not in GATEWAY_CODES}


@cache
def system_codes() -> frozenset[int]:
    """Codes that are not counted (``tests/fidelity/system_codes.toml``)."""
    text = (FOLDER / "system_codes.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["codes"])


def area_of(fact: Fact) -> str:
    """The area of the fact's operation."""
    return BUILT[fact.operation_id].operation.area
