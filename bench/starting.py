"""The start of a whole platform in memory, demo shop included, imports left out."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from statistics import median

import msgspec

from shopwright.platform.core.config import Config
from shopwright.platform.server.first_data import furnished_image
from shopwright.platform.server.platform import Platform

from .children import Child
from .table import Row, Settings

#: The most milliseconds of the first platform of a process, and of another one.
FIRST_MS, SECOND_MS = 150.0, 50.0


class Times(msgspec.Struct):
    """Milliseconds of CPU in one process; ``bare`` is SQLite alone that makes the same tables and rows from SQL."""

    first: float
    second: float
    bare: float


def rows(settings: Settings) -> Iterator[Row]:
    """The first platform of a process, then the second."""
    taken = [_one_process() for _ in range(3 if settings.quick else 9)]
    bare = median(times.bare for times in taken)
    for what, times, budget in (
        ("first platform of a process", [times.first for times in taken], FIRST_MS),
        ("second platform of a process", [times.second for times in taken], SECOND_MS),
    ):
        ours = median(times)
        yield Row(
            what,
            f"{ours:.0f} ms",
            "sqlite3, the same tables and rows from SQL",
            f"{bare:.0f} ms",
            ours / bare,
            f"< {budget:g} ms",
            ours < budget,
            "memory, demo shop of 304 products",
        )


def _one_process() -> Times:
    child = Child("bench.starting")
    times = msgspec.json.decode(child.line(), type=Times)
    child.close()
    return times


def _cpu_ms(work: Callable[[], object]) -> float:
    begun = time.process_time_ns()
    work()
    return (time.process_time_ns() - begun) / 1e6


def _measure() -> Times:
    config = Config()
    first, second = (_cpu_ms(lambda: Platform(config)) for _ in range(2))
    with closing(sqlite3.connect(":memory:")) as copy:
        copy.deserialize(furnished_image(config.region, stocked=config.demo))
        script = "\n".join(copy.iterdump())

    def build() -> None:
        with closing(sqlite3.connect(":memory:")) as bare:
            bare.executescript(script)

    return Times(first, second, _cpu_ms(build))


if __name__ == "__main__":
    print(msgspec.json.encode(_measure()).decode())
