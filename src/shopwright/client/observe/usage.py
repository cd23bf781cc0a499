"""Counts of a shop's calls, and hints about calls that were not needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from shopwright.client.core.options import Clock
from shopwright.client.core.records import CallRecord, TryRecord

from .hints import Watch

#: Operations that are counted one by one; raw requests, whose paths hold ids, must not fill the memory.
_MOST_OPERATIONS = 1000
OTHERS = "(others)"


@dataclass
class OperationUsage:
    """``seconds`` holds waits; ``waited`` is the part of it that rate limits and retries took. ``by_error`` counts by
    the exception's class and, where the server gave one, its code: ``{"RateLimited 36009006": 2}``.
    """

    calls: int = 0
    tries: int = 0
    errors: int = 0
    seconds: float = 0.0
    waited: float = 0.0
    by_error: dict[str, int] = field(default_factory=dict)


def _nothing() -> None:
    """Forget nothing."""


@dataclass
class UsageReport:
    """Figures by operation since a Unix time, and hints about calls that were not needed. Print it: a table."""

    operations: dict[str, OperationUsage] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    since: float = 0.0
    _forget: Callable[[], None] = field(default=_nothing, repr=False, compare=False)

    @property
    def calls(self) -> int:
        return sum(operation.calls for operation in self.operations.values())

    @property
    def tries(self) -> int:
        """HTTP requests: the calls and their repetitions."""
        return sum(operation.tries for operation in self.operations.values())

    @property
    def errors(self) -> int:
        """Calls that failed in the end."""
        return sum(operation.errors for operation in self.operations.values())

    def reset(self) -> None:
        """Set the shop's counts to zero; this report does not change."""
        self._forget()

    def __str__(self) -> str:
        if not self.operations:
            return "no calls so far"
        rows = sorted(self.operations.items(), key=lambda row: (-row[1].calls, row[0]))
        width = max(9, *(len(name) for name in self.operations))
        lines = [f"{'operation':<{width}} {'calls':>7} {'tries':>7} {'errors':>7} {'seconds':>9} {'waited':>9}"]
        for name, usage in rows:
            figures = f"{usage.calls:>7} {usage.tries:>7} {usage.errors:>7} {usage.seconds:>9.2f} {usage.waited:>9.2f}"
            errors = ", ".join(f"{error}: {count}" for error, count in usage.by_error.items())
            lines.append(f"{name:<{width}} {figures}" + (f"  {errors}" if errors else ""))
        return "\n".join(lines + [f"hint: {hint}" for hint in self.hints])


class Usage:
    """Counts calls. Its memory is bounded, any number of threads may use it, and a call costs it about 2 µs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._watched: dict[str, tuple[OperationUsage, Watch]] = {}
        self._since = self._clock.now()

    def on_try(self, record: TryRecord) -> None:
        """Tries are counted with their call."""

    def on_call(self, record: CallRecord) -> None:
        target, error, tries = record.target, record.error, record.tries
        with self._lock:
            usage, watch = self._watched.get(target.operation) or self._new(record)
            usage.calls += 1
            usage.tries += len(tries)
            usage.seconds += record.seconds
            usage.waited += record.waited
            if error:
                usage.errors += 1
                code = tries[-1].code if tries else None
                name = f"{error} {code}" if code else error
                usage.by_error[name] = usage.by_error.get(name, 0) + 1
            elif watch.is_read:
                watch.note(target, record.started)

    def _new(self, record: CallRecord) -> tuple[OperationUsage, Watch]:
        """Add the counter of an operation that was not called before."""
        known, name = self._watched, record.operation
        if len(known) >= _MOST_OPERATIONS:
            name = OTHERS
        if name not in known:
            known[name] = OperationUsage(), Watch(name, record.target)
        return known[name]

    def report(self) -> UsageReport:
        """What was counted so far."""
        with self._lock:
            operations = {
                name: replace(usage, by_error=dict(usage.by_error)) for name, (usage, _) in self._watched.items()
            }
            hints = [hint for _, watch in self._watched.values() for hint in watch.hints()]
            return UsageReport(operations, hints, self._since, self.reset)

    def reset(self) -> None:
        """Set all counts to zero."""
        with self._lock:
            self._begin()
