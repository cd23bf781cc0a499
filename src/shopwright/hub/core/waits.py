"""How long work waits after each try that failed and may work later: one table for all kinds of work."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Work(StrEnum):
    """Kinds of work by whom they wait for."""

    DATABASE = "database"
    EVENT = "event"
    NUMBER = "number"
    CHECK = "check"
    WISH = "wish"
    ACT = "act"
    MESSAGE = "message"
    FILE = "file"


#: Seconds after the first try, the second one and so on.
SECONDS: dict[Work, tuple[int, ...]] = {
    Work.DATABASE: (1, 5, 30, 120),
    Work.EVENT: (2, 5, 15, 60, 300, 900, 3600, 3600),
    Work.NUMBER: (2, 5, 15, 60, 300, 900),
    Work.CHECK: (2, 5, 15, 60, 300, 900),
    Work.WISH: (2, 5, 15, 60, 300, 900, 3600, 3600),
    # Somebody stands at the printer, or a deadline runs.
    Work.ACT: (1, 2, 5, 15, 60, 300, 900),
    Work.MESSAGE: (2, 10, 60, 300, 900, 3600),
    Work.FILE: (60,),
}


def wait_after(work: Work, failures: int = 0) -> timedelta:
    """How long to wait when so many tries had failed before the one that failed now; the last wait repeats."""
    seconds = SECONDS[work]
    return timedelta(seconds=seconds[min(failures, len(seconds) - 1)])


def are_spent(work: Work, failures: int) -> bool:
    """Whether a kind of work that is given up some time is given up after so many failed tries before this one."""
    return failures >= len(SECONDS[work])
