"""One act on many things, each in a transaction of its own: what fits is done, what does not says why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgspec
from starlette.responses import Response

from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.database.transaction import Tx
from shopwright.wire.errors import ApiError

from .filters import many
from .page import Ask

#: The most things that one press takes; the page's script sends more of them in parts.
MOST = 500

#: Refusals that a note without the script tells of.
_FEW = 3


class Refusal(msgspec.Struct, frozen=True):
    """A thing that the act did not fit."""

    id: str
    code: int
    message: str


class BulkResult(msgspec.Struct, frozen=True):
    """How many things the act was done to, and those that it did not fit."""

    done: int
    refused: list[Refusal]


class BulkAct(msgspec.Struct, frozen=True):
    """A button for many: its name, who acts, its words, and for what cannot be undone what it does to each."""

    name: str
    who: str
    words: str
    effect: str = ""


async def act_on_many(ask: Ask, ids: Sequence[str], act: Callable[[Tx, str], object]) -> BulkResult:
    """Do one act to each of some things, one after the other; calls of others get their turn in between."""
    wanted = list(dict.fromkeys(ids))
    if not 0 < len(wanted) <= MOST:
        raise BAD_REQUEST(reason=f"Choose between 1 and {MOST} rows.")
    refused: list[Refusal] = []
    for thing_id in wanted:
        try:
            await ask.write(lambda tx, thing_id=thing_id: act(tx, thing_id))  # type: ignore[misc]
        except ApiError as error:
            refused.append(Refusal(thing_id, error.code, error.message))
        await asyncio.sleep(0)
    return BulkResult(len(wanted) - len(refused), refused)


def bulk_reply(ask: Ask, result: BulkResult, noun: str, back: str) -> Response:
    """For the page's script as JSON, for a browser without it as a note above the list."""
    if ask.part:
        return Response(msgspec.json.encode(result), media_type="application/json")
    note = f"Done for {many(result.done, noun)}."
    if result.refused:
        few = "; ".join(f"{refusal.id}: {refusal.message}" for refusal in result.refused[:_FEW])
        note += f" Refused for {many(len(result.refused), noun)}: {few}"
    return ask.go(back, note[:480])
