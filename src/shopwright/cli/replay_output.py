"""Output of ``shopwright platform replay``: progress bars, and the summary at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .text import console, visible

if TYPE_CHECKING:
    from rich.console import Group
    from rich.progress import ProgressColumn
    from rich.table import Table

    from shopwright.platform.core.identity import Shop
    from shopwright.platform.replay.engine import Progress as Replayed
    from shopwright.platform.replay.model import History


@contextmanager
def reading_bar(file: Path) -> Iterator[Callable[[int, int], None]]:
    """A progress bar of the bytes read."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn()
    out = console(stderr=True)
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task(f"Reading {visible(file.name)}", total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)


@contextmanager
def replay_bar() -> Iterator[Callable[[Replayed], None]]:
    """A progress bar of the events replayed, with orders, rows, rows a second and the time left."""
    from rich.progress import Progress

    out = console(stderr=True)
    with Progress(*_columns(), console=out, disable=not out.is_terminal) as bar:
        task = bar.add_task("Replaying", total=None, orders=0, rows=0, rate="")

        def show(replayed: Replayed) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            rate = f"{replayed.rows / elapsed:,.0f} rows/s" if elapsed else ""
            bar.update(
                task,
                completed=replayed.position,
                total=replayed.events,
                orders=replayed.orders,
                rows=replayed.rows,
                rate=rate,
            )

        yield show


def _columns() -> tuple[ProgressColumn, ...]:
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[orders]:,} orders, {task.fields[rows]:,} rows"),
        TextColumn("{task.fields[rate]}", style="dim"),
        TimeRemainingColumn(),
    )


def summary(shop: Shop, history: History) -> Group:
    """Tables of the rows by outcome and by kind, and of the units and amounts in all."""
    from rich.console import Group

    return Group(rows_by_outcome(history), _totals(shop, history), "")


def rows_by_outcome(history: History) -> Group:
    """How the file was read, and tables of its rows by outcome and by what they were taken for."""
    from rich.console import Group

    from shopwright.platform.replay.advice import remedy_of

    report, rows = history.report, _table("rows")
    for (outcome, reason), count in report.counts().items():
        words = "" if reason == 0 else reason.name.lower().replace("_", " ")
        details = [detail for detail, _ in report.details(outcome, reason).most_common(3) if detail]
        rows.add_row(f"{count:,}", outcome.name.lower(), words + _in_brackets(details))
        if remedy := remedy_of(reason):
            rows.add_row("", "", f"  {remedy}")
    kinds = _table("taken as")
    for kind, count in report.kinds().items():
        kinds.add_row(f"{count:,}", _KINDS[kind.name])
    if not kinds.rows:
        return Group(_source(history), "", rows, "")
    return Group(_source(history), "", rows, "", kinds, "")


_KINDS = {
    "SALE": "sale",
    "CANCELLATION": "cancellation",
    "RETURN": "return",
    "REFUND": "refund without goods",
}


def _table(first: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first, justify="right")
    table.add_column("")
    table.add_column("", style="dim")
    return table


def _in_brackets(details: list[str]) -> str:
    return visible(f" ({', '.join(details)})") if details else ""


def _source(history: History) -> str:
    source = history.report.source
    read_as = [source.format or "a ledger of invoices", source.encoding, *history.report.read_as]
    return visible("\n".join([f"read as {', '.join(read_as)}", *history.report.notes]))


def _totals(shop: Shop, history: History) -> Table:
    from rich.table import Table

    from shopwright.platform.market.regions import region

    market = region(shop.region)
    totals, currency, decimals = history.report.totals, market.currency, market.currency_decimals
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("", "units", currency):
        table.add_column(name, justify="right" if name else "left")
    for name, units, money in (
        ("sold", totals.units_sold, totals.sold),
        ("taken back", -totals.units_undone, -totals.undone),
        ("left out by caps", totals.units_left_out, totals.left_out),
        ("refused", totals.units_refused, totals.refused),
    ):
        table.add_row(name, f"{units:,}", f"{money:,.{decimals}f}")
    orders = len(history.report.references())
    table.title = f"{orders:,} orders in {visible(shop.doc.name)} ({shop.region}, {shop.shop_id})"
    table.title_justify, table.title_style = "left", "bold"
    return table


def live_note(history: History, position: int, *, speed: float, rate: float) -> str:
    """How the orders of a live replay arrive."""
    pace = f"{rate:g} a minute" if rate else f"{speed:g} seconds of the history a second"
    left = len(history.events) - position
    return (
        f"{left:,} orders and changes of mind arrive from now on, {pace} by the platform's clock,\n"
        "while it is served: shopwright platform serve"
    )
