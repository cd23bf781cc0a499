"""The effects that the core yields. A shell, sync or async, performs them; the core does no input or output.

A flow is a generator of effects that returns its result. Both shells run the same flows, so each rule exists once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple, Protocol, TypeVar

from shopwright.client.errors import HIDE_FRAMES

from .http import HttpReply, HttpRequest

__tracebackhide__ = HIDE_FRAMES

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
    """Wait for the lock of a name within this client; the answer has ``release()``, which never blocks.

    Where that takes more than ``seconds``, the answer is None.
    """

    name: str
    seconds: float | None = None


class Until(NamedTuple):
    """Repeat a short function, which may block, until it answers true; the answer tells whether it did in ``seconds``.

    It may wait for another process, so it passes real time. ``undo`` is as for ``Work``.
    """

    attempt: Callable[[], bool]
    undo: Callable[[], None]
    seconds: float


class RunToEnd(NamedTuple):
    """Run a flow to its end, even if the call that needs it is cancelled; the answer is its result."""

    flow: Flow[Any]


class Lock(Protocol):
    def release(self) -> None:
        """Release the lock."""


Effect = Send | Sleep | Work | Acquire | Until | RunToEnd

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


def until(attempt: Callable[[], bool], undo: Callable[[], None], seconds: float) -> Flow[bool]:
    """Whether a short function that is repeated answers true in time."""
    done: bool = yield Until(attempt, undo, seconds)
    return done


def run_to_end(flow: Flow[T]) -> Flow[T]:
    """Run a flow to its end, even if the call is cancelled; the answer is its result."""
    result: T = yield RunToEnd(flow)
    return result


def acquire(name: str) -> Flow[Lock]:
    """The lock of a name, held."""
    lock: Lock = yield Acquire(name)
    return lock


def within(
    flow: Flow[T], left: Callable[[], float | None], late: Callable[[float], Exception], *, shorten: bool = True
) -> Flow[T]:
    """Run a flow within a time limit: requests get the time ``left``, and a longer wait raises what ``late`` makes.

    ``left`` answers None where there is no end, and may raise to end the flow before it sends or waits again. Without
    ``shorten`` a request keeps its own timeout and may end after the limit.
    """
    bounds = _Bounds(left, late, shorten)
    step: Callable[[], Effect] = lambda: next(flow)  # noqa: E731
    while True:
        try:
            effect = step()
        except StopIteration as stop:
            result: T = stop.value
            return result
        step = yield from _bounded(flow, effect, bounds)


class _Bounds(NamedTuple):
    left: Callable[[], float | None]
    late: Callable[[float], Exception]
    shorten: bool


def _bounded(flow: Flow[T], effect: Effect, bounds: _Bounds) -> Generator[Effect, Any, Callable[[], Effect]]:
    """Perform one effect of a bounded flow; returns the function that continues the flow."""
    try:
        left = None if isinstance(effect, Work) else bounds.left()
        answer = yield _shortened(effect, left, bounds)
        if isinstance(effect, Until) and not answer:
            bounds.left()
        if left is not None and _has_timed_out(effect, answer, left):
            raise bounds.late(left)
    except BaseException as caught:  # noqa: BLE001 - the flow handles it
        error = caught
        return lambda: flow.throw(error)
    return lambda: flow.send(answer)


def _shortened(effect: Effect, left: float | None, bounds: _Bounds) -> Effect:
    """The effect, shortened to the time that is left; raises ``late`` where it cannot be shortened."""
    if isinstance(effect, RunToEnd):
        return RunToEnd(within(effect.flow, bounds.left, bounds.late, shorten=False))
    if left is None:
        return effect
    if isinstance(effect, Sleep) and effect.seconds >= left:
        raise bounds.late(effect.seconds)
    if isinstance(effect, Send):
        return _with_timeout(effect, left, bounds)
    if isinstance(effect, Acquire):
        return effect._replace(seconds=max(left, 0.0))
    if isinstance(effect, Until) and left < effect.seconds:
        return effect._replace(seconds=max(left, 0.0))
    return effect


def _with_timeout(effect: Send, left: float, bounds: _Bounds) -> Send:
    if left <= 0:
        raise bounds.late(0.0)
    if bounds.shorten and left < effect.request.timeout:
        return Send(effect.request._replace(timeout=left))
    return effect


def _has_timed_out(effect: Effect, answer: object, left: float) -> bool:
    """Whether a wait with a shortened time ended without success."""
    if isinstance(effect, Acquire):
        return answer is None
    return isinstance(effect, Until) and answer is False and left < effect.seconds
