"""What returns and cancellations tell the apps above."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .models import Case


class Before(NamedTuple):
    """How a case stood before it changed; empty where it was not there yet."""

    goods: str = ""
    money: str = ""


Changed = Callable[[Case, Before], None]
_when_changed: list[Changed] = []


def state_of(case: Case | None) -> Before:
    return Before() if case is None else Before(case.goods, case.money)


def when_case_changed(handler: Changed) -> None:
    """Have a function called, in its transaction, with a case whose goods or money changed just now."""
    _when_changed.append(handler)


def announce_case(case: Case, before: Before) -> None:
    """Tell that a case changed, if it did."""
    if state_of(case) != before:
        for handler in _when_changed:
            handler(case, before)
