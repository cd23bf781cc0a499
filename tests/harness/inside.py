"""For what no door can do yet: work in a platform's own database, on the platform's own thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from shopwright.platform.database.transaction import Tx

from .server import DEADLINE, RunningPlatform

T = TypeVar("T")


def inside(platform: RunningPlatform, work: Callable[[Tx], T]) -> T:
    """Run work in a transaction that writes."""
    running = platform.server.platform
    done: Future[T] = Future()

    def run() -> None:
        try:
            with running.store.write() as tx:
                done.set_result(work(tx))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the caller gets it
            done.set_exception(error)

    assert running.background is not None
    running.background.loop.call_soon_threadsafe(run)
    return done.result(DEADLINE)
