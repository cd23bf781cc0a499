"""Reads a file into a history: orders and cancellations in the order of time, and a report of every row."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, localcontext
from itertools import islice
from pathlib import Path

import msgspec

from .classify_exports import ExportSorter
from .classify_rows import Invoice, Sorter
from .export_reversals import RowReversal
from .history_file import HistoryFile
from .match_rows import Match, match_cancellations
from .model import HistoricLine, HistoricOrder, HistoricProduct, HistoricShipping, HistoricUndo, History, ReplayOptions
from .report import Kind, Outcome, Reason, ReplayReport, Verdict

#: The extract that ships: eight weeks of small orders for the demo shop's products, made by
#: `tools/build_demo_history.py`.
DEMO_HISTORY = Path(__file__).parent.parent / "demo" / "data" / "demo_history.csv.xz"

#: Part of a history's digest. Another number says that the same file and options now give another history.
_RULES = 3
_ROWS_BETWEEN_PROGRESS = 5_000
#: Digits enough for sums of money to be exact.
_PRECISION = 60


def read_history(path: Path, options: ReplayOptions, progress: Callable[[int, int], None] | None = None) -> History:
    """Read a history, and report the outcome of each of its rows.

    ``progress`` is told the bytes read and the file's size, now and then and at the end. Raises HistoryError when the
    file cannot be read or lacks a column; a single bad row is refused in the report instead.
    """
    file = HistoryFile(path, options.columns)
    report = ReplayReport(file.source)
    with localcontext(prec=_PRECISION):
        layout = file.layout
        sorter = ExportSorter(layout, options, report) if layout.format else Sorter(options, report)
        for number, cells in islice(file.rows(), options.limit_rows):
            sorter.take(number, cells)
            if progress and number % _ROWS_BETWEEN_PROGRESS == 0:
                progress(file.bytes_read, file.size)
        sorter.finish()
        orders = _orders(sorter.invoices.values(), options.max_lines_per_order)
        for order in orders:
            report.name_order(order.reference, (line.row for line in order.lines))
        undos: list[HistoricUndo] = []
        if isinstance(sorter, ExportSorter):
            undos = _exported_undos(sorter.reversals, orders, report)
        else:
            for match in match_cancellations(sorter.cancellations, orders, options.cancel_within_seconds):
                _settle(match, report)
                undos += match.undos
    if progress:
        progress(file.size, file.size)
    latest = max((order.course.last_at for order in orders), default=0)
    events = _in_time_order(orders, undos)
    return History(_products(orders, sorter), events, report, _digest(file, options), latest)


def _orders(invoices: Iterable[Invoice], most_units: int) -> list[HistoricOrder]:
    """One order an invoice, several for a large one, in the order of time and then of their first row."""
    in_order = sorted(invoices, key=lambda invoice: (invoice.at, invoice.lines[0].row))
    taken = {invoice.number for invoice in in_order}
    parts: Counter[str] = Counter()
    orders = []
    for invoice in in_order:
        for lines in _parts(invoice.lines, most_units):
            reference = _reference(invoice.number, parts, taken)
            shipping = invoice.shipping if reference == invoice.number else HistoricShipping()
            order = HistoricOrder(
                reference, invoice.buyer, invoice.country, invoice.at, tuple(lines), shipping, invoice.course
            )
            orders.append(order)
    return orders


def _parts(lines: Iterable[HistoricLine], most_units: int) -> Iterator[list[HistoricLine]]:
    part: list[HistoricLine] = []
    units = 0
    for line in lines:
        if units + line.units > most_units:
            yield part
            part, units = [], 0
        part.append(line)
        units += line.units
    yield part


def _reference(invoice: str, parts: Counter[str], taken: set[str]) -> str:
    """The invoice's number for its first part, then ``-2`` and so on, passing over numbers of other invoices."""
    parts[invoice] += 1
    if parts[invoice] == 1:
        return invoice
    while (reference := f"{invoice}-{parts[invoice]}") in taken:
        parts[invoice] += 1
    taken.add(reference)
    return reference


def _exported_undos(
    reversals: Iterable[RowReversal], orders: Iterable[HistoricOrder], report: ReplayReport
) -> list[HistoricUndo]:
    """What went back of an export's rows, each of its own sale; and the report's word about it."""
    sales = {line.row: (order, line) for order in orders for line in order.lines}
    undos = []
    for reversal in reversals:
        order, line = sales[reversal.row]
        undo = HistoricUndo(
            row=reversal.row,
            reference=order.reference,
            order_reference=order.reference,
            sale_row=reversal.row,
            sku=line.sku,
            units=reversal.units,
            price=line.price,
            kind=reversal.kind,
            at=max(reversal.at, order.at),
            by=reversal.by,
            reason=reversal.reason,
            refund=reversal.refund,
            money=line.money * reversal.units / line.units,
        )
        report.take_back(undo.row, Kind[undo.kind], undo.units, undo.money)
        undos.append(undo)
    return undos


def _settle(match: Match, report: ReplayReport) -> None:
    """Report the outcome of a cancellation's row. Its units and money are negative, as in the file."""
    cancellation = match.cancellation
    asked = cancellation.units * cancellation.price
    if not match.undos:
        verdict = Verdict.refused(Reason.CANCELLATION_WITHOUT_SALE, -cancellation.units, -asked)
        report.settle(cancellation.row, verdict)
        return
    undone = sum(undo.units for undo in match.undos)
    outcome, reason = Outcome.REPLAYED, Reason.NONE
    if undone < cancellation.units:
        outcome, reason = Outcome.CAPPED, Reason.SALE_HAS_FEWER_UNITS
    elif match.money != asked:
        reason = Reason.UNDONE_AT_SALE_PRICE
    left, money_left = undone - cancellation.units, match.money - asked
    report.settle(cancellation.row, Verdict(outcome, reason, -undone, -match.money, left, money_left))
    report.name_undone(cancellation.row, match.undos[0].sale_row)
    report.name_kind(cancellation.row, Kind[match.undos[0].kind])


def _products(orders: Sequence[HistoricOrder], sorter: Sorter | ExportSorter) -> dict[str, HistoricProduct]:
    """The products of the orders, which stand in the order of time; of prices used equally often the lowest."""
    first_at: dict[str, int] = {}
    prices: dict[str, Counter[Decimal]] = {}
    for order in orders:
        for line in order.lines:
            first_at.setdefault(line.sku, order.at)
            prices.setdefault(line.sku, Counter())[line.price] += 1
    return {
        sku: HistoricProduct(
            sku, sorter.title(sku), min(counts, key=lambda price: (-counts[price], price)), first_at[sku]
        )
        for sku, counts in prices.items()
    }


def _in_time_order(
    orders: Sequence[HistoricOrder], undos: Sequence[HistoricUndo]
) -> tuple[HistoricOrder | HistoricUndo, ...]:
    """Merge orders and cancellations by time; orders come first within a second."""
    return tuple(sorted([*orders, *undos], key=lambda event: event.at))


def _digest(file: HistoryFile, options: ReplayOptions) -> str:
    """SHA-256 over the file's content and all that decides what is made of it."""
    choices = msgspec.json.encode(options, order="deterministic")
    return hashlib.sha256(b"\0".join([str(_RULES).encode(), file.source.content_digest.encode(), choices])).hexdigest()
