"""Small histories for the tests: rows with what matters said, the rest filled in."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from shopwright.platform.replay.history import read_history
from shopwright.platform.replay.model import HistoricOrder, HistoricUndo, History, ReplayOptions

HEADER = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
RANGE = (Decimal("0.01"), Decimal(5600))


def row(
    order: str = "536365",
    sku: str = "71053",
    units: object = 1,
    price: object = "2.55",
    *,
    at: str = "2010-12-01 08:26:00",
    title: str = "WHITE METAL LANTERN",
    buyer: str = "17850",
    country: str = "United Kingdom",
) -> tuple[str, ...]:
    """One row of a history, in the order of HEADER."""
    return order, sku, title, str(units), at, str(price), buyer, country


def as_csv(rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER, delimiter: str = ",") -> str:
    return lines_of([header, *rows], delimiter)


def lines_of(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def options(**arguments: Any) -> ReplayOptions:
    return ReplayOptions(**{"price_range": RANGE, **arguments})


def read(folder: Path, *rows: Sequence[str], **arguments: Any) -> History:
    """Write the rows to a file and read it as a history."""
    path = folder / "history.csv"
    path.write_text(as_csv(rows), encoding="utf-8", newline="")
    return read_history(path, options(**arguments))


def read_text(folder: Path, content: str | bytes, **arguments: Any) -> History:
    """Read a file with this very content."""
    path = folder / "history.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_history(path, options(**arguments))


def zipped(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def orders(history: History) -> list[HistoricOrder]:
    return [event for event in history.events if isinstance(event, HistoricOrder)]


def undos(history: History) -> list[HistoricUndo]:
    return [event for event in history.events if isinstance(event, HistoricUndo)]


def ends(history: History) -> list[tuple[str, str]]:
    """Outcome and reason of every row."""
    return [(end.outcome, end.reason) for end in history.report.rows()]
