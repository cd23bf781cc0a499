"""The core never does input or output itself: it yields effects, and a shell, sync or async, performs them.

A flow is a generator of effects that returns its result. Both shells run the same flows: no rule is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple, Protocol, TypeVar

from .http import HttpReply, HttpRequest

T = TypeVar("T")


class Send(NamedTuple):
    """Send a request; the answer is an ``HttpReply``, trouble a ``TransportFailure``."""

    request: HttpRequest


class Sleep(NamedTuple):
    """Let seconds pass; ``cancel`` of the call ends it early."""

    seconds: float


class Work(NamedTuple):
    """Run a function that may block (disk, database, lock); the answer is its result.

    ``undo`` is called when the function ends after the call that wanted it was cancelled.
    """

    job: Callable[[], Any]
    undo: Callable[[], None] | None = None


class Acquire(NamedTuple):
    """Wait for the lock of a name within this client; the answer has ``release()``, which never blocks."""

    name: str


class Lock(Protocol):
    def release(self) -> None:
        """Let the next one in."""


Effect = Send | Sleep | Work | Acquire

Flow = Generator[Effect, Any, T]


def send(request: HttpRequest) -> Flow[HttpReply]:
    """The reply to a request."""
    reply: HttpReply = yield Send(request)
    return reply


def sleep(seconds: float) -> Flow[None]:
    """Let seconds pass, if any."""
    if seconds > 0:
        yield Sleep(seconds)


def work(job: Callable[[], T], undo: Callable[[], None] | None = None) -> Flow[T]:
    """The result of a function that may block."""
    result: T = yield Work(job, undo)
    return result


def within(flow: Flow[T], left: Callable[[], float | None], late: Callable[[float], Exception]) -> Flow[T]:
    """A flow that ends in time: its requests get what is ``left``, and a longer wait raises what ``late`` makes."""
    step: Callable[[], Effect] = lambda: next(flow)  # noqa: E731
    while True:
        try:
            effect = step()
        except StopIteration as stop:
            result: T = stop.value
            return result
        step = yield from _bounded(flow, effect, left(), late)


def _bounded(
    flow: Flow[T], effect: Effect, left: float | None, late: Callable[[float], Exception]
) -> Generator[Effect, Any, Callable[[], Effect]]:
    """One effect of a bounded flow; the answer is how the flow goes on."""
    if left is not None and isinstance(effect, Sleep) and effect.seconds >= left:
        error: BaseException = late(effect.seconds)
        return lambda: flow.throw(error)
    if left is not None and isinstance(effect, Send) and left < effect.request.timeout:
        effect = Send(effect.request._replace(timeout=left))
    try:
        answer = yield effect
    except BaseException as caught:  # noqa: BLE001 - it belongs to the flow, which decides what becomes of it
        error = caught
        return lambda: flow.throw(error)
    return lambda: flow.send(answer)


def acquire(name: str) -> Flow[Lock]:
    """The lock of a name, held."""
    lock: Lock = yield Acquire(name)
    return lock
