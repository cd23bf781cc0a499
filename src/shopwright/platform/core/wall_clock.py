"""The machine's time."""

from __future__ import annotations

import time


def wall_ms() -> int:
    """The machine's time in unix milliseconds."""
    return time.time_ns() // 1_000_000
