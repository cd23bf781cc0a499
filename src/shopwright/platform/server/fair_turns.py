"""Turns of calls that wait for a thread: caller by caller, so that who calls a thousand times waits for themselves."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shopwright.platform.accounts.authorizations_store import hash_secret
from shopwright.platform.core.http import Request
from shopwright.platform.core.known_callers import KnownCallers

T = TypeVar("T")

#: Where calls carry the token of a shop, by door.
_TOKENS = ("x-tts-access-token", "authorization", "access-token")


#: The caller who is not known, or not yet.
UNKNOWN = ""


class FairTurns:
    """At most ``most`` works at a time, on one event loop. Of those that wait, each caller's first comes in turn."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    async def run(self, caller: str, work: Callable[[], Awaitable[T]]) -> T:
        """Do work when it is the caller's turn."""
        await self._turn(caller)
        try:
            return await work()
        finally:
            self._pass_on()

    async def _turn(self, caller: str) -> None:
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # it came at the moment in which the caller left
            raise

    def _pass_on(self) -> None:
        """Give a turn to the caller who waits longest for one, and put them behind all others."""
        while self._waiting:
            caller = next(iter(self._waiting))
            turns = self._waiting.pop(caller)
            turn = turns.popleft()
            if turns:
                self._waiting[caller] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def caller_of(request: Request, callers: KnownCallers) -> str:
    """Whose call it is, as far as that is known before it is checked: an app and its user, by their token.

    Only tokens that were found to be in force before count: whoever makes tokens up shares one turn with all others who
    are not known yet.
    """
    for name in _TOKENS:
        if text := request.headers.get(name):
            return callers.find(hash_secret(text.removeprefix("Bearer ").strip())) or UNKNOWN
    return UNKNOWN
