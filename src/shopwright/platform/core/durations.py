"""Lengths of time, and where days begin: all days are days of UTC."""

from __future__ import annotations

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
DAY_SECONDS = 86_400


def day_begin_ms(at_ms: int) -> int:
    """The midnight with which the day of a moment began."""
    return at_ms // DAY_MS * DAY_MS


def day_end_ms(at_ms: int) -> int:
    """The midnight with which the day of a moment ends."""
    return day_begin_ms(at_ms) + DAY_MS
