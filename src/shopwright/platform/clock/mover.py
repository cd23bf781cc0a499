"""Moves the clock: what falls due on the way runs in order, due actions and deliveries alike."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import msgspec

from shopwright.platform.core.services import Services
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx

from . import scheduler as clock
from .state import ClockState, PlatformState
from .store import DueActions

log = logging.getLogger("shopwright.platform")

#: How often, and after how many seconds, the clock is tried again while another process holds it.
_CLOCK_TRIES, _CLOCK_PAUSE = 40, 0.05

#: Seconds until a move that another process is at is looked at again.
_BUSY_PAUSE = 0.5

_Turn = Callable[[ClockState, int], ClockState]


class Deliveries(Protocol):
    """Notifications on their way, which a move of the clock has to wait for. ``attempts`` counts all that were made."""

    attempts: int

    def next_time(self, tx: Tx) -> int | None:
        """When the next attempt is due, in platform milliseconds."""

    async def drain(self, until_ms: int) -> None:
        """Return when no attempt that is due by then is left."""


class ClockError(Exception):
    """The clock was asked for something that it cannot do."""


class ClockBusyError(ClockError):
    """Another process is moving the clock."""


class Moved(msgspec.Struct):
    """What moving the clock did, also while it still moves. ``now`` is in unix seconds."""

    now: int = 0
    due_actions: int = 0
    delivery_attempts: int = 0


class ClockMover:
    """Runs on the event loop, one per process."""

    def __init__(self, services: Services, deliveries: Deliveries) -> None:
        self._services = services
        self._deliveries = deliveries
        self._lock = asyncio.Lock()
        self._moves: set[asyncio.Task[Moved]] = set()

    async def stop(self) -> None:
        """End the moves; each is finished after the next start."""
        moves = list(self._moves)
        for task in moves:
            task.cancel()
        await asyncio.gather(*moves, return_exceptions=True)

    async def run_due(self) -> None:
        """Run what is due now, unless this process moves the clock: then the move does it."""
        if self._lock.locked():
            return
        async with self._lock:
            try:
                has_run = True
                while has_run:
                    has_run = await self._services.run(self._run_due_action)
                    await asyncio.sleep(0)  # others are answered in between
            except Exception:
                log.exception("a due action failed; it is tried again, and notifications go on")

    async def advance(self, seconds: int, moved: Moved | None = None) -> Moved:
        """Move the clock forward; everything due on the way runs in order before this returns.

        Counts go into ``moved`` as they rise.
        """
        return await self._move(lambda now_ms: now_ms + seconds * 1000, moved or Moved())

    async def advance_to(self, target_ms: int, moved: Moved | None = None) -> Moved:
        """Move the clock to a moment; one in the present second does not move it, an earlier one is refused."""
        return await self._move(
            lambda now_ms: now_ms if target_ms // 1000 == now_ms // 1000 else target_ms, moved or Moved()
        )

    def launch(self, move: Coroutine[None, None, Moved]) -> asyncio.Task[Moved]:
        """Run a clock move in the background; it ends with the platform."""
        task = asyncio.create_task(move)
        self._moves.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Moved]) -> None:
        self._moves.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, ClockError):
            log.error("a clock move failed", exc_info=error)

    async def freeze(self) -> None:
        """Stop the clock where it is."""
        await self._turn(lambda state, now_ms: ClockState(True, state.offset_ms, now_ms))

    async def unfreeze(self) -> None:
        """Let the clock tick on from where it is."""
        await self._turn(lambda state, now_ms: _arrived(msgspec.structs.replace(state, frozen=False), now_ms))

    async def resume(self, target_ms: int) -> None:
        """Finish a move that a killed process left; one that someone is at is left to them."""
        if not self._lock.locked():
            with suppress(ClockBusyError):
                async with self._lock, self._hold_clock():
                    await self._travel(target_ms, Moved())
                return
        await asyncio.sleep(_BUSY_PAUSE)

    def _run_due_action(self) -> bool:
        """Run one due action, if the clock is free; answers whether there was one."""
        with self._services.store.read() as tx:
            next_time, now = tx[DueActions].next_time(), tx.now_ms()
        if next_time is None or next_time > now:
            return False
        with self._services.store.dialect.exclusive("clock") as held:
            return held and self._run_held(now)

    def _run_held(self, until_ms: int) -> bool:
        return self._services.store.write_retrying(lambda tx: clock.run_next(tx, until_ms) is not None)

    async def _turn(self, change: _Turn) -> None:
        async with self._lock, self._hold_clock():
            await self._services.run(lambda: self._set(change))
        self._services.wake()

    def _set(self, change: _Turn) -> None:
        with self._services.store.write() as tx:
            state = tx[PlatformState]
            state.set_clock(change(state.clock, tx.now_ms()))

    @asynccontextmanager
    async def _hold_clock(self) -> AsyncIterator[None]:
        """Wait a moment for the clock: another process holds it for as long as one act takes, or a whole move."""
        for _ in range(_CLOCK_TRIES):
            with self._services.store.dialect.exclusive("clock") as held:
                if held:
                    yield
                    return
            await asyncio.sleep(_CLOCK_PAUSE)
        raise ClockBusyError("another process is moving the clock; try again")

    async def _move(self, target: Callable[[int], int], moved: Moved) -> Moved:
        async with self._lock, self._hold_clock():
            target_ms = await self._services.run(lambda: self._begin(target))
            return await self._travel(target_ms, moved)

    def _begin(self, target: Callable[[int], int]) -> int:
        with self._services.store.write() as tx:
            state, now = tx[PlatformState], tx.now_ms()
            target_ms = target(now)
            if target_ms < now:
                raise ClockError("the clock only moves forward; restore a snapshot to go back")
            state.set_clock(msgspec.structs.replace(state.clock, frozen_ms=now, advancing_to=target_ms))
            return target_ms

    async def _travel(self, target_ms: int, moved: Moved) -> Moved:
        try:
            return await self._run_through(target_ms, moved)
        except Exception:
            await self._services.run(lambda: self._set(_arrived))
            raise

    async def _run_through(self, target_ms: int, moved: Moved) -> Moved:
        before = self._deliveries.attempts
        while (step := await self._services.run(lambda: self._step(target_ms))) is not None:
            at, is_action = step
            moved.now = at // 1000
            if is_action:
                moved.due_actions += await self._services.run(lambda until=at: self._run_held(until))  # type: ignore[misc]
            else:
                await self._deliveries.drain(at)
                moved.delivery_attempts = self._deliveries.attempts - before
            await asyncio.sleep(0)  # others are answered in between, where database work is done inline
        await self._services.run(lambda: self._set(lambda state, now_ms: _arrived(state, target_ms)))
        moved.now = target_ms // 1000
        return moved

    def _step(self, target_ms: int) -> tuple[int, bool] | None:
        """Set the clock to the next thing due on the way: its time, and whether it is an act or a delivery."""
        with self._services.store.write() as tx:
            action, delivery = tx[DueActions].next_time(), self._deliveries.next_time(tx)
            times = [time for time in (action, delivery) if time is not None and time <= target_ms]
            if not times:
                return None
            at = max(min(times), tx.now_ms())
            state = tx[PlatformState]
            state.set_clock(msgspec.structs.replace(state.clock, frozen_ms=at))
            return at, action is not None and action == min(times)


def _arrived(state: ClockState, at_ms: int) -> ClockState:
    """The clock at a moment, no longer on its way: standing still if it was frozen, else ticking on from there."""
    return ClockState(state.frozen, state.offset_ms if state.frozen else at_ms - wall_ms(), at_ms)
