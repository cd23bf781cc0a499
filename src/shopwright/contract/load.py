"""Reads the compiled contract, each table once and on first use."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from threading import RLock
from typing import ParamSpec, TypeVar

import msgspec

from shopwright import decoders

from .model import ApiPackage, Operation, Schema, Webhook

#: A plain path: ``importlib.resources`` would be half of what importing this costs.
_COMPILED = Path(__file__).with_name("data") / "compiled"


P = ParamSpec("P")
T = TypeVar("T")

_one_at_a_time = RLock()


def once(make: Callable[P, T]) -> Callable[P, T]:
    """Cache a function's value, computed by one thread: msgspec must not prepare a type in two threads at once."""
    cached = cache(make)

    @wraps(make)
    def get(*values: P.args, **arguments: P.kwargs) -> T:
        with _one_at_a_time:
            return cached(*values, **arguments)  # type: ignore[arg-type]

    return get


def _read(name: str) -> bytes:
    return gzip.decompress((_COMPILED / f"{name}.gz").read_bytes())


@once
def operations() -> dict[str, Operation]:
    """Every operation by its id: the 318 of the Partner API, then the extensions."""
    return {op.id: op for op in decoders.decode(_read("operations.json"), type=list[Operation])}


def operation(operation_id: str) -> Operation:
    """One operation; ``KeyError`` when there is none of that id."""
    return operations()[operation_id]


@once
def webhooks() -> dict[int, Webhook]:
    """Every webhook topic by its type number."""
    return {hook.type: hook for hook in decoders.decode(_read("webhooks.json"), type=list[Webhook])}


@once
def webhook_by_event_name() -> dict[str, Webhook]:
    """The topics that the Event API can set, by their event name."""
    return {hook.event_name: hook for hook in webhooks().values() if hook.event_name}


@once
def api_packages() -> tuple[ApiPackage, ...]:
    """The API packages of Manage API, sorted by name."""
    return decoders.decode(_read("packages.json"), type=tuple[ApiPackage, ...])


@once
def all_scopes() -> tuple[str, ...]:
    """Every scope key that some operation needs, sorted."""
    return tuple(sorted({scope for op in operations().values() for scope in op.scopes}))


@once
def _raw_schemas() -> dict[str, msgspec.Raw]:
    return decoders.decode(_read("schemas.json"), type=dict[str, msgspec.Raw])


@once
def schema(name: str) -> Schema:
    """A component schema by name, as patched."""
    return decoders.decode(_raw_schemas()[name], type=Schema)


def raw_schema(name: str) -> dict[str, object]:
    """A component schema by name, as JSON has it."""
    return decoders.decode(_raw_schemas()[name], type=dict[str, object])


@once
def limits() -> dict[str, dict[str, dict[str, object]]]:
    """What is allowed beyond the type: lengths, formats, markets, defaults; by schema and field. Only pages read it."""
    return decoders.decode(_read("limits.json"), type=dict[str, dict[str, dict[str, object]]])


def resolve(node: Schema) -> Schema:
    """The schema behind a reference, or the schema itself."""
    return schema(node.ref.rsplit("/", 1)[-1]) if node.ref else node
