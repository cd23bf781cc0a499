"""Which operations are built: each handler registers itself under its operation id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from shopwright.contract.load import operation as contract_operation
from shopwright.contract.model import Operation
from shopwright.wire.errors import ErrorCode

from .call import Call

Handler = Callable[..., Mapping[str, object]]
HandlerT = TypeVar("HandlerT", bound=Handler)


class Built(msgspec.Struct, frozen=True):
    """A built operation: its contract, its handler, and what the coverage table says of it.

    ``raises``: the business codes it can answer; ``webhooks``: the topics that a call
    can send by itself, not those that time sends later; ``differs``: in what it is
    not as TikTok's.
    """

    operation: Operation
    handler: Handler
    raises: tuple[ErrorCode, ...]
    webhooks: tuple[int, ...]
    differs: str


BUILT: dict[str, Built] = {}


def operation(
    operation_id: str, *, raises: tuple[ErrorCode, ...] = (), webhooks: tuple[int, ...] = (), differs: str = ""
) -> Callable[[HandlerT], HandlerT]:
    """Register a handler. Its name must be the operation id in snake_case."""

    def register(handler: HandlerT) -> HandlerT:
        spec = contract_operation(operation_id)
        if handler.__name__ != spec.name:
            raise TypeError(f"{handler.__name__} handles {operation_id}: name it {spec.name}")
        if operation_id in BUILT:
            raise TypeError(f"{operation_id} has two handlers")
        BUILT[operation_id] = Built(spec, handler, raises, webhooks, differs)
        return handler

    return register


def run(call: Call) -> Mapping[str, object]:
    """Call the operation's handler, with the body where the contract has one."""
    handler = BUILT[call.operation.id].handler
    return handler(call) if call.operation.body is None else handler(call, call.body)
