"""The platform's background: fires what is due, delivers notifications, writes logs, moves the clock."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import msgspec

from . import clock
from .events.delivery import Deliverer
from .requestlog import RequestLogger
from .services import Services
from .store.world import ClockState, wall_ms

log = logging.getLogger("shopwright.platform")

#: The longest sleep, in seconds, so that work of other processes is noticed.
_TICK = 0.5
_TRIM_EVERY_MS = 60_000


class ClockError(Exception):
    """The clock was asked for something that it cannot do."""


class Moved(msgspec.Struct):
    """What moving the clock did. Times in unix seconds."""

    now: int
    due_actions: int
    delivery_attempts: int


class Background:
    """Runs on the event loop, one per process."""

    def __init__(self, services: Services, requests: RequestLogger) -> None:
        self._services = services
        self._requests = requests
        self.deliverer = Deliverer(services)
        self._wake = asyncio.Event()
        self._clock_lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._trimmed_ms = 0
        self._loop = asyncio.get_running_loop()
        services.wake = self.wake

    def wake(self) -> None:
        """Something became due. Callable from any thread."""
        self._loop.call_soon_threadsafe(self._wake.set)

    async def start(self) -> None:
        """Finish a clock move that a killed process left half done, then run."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
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
                await asyncio.wait_for(self._wake.wait(), pause)

    async def _once(self) -> float:
        """Do what is due now; answers the seconds until there is more."""
        state = await self._services.run(self._state)
        if state.advancing_to is not None:
            await self._resume(state.advancing_to)
            return 0
        if not self._clock_lock.locked():
            async with self._clock_lock:
                while await self._services.run(self._fire):
                    pass
        now = state.now_ms(wall_ms())
        started = await self.deliverer.start_due(now)
        await self._services.run(self._requests.flush)
        await self._trim()
        return 0 if started else await self._services.run(self._pause)

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
        with self._services.store.write() as tx:
            return clock.run_next(tx, until_ms) is not None

    async def advance(self, seconds: int) -> Moved:
        """Move the clock forward; everything due on the way runs in order before this returns."""
        state = await self._services.run(self._state)
        return await self.advance_to(state.now_ms(wall_ms()) + seconds * 1000)

    async def advance_to(self, target_ms: int) -> Moved:
        """Move the clock to a moment that is not in its past."""
        async with self._clock_lock:
            await self._services.run(lambda: self._begin(target_ms))
            return await self._travel(target_ms)

    async def _resume(self, target_ms: int) -> None:
        if self._clock_lock.locked():
            await asyncio.sleep(_TICK)
            return
        async with self._clock_lock:
            await self._travel(target_ms)

    def _begin(self, target_ms: int) -> None:
        with self._services.store.write() as tx:
            state, now = tx.world.clock, tx.now_ms()
            if target_ms < now:
                raise ClockError("the clock only moves forward; restore a snapshot to go back")
            tx.world.set_clock(msgspec.structs.replace(state, frozen_ms=now, advancing_to=target_ms))

    async def _travel(self, target_ms: int) -> Moved:
        with self._services.store.dialect.exclusive("clock") as held:
            if not held:
                raise ClockError("another process is moving the clock; try again")
            fired, attempts = 0, self.deliverer.attempts
            while (step := await self._services.run(lambda: self._step(target_ms))) is not None:
                at, is_action = step
                if is_action:
                    fired += await self._services.run(lambda t=at: self._fire_held(t))  # type: ignore[misc]
                else:
                    await self.deliverer.drain(at)
            await self._services.run(lambda: self._arrive(target_ms))
        return Moved(target_ms // 1000, fired, self.deliverer.attempts - attempts)

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

    def _arrive(self, target_ms: int) -> None:
        with self._services.store.write() as tx:
            state = tx.world.clock
            offset = state.offset_ms if state.frozen else target_ms - wall_ms()
            tx.world.set_clock(ClockState(state.frozen, offset, target_ms))

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
