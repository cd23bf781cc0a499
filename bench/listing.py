"""What it costs to check a listing against the rules of its market, beside reading and writing it as JSON."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

import msgspec

from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.listing_rules.rules import problems
from tests.platform.catalogue.listing_rules.support import context, listing

from .table import Row, Settings

#: The most microseconds of CPU of one check.
BUDGET_US = 300.0


def rows(settings: Settings) -> Iterator[Row]:
    """One row, for a listing that breaks no rule and so meets all of them."""
    plain, shop = listing(), context()
    text = msgspec.json.encode(plain)
    pairs = [
        (_cpu_us(lambda: problems(plain, shop)), _cpu_us(lambda: msgspec.json.decode(text, type=Listing)))
        for _ in range(5 if settings.quick else 15)
    ]
    ours, bare = median(item for item, _ in pairs), median(item for _, item in pairs)
    yield Row(
        "check a listing",
        f"{ours:.0f} µs",
        "msgspec reads it from JSON",
        f"{bare:.1f} µs",
        ours / bare,
        f"< {BUDGET_US:g} µs",
        ours < BUDGET_US,
        "in process",
    )


def _cpu_us(work: Callable[[], object], times: int = 200) -> float:
    """CPU microseconds of one call."""
    begun = time.thread_time_ns()
    for _ in range(times):
        work()
    return (time.thread_time_ns() - begun) / 1000 / times
