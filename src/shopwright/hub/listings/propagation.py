"""How long a number takes from a movement of stock until the channel has acknowledged it, per connection.

Kept as counts by span for each hour, so that any number of pushes takes little room: a span is a quarter longer than
the one before it, which is how exact a percentile is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from django.db import connection as database
from django.utils import timezone

from shopwright.hub.channels.models import Connection

from .models import PushTimes

#: The end of each span in seconds; what takes longer counts to the last.
_FIRST, _FACTOR, _SPANS = 0.05, 1.25, 64
ENDS = tuple(_FIRST * _FACTOR**number for number in range(_SPANS))
#: How far back the figures on pages go.
RECENT = timedelta(hours=24)


class Spread(NamedTuple):
    """Half of all pushes took no longer than ``p50`` seconds, 95 of 100 no longer than ``p95``."""

    pushes: int
    p50: float
    p95: float


_ADD = """
INSERT INTO listings_pushtimes AS known (connection_id, hour, counts) VALUES (%s, %s, %s)
ON CONFLICT (connection_id, hour) DO UPDATE SET counts = (
    SELECT array_agg(mine + new ORDER BY place)
    FROM unnest(known.counts, EXCLUDED.counts) WITH ORDINALITY AS both_counts (mine, new, place)
)
"""


def note(connection: Connection, spans: Sequence[timedelta], at: datetime) -> None:
    """Count pushes that were just acknowledged, by how long they took."""
    if not spans:
        return
    counts = [0] * _SPANS
    for span in spans:
        counts[_place(span.total_seconds())] += 1
    hour = at.replace(minute=0, second=0, microsecond=0)
    with database.cursor() as cursor:
        cursor.execute(_ADD, [connection.pk, hour, counts])


def spread(connection: Connection) -> Spread | None:
    """How long pushes took lately; None where there were none."""
    rows = PushTimes.objects.filter(connection=connection, hour__gt=timezone.now() - RECENT - timedelta(hours=1))
    counts = [sum(column) for column in zip(*rows.values_list("counts", flat=True), strict=True)]
    total = sum(counts)
    return Spread(total, _percentile(counts, 0.5), _percentile(counts, 0.95)) if total else None


def forget_old() -> None:
    """Drop counts that no page shows any more."""
    PushTimes.objects.filter(hour__lt=timezone.now() - timedelta(days=30)).delete()


def _place(seconds: float) -> int:
    return next((number for number, end in enumerate(ENDS) if seconds <= end), _SPANS - 1)


def _percentile(counts: Sequence[int], share: float) -> float:
    """The end of the span that the share falls into."""
    least = share * sum(counts)
    return next(end for end, below in zip(ENDS, accumulate(counts), strict=True) if below >= least)
