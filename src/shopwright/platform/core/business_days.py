"""Business days: Monday to Friday in UTC, holidays included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SATURDAY = 5


def after_business_days(at: int, days: int) -> int:
    """So many business days after a moment; both in milliseconds."""
    moment = datetime.fromtimestamp(at // 1000, UTC)
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < _SATURDAY
    return int(moment.timestamp()) * 1000 + at % 1000
