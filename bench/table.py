"""One row for each claim, and the table that is printed."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Settings:
    """How thoroughly to measure: ``quick`` takes fewer rounds and smaller shops, ``large`` the largest everywhere."""

    quick: bool = False
    large: bool = False


@dataclass(frozen=True)
class Row:
    """A claim: what was measured beside what, their ratio, and whether the budget is kept (``None``: there is none)."""

    what: str
    measured: str
    yardstick: str
    yardstick_measured: str
    ratio: float
    budget: str
    is_met: bool | None
    conditions: str


def print_table(rows: list[Row]) -> None:
    """All rows, as one table."""
    table = Table(title="Ratios beside a yardstick in the same run", title_justify="left")
    for name in ("what", "measured", "yardstick", "its", "ratio", "budget", "", "loop, parser, database"):
        table.add_column(name, overflow="fold")
    for row in rows:
        verdict = {True: "[green]met[/]", False: "[red]MISSED[/]", None: ""}[row.is_met]
        ratio = f"{row.ratio:.2f}"
        table.add_row(
            row.what, row.measured, row.yardstick, row.yardstick_measured, ratio, row.budget, verdict, row.conditions
        )
    Console().print(table)
