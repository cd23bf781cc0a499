"""One row for each claim, and the table that is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
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

    @property
    def cells(self) -> tuple[str, ...]:
        verdict = {True: "met", False: "MISSED", None: ""}[self.is_met]
        ratio = f"{self.ratio:.2f}"
        measured = (self.measured, self.yardstick, self.yardstick_measured)
        return self.what, self.conditions, *measured, ratio, self.budget, verdict


_HEADS = ("what", "on", "measured", "yardstick", "yardstick's", "ratio", "budget", "")
_RIGHT = {"measured", "yardstick's", "ratio"}


def print_table(rows: Sequence[Row], *, as_markdown: bool) -> None:
    """All rows, as one table."""
    if as_markdown:
        print("|", " | ".join(_HEADS), "|")
        print("|", " | ".join("---:" if head in _RIGHT else "---" for head in _HEADS), "|")
        for row in rows:
            print("|", " | ".join(row.cells), "|")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in _HEADS:
        table.add_column(head, justify="right" if head in _RIGHT else "left", overflow="fold")
    for row in rows:
        style = {True: "green", False: "bold red", None: ""}[row.is_met]
        *cells, verdict = row.cells
        table.add_row(*cells, f"[{style}]{verdict}[/]" if style else verdict)
    console = Console()
    Console(width=max(console.width, 160)).print(table)
