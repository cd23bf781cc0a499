"""The two shells: they perform the effects of a flow, one by blocking, the other by awaiting."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from shopwright.client.errors import HIDE_FRAMES

from .effects import Acquire, Effect, Flow, Lock, RunToEnd, Send, Sleep, Until, Work
from .http import AsyncTransport, Transport
from .options import Cancellation

if TYPE_CHECKING:
    import asyncio

__tracebackhide__ = HIDE_FRAMES

T = TypeVar("T")

#: Seconds between two attempts of ``Until``: the first pause, and the longest one.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.25


class SyncShell:
    """Performs effects in the calling thread. ``pause`` replaces the sleep of calls (tests hand in their own)."""

    def __init__(self, transport: Transport, pause: Callable[[float], None] | None = None) -> None:
        self.transport = transport
        self._pause = pause
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def run(self, flow: Flow[T], cancellation: Cancellation | None = None) -> T:
        """Perform all effects of a flow and return its result."""
        try:
            effect = next(flow)
            while True:
                try:
                    answer = self._perform(effect, cancellation)
                except BaseException as error:  # noqa: BLE001 - the flow handles it
                    effect = flow.throw(error)
                else:
                    effect = flow.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result

    def _perform(self, effect: Effect, cancellation: Cancellation | None) -> Any:
        if type(effect) is Send:
            return self.transport.send(effect.request)
        if isinstance(effect, Work):
            return effect.job()
        if isinstance(effect, Acquire):
            lock = self._locks[effect.name]
            return lock if lock.acquire(timeout=-1 if effect.seconds is None else effect.seconds) else None
        if isinstance(effect, Until):
            return self._until(effect, cancellation)
        if isinstance(effect, RunToEnd):
            return self.run(effect.flow, cancellation)
        assert isinstance(effect, Sleep)
        self._sleep(effect.seconds, cancellation)
        return None

    def _until(self, effect: Until, cancellation: Cancellation | None) -> bool:
        end, pause = time.monotonic() + effect.seconds, _FIRST_PAUSE
        while not effect.attempt():
            left = end - time.monotonic()
            if left <= 0 or (cancellation is not None and cancellation.is_cancelled):
                return False
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        return True

    def _sleep(self, seconds: float, cancellation: Cancellation | None) -> None:
        if self._pause is not None:
            self._pause(seconds)
        elif cancellation is not None:
            cancellation.wait(seconds)
        else:
            time.sleep(seconds)


class AsyncShell:
    """Performs effects in the running event loop; jobs that may block run in a thread."""

    def __init__(self, transport: AsyncTransport, pause: Callable[[float], Any] | None = None) -> None:
        self.transport = transport
        self._pause = pause
        self._locks: dict[str, asyncio.Lock] = {}
        self._unfinished: set[asyncio.Future[Any]] = set()

    async def finish(self) -> None:
        """Wait until every ``RunToEnd`` flow has finished."""
        import asyncio

        while self._unfinished:
            await asyncio.wait(self._unfinished)

    async def run(self, flow: Flow[T], cancellation: Cancellation | None = None) -> T:
        """Perform all effects of a flow and return its result. Cancelling the task releases the flow's locks."""
        try:
            effect = next(flow)
            while True:
                try:
                    answer = await self._perform(effect, cancellation)
                except BaseException as error:  # noqa: BLE001 - as above, task cancellation included
                    effect = flow.throw(error)
                else:
                    effect = flow.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result

    async def _perform(self, effect: Effect, cancellation: Cancellation | None) -> Any:
        if type(effect) is Send:
            return await self.transport.send(effect.request)
        if isinstance(effect, Work):
            return await _in_thread(effect)
        if isinstance(effect, Acquire):
            return await self._acquire(effect)
        if isinstance(effect, Until):
            return await self._until(effect, cancellation)
        if isinstance(effect, RunToEnd):
            return await self._await_to_end(self.run(effect.flow, cancellation))
        assert isinstance(effect, Sleep)
        return await self._sleep(effect.seconds, cancellation)

    async def _acquire(self, effect: Acquire) -> Lock | None:
        import asyncio

        lock = self._locks.setdefault(effect.name, asyncio.Lock())
        try:
            async with asyncio.timeout(effect.seconds):
                await lock.acquire()
        except TimeoutError:
            return None
        return lock

    async def _until(self, effect: Until, cancellation: Cancellation | None) -> bool:
        import asyncio

        end, pause = time.monotonic() + effect.seconds, _FIRST_PAUSE
        while not await _in_thread(Work(effect.attempt, effect.undo)):
            left = end - time.monotonic()
            if left <= 0 or (cancellation is not None and cancellation.is_cancelled):
                return False
            await asyncio.sleep(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        return True

    async def _await_to_end(self, running: Coroutine[Any, Any, T]) -> T:
        """Await a coroutine that continues when the task that awaits it is cancelled."""
        import asyncio

        task = asyncio.ensure_future(running)
        self._unfinished.add(task)
        task.add_done_callback(self._remove_finished)
        return await asyncio.shield(task)

    def _remove_finished(self, task: asyncio.Future[Any]) -> None:
        self._unfinished.discard(task)
        if not task.cancelled():
            task.exception()  # marks the exception as retrieved: the waiting task has got it, or was cancelled

    async def _sleep(self, seconds: float, cancellation: Cancellation | None) -> None:
        import asyncio

        if self._pause is not None:
            await self._pause(seconds)
            return
        end = asyncio.get_running_loop().time() + seconds
        while (left := end - asyncio.get_running_loop().time()) > 0:
            if cancellation is None:
                await asyncio.sleep(left)
            elif cancellation.is_cancelled:
                return
            else:  # it may be cancelled from another thread, which cannot wake this loop
                await asyncio.sleep(min(left, 0.05))


async def _in_thread(effect: Work) -> Any:
    """Run a job in a thread. Threads cannot be stopped: after a cancellation ``undo`` releases what it acquired."""
    import asyncio

    running = asyncio.ensure_future(asyncio.to_thread(effect.job))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        undo = effect.undo
        if undo is not None:
            running.add_done_callback(lambda done: None if done.cancelled() or done.exception() else undo())
        raise
