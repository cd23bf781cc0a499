"""Virtual time: what is due is planned in the database and run in order by whoever holds the clock.

A name is declared where it is planned, and has one handler, which may stand in a module above.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import NewType

import msgspec

from shopwright.platform.database.transaction import Tx
from shopwright.wire.errors import ApiError
from shopwright.wire.ids import IdKind

from .store import DueAction, DueActions

log = logging.getLogger("shopwright.platform")

DueHandler = Callable[[Tx, DueAction], None]

#: The name of a due action, as :func:`declare` answers it.
DueName = NewType("DueName", str)

#: Handlers by name. Modules register theirs; the clock knows none of them.
HANDLERS: dict[str, DueHandler] = {}
DECLARED: set[DueName] = set()


class NoHandlerError(LookupError):
    """A due action has no handler, so it could not be run when its time comes."""


def declare(name: str) -> DueName:
    """Declare the name of a due action, so that it can be planned. Its handler is registered with :func:`due`."""
    declared = DueName(name)
    DECLARED.add(declared)
    return declared


def check_handlers(tx: Tx) -> None:
    """Raise :class:`NoHandlerError` if a declared name, or one that is planned in the database, has no handler."""
    planned = {planned.name for planned in tx[DueActions].planned()}
    missing = sorted((DECLARED | planned) - HANDLERS.keys())
    if missing:
        raise NoHandlerError(f"no handler for the due actions {', '.join(missing)}")


def due(name: DueName) -> Callable[[DueHandler], DueHandler]:
    """Register the handler of a due action."""

    def register(handler: DueHandler) -> DueHandler:
        if name in HANDLERS:
            raise TypeError(f"the due action {name!r} has two handlers")
        HANDLERS[name] = handler
        return handler

    return register


def plan(
    tx: Tx, name: DueName, subject: str, shop_id: str, due_ms: int, payload: Mapping[str, object] | None = None
) -> None:
    """Plan an act in the transaction of the change that causes it. One plan per name and subject.

    Raises :class:`NoHandlerError` for a name without a handler.
    """
    if name not in HANDLERS:
        raise NoHandlerError(f"the due action {name!r} has no handler")
    text = msgspec.json.encode(payload or {}).decode()
    tx[DueActions].plan(DueAction(tx.new_id(IdKind.LEDGER), name, subject, shop_id, text, due_ms))


def run_next(tx: Tx, until_ms: int) -> DueAction | None:
    """Run the earliest act that is due by then, in this transaction.

    One that is refused, as what it was about has gone on, changes nothing and is not tried again: time goes on.
    """
    action = tx[DueActions].take_next(until_ms)
    if action is not None:
        try:
            with tx.attempt():
                HANDLERS[action.name](tx, action)
        except ApiError as error:
            log.warning("the due action %s of %s was refused: %s", action.name, action.subject, error)
    return action
