"""One row for each claim, and the table that is printed."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

#: How a ratio is held against its budget.
AT_MOST, AT_LEAST, FOR_INFORMATION = "≤", "≥", ""


@dataclass(frozen=True)
class Settings:
    """How thoroughly to measure."""

    quick: bool = False
    large: bool = False


@dataclass(frozen=True)
class Row:
    """A claim: what was measured beside what, the ratio of the two, and the budget for that ratio."""

    what: str
    measured: str
    yardstick: str
    yardstick_measured: str
    ratio: float
    sense: str
    budget: float
    conditions: str

    @property
    def is_met(self) -> bool | None:
        """Whether the budget is kept; ``None`` where there is none."""
        if self.sense == AT_MOST:
            return self.ratio <= self.budget
        return self.ratio >= self.budget if self.sense == AT_LEAST else None
