"""The background of one process: runs what is due, delivers notifications, writes and trims logs."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from shopwright.platform.clock.mover import ClockMover
from shopwright.platform.clock.state import ClockState, PlatformState
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.services import Services
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.gateway.request_log import RequestLogger
from shopwright.platform.gateway.request_log_store import RequestLog
from shopwright.platform.webhooks.delivery import Deliverer
from shopwright.platform.webhooks.store import Outbox

log = logging.getLogger("shopwright.platform")

#: The longest sleep, in seconds, so that work of other processes is noticed.
_TICK = 0.5

#: How long calls gather before the log is written, in seconds: one transaction for all of them.
_LOG_PAUSE = 0.1
_TRIM_EVERY_MS = 60_000


class Worker:
    """Runs on the event loop, one per process."""

    def __init__(self, services: Services, requests: RequestLogger) -> None:
        self._services = services
        self._requests = requests
        self._deliverer = Deliverer(services)
        self._mover = services.add(ClockMover(services, self._deliverer))
        self._wake = asyncio.Event()
        self._logged = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        # What is in memory is empty at its start, and platforms of tests start by the hundred.
        self._trimmed_ms = wall_ms() if services.config.in_memory else 0
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
        await self._services.run(self._deliverer.take_over)
        self._logged.set()  # calls that came before
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._write_log())]

    async def stop(self) -> None:
        """Stop; a clock move is finished after the next start."""
        for task in self._tasks:
            task.cancel()
        await self._mover.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._deliverer.close()
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
            await self._mover.resume(state.advancing_to)
            return 0
        await self._mover.run_due()
        now = state.now_ms(wall_ms())
        started = await self._deliverer.start_due(now)
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

    def _state(self) -> ClockState:
        with self._services.store.read() as tx:
            return tx[PlatformState].clock

    def _pause(self) -> float:
        with self._services.store.read() as tx:
            if tx[PlatformState].clock.frozen:
                return _TICK
            now = tx.now_ms()
            times = [tx[DueActions].next_time(), tx[Outbox].next_time()]
        return min([_TICK, *((time - now) / 1000 for time in times if time is not None and time > now)])

    async def _trim(self) -> None:
        if wall_ms() - self._trimmed_ms > _TRIM_EVERY_MS:
            self._trimmed_ms = wall_ms()
            await self._services.run(self._trim_logs)

    def _trim_logs(self) -> None:
        with self._services.store.write() as tx:
            settings = tx[PlatformState].settings
            edge = wall_ms() - settings.keep_days * DAY_MS
            tx[RequestLog].trim(settings.keep_requests, edge)
            tx[Outbox].trim(settings.keep_deliveries, edge)
