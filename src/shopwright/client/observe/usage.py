"""What a shop was asked so far."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from shopwright.client.core.options import Clock
from shopwright.client.core.records import CallRecord, TryRecord


@dataclass
class OperationUsage:
    """``seconds`` holds waits; ``waited`` is the part of it that rate limits and retries took."""

    calls: int = 0
    tries: int = 0
    errors: int = 0
    seconds: float = 0.0
    waited: float = 0.0


@dataclass
class UsageReport:
    """Figures by operation, and hints about calls that could have been spared."""

    operations: dict[str, OperationUsage] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)


class Usage:
    """Counts calls."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._found: dict[str, OperationUsage] = {}

    def on_try(self, record: TryRecord) -> None:
        """Tries are counted with their call."""

    def on_call(self, record: CallRecord) -> None:
        with self._lock:
            one = self._found.setdefault(record.operation, OperationUsage())
            one.calls += 1
            one.tries += len(record.tries)
            one.errors += bool(record.error)
            one.seconds += record.seconds
            one.waited += record.waited

    def report(self) -> UsageReport:
        """What was counted so far."""
        with self._lock:
            return UsageReport(dict(self._found))
