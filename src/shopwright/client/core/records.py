"""Records of calls, for loggers, tracers and counters.

A ``Target`` holds the arguments of a call, and so perhaps a buyer's data: observers write down its operation only.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from .build import Target


class TryRecord(NamedTuple):
    """One HTTP exchange of a call. ``status`` and ``code`` are None where no reply came; ``wait`` follows it."""

    operation: str
    number: int
    seconds: float
    status: int | None
    code: int | None
    request_id: str
    error: str
    wait: float | None


class CallRecord(NamedTuple):
    """A whole call: ``started`` is Unix time; ``seconds`` holds waits and retries too; ``error`` is a class name."""

    target: Target
    started: float
    seconds: float
    waited: float
    tries: tuple[TryRecord, ...]
    error: str

    @property
    def operation(self) -> str:
        return self.target.operation

    @property
    def request_id(self) -> str:
        return self.tries[-1].request_id if self.tries else ""


class Observer(Protocol):
    """Receives records in the thread or task of the call; it must be quick and must not raise."""

    def on_try(self, record: TryRecord) -> None:
        """After each HTTP exchange."""

    def on_call(self, record: CallRecord) -> None:
        """After each call, successful or not."""
