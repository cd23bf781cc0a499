"""Reads the compiled contract, each table once and on first use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from .model import ApiPackage, Operation, Schema, Webhook

#: A plain path: ``importlib.resources`` would be half of what importing this costs.
_COMPILED = Path(__file__).with_name("data") / "compiled"


def _read(name: str) -> bytes:
    return (_COMPILED / name).read_bytes()


@cache
def operations() -> dict[str, Operation]:
    """Every operation by its id: the 318 of the Partner API, then the extensions."""
    return {op.id: op for op in msgspec.json.decode(_read("operations.json"), type=list[Operation])}


def operation(operation_id: str) -> Operation:
    """One operation; ``KeyError`` when there is none of that id."""
    return operations()[operation_id]


@cache
def webhooks() -> dict[int, Webhook]:
    """Every webhook topic by its type number."""
    return {hook.type: hook for hook in msgspec.json.decode(_read("webhooks.json"), type=list[Webhook])}


@cache
def webhook_by_event_name() -> dict[str, Webhook]:
    """The topics that the Event API can set, by their event name."""
    return {hook.event_name: hook for hook in webhooks().values() if hook.event_name}


@cache
def api_packages() -> tuple[ApiPackage, ...]:
    """The API packages of Manage API, sorted by name."""
    return msgspec.json.decode(_read("packages.json"), type=tuple[ApiPackage, ...])


@cache
def all_scopes() -> tuple[str, ...]:
    """Every scope key that some operation needs, sorted."""
    return tuple(sorted({scope for op in operations().values() for scope in op.scopes}))


@cache
def _raw_schemas() -> dict[str, msgspec.Raw]:
    return msgspec.json.decode(_read("schemas.json"), type=dict[str, msgspec.Raw])


@cache
def schema(name: str) -> Schema:
    """A component schema by name, as patched."""
    return msgspec.json.decode(_raw_schemas()[name], type=Schema)


def resolve(one: Schema) -> Schema:
    """The schema behind a reference, or the schema itself."""
    return schema(one.ref.rsplit("/", 1)[-1]) if one.ref else one
