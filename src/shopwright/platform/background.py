"""The platform's background: fires what is due, delivers notifications, writes logs, moves the clock."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress

import msgspec

from . import clock
from .events.delivery import Deliverer
from .requestlog import RequestLogger
from .services import Services
from .store.core import LostRaceError
from .store.world import ClockState, wall_ms

log = logging.getLogger("shopwright.platform")

#: The longest sleep, in seconds, so that work of other processes is noticed.
_TICK = 0.5

#: How long calls gather before the log is written, in seconds: one transaction for all of them.
_LOG_PAUSE = 0.1
_TRIM_EVERY_MS = 60_000

#: How often, and after how many seconds, the clock is tried again while another process holds it.
_CLOCK_TRIES, _CLOCK_PAUSE = 40, 0.05

#: How often an act that lost a race with a call is tried again at once.
_LOST_RACES = 5

_Turn = Callable[[ClockState, int], ClockState]


def _arrived(state: ClockState, at_ms: int) -> ClockState:
    """The clock at a moment, no longer on its way: standing still if it was frozen, else ticking on from there."""
    return ClockState(state.frozen, state.offset_ms if state.frozen else at_ms - wall_ms(), at_ms)


class ClockError(Exception):
    """The clock was asked for something that it cannot do."""


class ClockBusyError(ClockError):
    """Another process is moving the clock."""


class Moved(msgspec.Struct):
    """What moving the clock did, also while it still moves. ``now`` is in unix seconds."""

    now: int = 0
    due_actions: int = 0
    delivery_attempts: int = 0


class Background:
    """Runs on the event loop, one per process."""

    def __init__(self, services: Services, requests: RequestLogger) -> None:
        self._services = services
        self._requests = requests
        self.deliverer = Deliverer(services)
        self._wake = asyncio.Event()
        self._logged = asyncio.Event()
        self._clock_lock = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._moves: set[asyncio.Task[Moved]] = set()
        self._trimmed_ms = 0
        self.loop = asyncio.get_running_loop()
        services.wake = self.wake
        requests.changed = self._note_calls

    def wake(self) -> None:
        """Something became due. Callable from any thread."""
        self.loop.call_soon_threadsafe(self._wake.set)

    def _note_calls(self) -> None:
        self.loop.call_soon_threadsafe(self._logged.set)

    async def start(self) -> None:
        """Take over what a killed process left half done, clock moves and deliveries, then run."""
        await self._services.run(self.deliverer.take_over)
        self._logged.set()  # calls that came before
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._write_log())]

    async def stop(self) -> None:
        """Stop; a clock move is finished after the next start."""
        tasks = [*self._moves, *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.deliverer.close()
        await self._services.run(self._requests.flush)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                pause = await self._once()
            except Exception:
                log.exception("background work failed; trying again")
                pause = _TICK
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):  # wait_for would miss a cancellation that meets the awakening
                    await self._wake.wait()

    async def _once(self) -> float:
        """Do what is due now; answers the seconds until there is more."""
        state = await self._services.run(self._state)
        if state.advancing_to is not None:
            await self._resume(state.advancing_to)
            return 0
        if not self._clock_lock.locked():
            async with self._clock_lock:
                await self._fire_due()
        now = state.now_ms(wall_ms())
        started = await self.deliverer.start_due(now)
        await self._trim()
        return 0 if started else await self._services.run(self._pause)

    async def _write_log(self) -> None:
        while True:
            await self._logged.wait()
            await asyncio.sleep(_LOG_PAUSE)
            self._logged.clear()
            try:
                await self._services.run(self._requests.flush)
            except Exception:
                log.exception("calls could not be written to the request log")

    async def _fire_due(self) -> None:
        try:
            while await self._services.run(self._fire):
                pass
        except Exception:
            log.exception("a due action failed; it is tried again, and notifications go on")

    def _state(self) -> ClockState:
        with self._services.store.read() as tx:
            return tx.world.clock

    def _pause(self) -> float:
        with self._services.store.read() as tx:
            if tx.world.clock.frozen:
                return _TICK
            now = tx.now_ms()
            times = [time for time in (tx.due.next_time(), tx.outbox.next_time()) if time is not None and time > now]
        return min([_TICK, *((time - now) / 1000 for time in times)])

    def _fire(self) -> bool:
        """Run one due action, if the clock is free; answers whether there was one."""
        with self._services.store.read() as tx:
            next_time, now = tx.due.next_time(), tx.now_ms()
        if next_time is None or next_time > now:
            return False
        with self._services.store.dialect.exclusive("clock") as held:
            return held and self._fire_held(now)

    def _fire_held(self, until_ms: int) -> bool:
        for _ in range(_LOST_RACES):
            try:
                with self._services.store.write() as tx:
                    return clock.run_next(tx, until_ms) is not None
            except LostRaceError:  # to a call that held the same rows
                continue
        raise LostRaceError

    async def advance(self, seconds: int, moved: Moved | None = None) -> Moved:
        """Move the clock forward; everything due on the way runs in order before this returns.

        Counts go into ``moved`` as they rise.
        """
        return await self._move(lambda now_ms: now_ms + seconds * 1000, moved or Moved())

    async def advance_to(self, target_ms: int, moved: Moved | None = None) -> Moved:
        """Move the clock to a moment that is not in its past; the second that it is in is not."""
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

    async def _turn(self, change: _Turn) -> None:
        async with self._clock_lock, self._hold_clock():
            await self._services.run(lambda: self._set(change))
        self.wake()

    def _set(self, change: _Turn) -> None:
        with self._services.store.write() as tx:
            tx.world.set_clock(change(tx.world.clock, tx.now_ms()))

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
        async with self._clock_lock, self._hold_clock():
            target_ms = await self._services.run(lambda: self._begin(target))
            return await self._travel(target_ms, moved)

    async def _resume(self, target_ms: int) -> None:
        """Finish a move that a killed process left; one that someone is at is left to them."""
        if not self._clock_lock.locked():
            with suppress(ClockBusyError):
                async with self._clock_lock, self._hold_clock():
                    await self._travel(target_ms, Moved())
                return
        await asyncio.sleep(_TICK)

    def _begin(self, target: Callable[[int], int]) -> int:
        with self._services.store.write() as tx:
            state, now = tx.world.clock, tx.now_ms()
            target_ms = target(now)
            if target_ms < now:
                raise ClockError("the clock only moves forward; restore a snapshot to go back")
            tx.world.set_clock(msgspec.structs.replace(state, frozen_ms=now, advancing_to=target_ms))
            return target_ms

    async def _travel(self, target_ms: int, moved: Moved) -> Moved:
        try:
            return await self._run_through(target_ms, moved)
        except Exception:
            await self._services.run(lambda: self._set(_arrived))
            raise

    async def _run_through(self, target_ms: int, moved: Moved) -> Moved:
        before = self.deliverer.attempts
        while (step := await self._services.run(lambda: self._step(target_ms))) is not None:
            at, is_action = step
            moved.now = at // 1000
            if is_action:
                moved.due_actions += await self._services.run(lambda t=at: self._fire_held(t))  # type: ignore[misc]
            else:
                await self.deliverer.drain(at)
                moved.delivery_attempts = self.deliverer.attempts - before
        await self._services.run(lambda: self._set(lambda state, now_ms: _arrived(state, target_ms)))
        moved.now = target_ms // 1000
        return moved

    def _step(self, target_ms: int) -> tuple[int, bool] | None:
        """Set the clock to the next thing due on the way: its time, and whether it is an act or a delivery."""
        with self._services.store.write() as tx:
            act, delivery = tx.due.next_time(), tx.outbox.next_time()
            times = [time for time in (act, delivery) if time is not None and time <= target_ms]
            if not times:
                return None
            at = max(min(times), tx.now_ms())
            tx.world.set_clock(msgspec.structs.replace(tx.world.clock, frozen_ms=at))
            return at, act is not None and act == min(times)

    async def _trim(self) -> None:
        if wall_ms() - self._trimmed_ms > _TRIM_EVERY_MS:
            self._trimmed_ms = wall_ms()
            await self._services.run(self._trim_logs)

    def _trim_logs(self) -> None:
        with self._services.store.write() as tx:
            settings = tx.world.settings
            edge = wall_ms() - settings.keep_days * 86_400_000
            tx.requests.trim(settings.keep_requests, edge)
            tx.outbox.trim(settings.keep_deliveries, edge)
