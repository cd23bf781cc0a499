"""Classifies the rows of a shop's order export: sales, with what was cancelled, returned or refunded of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from shopwright.platform.core.money import share

from .classify_rows import Invoice
from .columns import Layout
from .export_format import ExportCells, ExportFormat, OrderState
from .export_reversals import ExportedLine, OrderFacts, RowReversal, reversals_of
from .export_rows import AROUND_CELL, ExportReader, RowError, Sale, without_fillers
from .history_file import Cells
from .model import EXPORT_CODES, HistoricCourse, HistoricLine, HistoricShipping, ReplayOptions, Stage
from .report import Outcome, Reason, ReplayReport, Verdict

#: Fields that stand in an order's first row alone, in files whose further rows have no date.
_OF_ORDER = ("status", "substatus", "date", "paid", "ready", "shipped", "delivered", "cancelled", "currency", "refund")

_LAST_STATES: frozenset[OrderState | None] = frozenset({"UNPAID", "COMPLETED", "CANCELLED", "REFUNDED"})

_Row = tuple[int, ExportCells]


class ExportSorter:
    """Keeps the rows of an export, since one row's meaning may stand in another, and classifies them in `finish`.

    Afterwards ``invoices`` and ``reversals`` are complete.
    """

    def __init__(self, layout: Layout, options: ReplayOptions, report: ReplayReport) -> None:
        assert layout.format is not None
        self.invoices: dict[tuple[str, str], Invoice] = {}
        self.reversals: list[RowReversal] = []
        self.latest_at = 0
        self._format: ExportFormat = layout.format
        self._layout, self._options, self._report = layout, options, report
        self._is_product = re.compile(options.product_code_pattern or EXPORT_CODES).fullmatch
        self._rows: list[_Row] = []
        self._pool: dict[str, str] = {}
        self._titles: dict[str, Counter[str]] = {}
        self._unknown_states: Counter[str] = Counter()

    def take(self, number: int, cells: Cells | None) -> None:
        """Keep one row; None stands for a row that could not be split into cells."""
        self._report.open_row()
        if cells is None:
            self._refuse(number, RowError(Reason.BROKEN_ROW))
            return
        row = ExportCells(*cells)
        if number > 1 and not row.units and not row.date:
            self._refuse(number, RowError(Reason.MISSING_FIELD, self._layout.columns.get("units", "units")))
            return
        pool = self._pool
        for cell in row:
            if cell not in pool:
                pool[cell] = without_fillers(cell)
        self._rows.append((number, ExportCells(*[pool[cell] for cell in row])))

    def finish(self) -> None:
        """Classify the rows, order by order, now that all are known."""
        if self._format.has_description_row and self._rows and _describes(self._rows[0][1]):
            number, _ = self._rows.pop(0)
            self._report.settle(number, Verdict(Outcome.SKIPPED, Reason.DESCRIPTION_ROW))
        reader = ExportReader(self._layout, self._options, [cells for _, cells in self._rows])
        orders = self._by_order(reader)
        self.latest_at = max((self._latest(reader, rows) for rows in orders.values()), default=0)
        for order, rows in orders.items():
            self._classify(reader, order, rows)
        self._note(reader)

    def title(self, sku: str) -> str:
        """The title that most sales of a product bear."""
        return self._titles[sku].most_common(1)[0][0]

    def _by_order(self, reader: ExportReader) -> dict[str, list[_Row]]:
        """The rows of each order, in which what stands in its first row alone is filled in."""
        orders: dict[str, list[_Row]] = {}
        for number, cells in self._rows:
            try:
                order = reader.order_id(cells)
            except RowError as error:
                self._refuse(number, error, reader.said(cells))
                continue
            rows = orders.setdefault(order, [])
            if rows and not cells.date:
                first = rows[0][1]
                cells = cells._replace(**{field: getattr(cells, field) or getattr(first, field) for field in _OF_ORDER})
            rows.append((number, cells))
        return orders

    def _latest(self, reader: ExportReader, rows: Sequence[_Row]) -> int:
        """The latest moment that an order's first row names, as far as it can be read."""
        try:
            cells = rows[0][1]
            fields = ("date", "paid", "ready", "shipped", "delivered", "cancelled")
            return max(reader.moment(cells, field) for field in fields)
        except RowError:
            return 0

    def _classify(self, reader: ExportReader, order: str, rows: Sequence[_Row]) -> None:
        """Sell the rows of an order that can be sold, and note what went back of them."""
        try:
            first = rows[0][1]
            at, course, cancelled_at = (
                reader.placed_at(first),
                self._course(reader, first),
                reader.moment(first, "cancelled"),
            )
            shipping, refund = reader.shipping(first), reader.amount(first, "refund") or Decimal(0)
            subtotal = reader.amount(first, "order_subtotal")
        except RowError as error:
            for number, cells in rows:
                self._refuse(number, error, reader.said(cells))
            return
        lines = [line for number, cells in rows if (line := self._line(reader, number, cells, course)) is not None]
        if not lines:
            return
        if subtotal is not None and len(lines) == len(rows):
            _spread_discount([line.sale for line in lines], subtotal, self._options.price_decimals)
        self._sell(order, first, at, lines, shipping, course)
        facts = OrderFacts(
            placed_at=at,
            course=course,
            cancelled_at=cancelled_at,
            by=self._format.canceller_of(first.cancelled_by),
            reason=first.cancel_reason,
            refund=abs(refund),
            is_refunded=self._state(first) == "REFUNDED",
            region=self._options.region,
            decimals=self._options.price_decimals,
            latest=self.latest_at,
        )
        self.reversals += reversals_of(lines, facts)

    def _line(
        self, reader: ExportReader, number: int, cells: ExportCells, course: HistoricCourse
    ) -> ExportedLine | None:
        """A row that is sold; None for one that is refused or skipped."""
        state, reversal = self._state(cells), self._format.reversal_of(cells.reversal)
        is_cancelled = state == "CANCELLED" or bool(cells.cancelled)
        is_cancelled = is_cancelled or (reversal == "CANCELLATION" and "status" not in self._layout.columns)
        try:
            sale = reader.sale(cells, number)
            if not self._is_product(sale.sku):
                raise RowError(Reason.NON_PRODUCT_CODE)
        except RowError as error:
            self._refuse(number, error, reader.said(cells))
            return None
        if is_cancelled and self._options.skip_cancelled:
            self._report.settle(number, Verdict(Outcome.SKIPPED, Reason.CANCELLED))
            return None
        kept = min(sale.units, self._options.max_units_per_line)
        return ExportedLine(sale, kept, is_cancelled, reader.units_back(cells), reversal)

    def _sell(
        self,
        order: str,
        cells: ExportCells,
        at: int,
        lines: Sequence[ExportedLine],
        shipping: HistoricShipping,
        course: HistoricCourse,
    ) -> None:
        buyer = cells.buyer.strip(AROUND_CELL)
        customer = "" if "*" in buyer else buyer  # a masked name is that of many people
        invoice = self.invoices[order, customer] = Invoice(order, customer, cells.country, at)
        invoice.shipping, invoice.course = shipping, course
        for line in lines:
            sale = line.sale
            kept = _kept(sale, line.kept_units, self._options.price_decimals)
            invoice.lines.append(kept)
            self._titles.setdefault(sale.sku, Counter())[sale.title] += 1
            whole = sale.units * sale.price - sale.seller_discount - sale.platform_discount
            left = sale.units - line.kept_units
            outcome, reason = (Outcome.CAPPED, Reason.OVER_UNIT_CAP) if left else (Outcome.REPLAYED, Reason.NONE)
            verdict = Verdict(outcome, reason, kept.units, kept.money, left, whole - kept.money)
            self._report.settle(sale.row, verdict)

    def _course(self, reader: ExportReader, cells: ExportCells) -> HistoricCourse:
        paid, ready, shipped, delivered = (
            reader.moment(cells, field) for field in ("paid", "ready", "shipped", "delivered")
        )
        return HistoricCourse(
            self._stage(cells), paid, ready, shipped, delivered, cells.tracking.strip(AROUND_CELL), cells.carrier
        )

    def _stage(self, cells: ExportCells) -> Stage:
        """How far an order came; of a cancelled or refunded one by its times."""
        state = self._state(cells)
        if state is not None and state != "CANCELLED" and state != "REFUNDED":
            return state
        if cells.delivered:
            return "DELIVERED"
        if cells.shipped or cells.ready:
            return "SENT"
        if state is None:
            return ""
        sent = self._format.state_of(cells.substatus, is_sub=True) == "SENT"
        if sent:
            return "SENT"
        if state == "REFUNDED":
            return "TO_SHIP" if "shipped" in self._layout.columns else ""
        return "TO_SHIP" if cells.paid or "paid" not in self._layout.columns else "UNPAID"

    def _state(self, cells: ExportCells) -> OrderState | None:
        """The state by the finer of the two columns, unless the coarser one says that the order is over or unpaid."""
        state = self._format.state_of(cells.status)
        if state in _LAST_STATES and state is not None:
            return state
        return self._format.state_of(cells.substatus, is_sub=True) or state

    def _refuse(self, number: int, error: RowError, said: tuple[int, Decimal] = (0, Decimal(0))) -> None:
        if error.reason is Reason.OTHER_CURRENCY:
            said = said[0], Decimal(0)
        self._report.settle(number, Verdict.refused(error.reason, *said, error.detail))

    def _note(self, reader: ExportReader) -> None:
        """Say in the report how dates, amounts and states were read."""
        if any("/" in cells.date for _, cells in self._rows):
            self._report.read_as.append("days before months" if reader.day_first else "months before days")
        if reader.mark:
            self._report.read_as.append("decimal points" if reader.mark == "." else "decimal commas")
        if reader.told_day_first is None and not (self._options.day_first or self._options.month_first):
            order = "days" if reader.day_first else "months"
            if any("/" in cells.date for _, cells in self._rows):
                self._report.notes.append(f"dates are taken to have their {order} first, as in this market")
        for _, cells in self._rows:
            if cells.status and self._state(cells) is None and not self._format.says_nothing(cells.status):
                self._unknown_states[cells.status] += 1
        for word, count in self._unknown_states.most_common(5):
            self._report.notes.append(f"state {word!r} of {count} rows is not known: it is told from their times")


def _describes(cells: ExportCells) -> bool:
    """Whether the first row says in words what the columns hold."""
    has_digits = any(character.isdigit() for character in cells.order)
    return not has_digits and bool(cells.order) and not any(character.isdigit() for character in cells.units)


def _spread_discount(sales: Sequence[Sale], subtotal: Decimal, decimals: int) -> None:
    """Take off the rows what an order's own subtotal says was taken off the whole order."""
    paid = [sale.units * sale.price - sale.seller_discount - sale.platform_discount for sale in sales]
    off = sum(paid, Decimal(0)) - subtotal
    if off > 0 and subtotal >= 0:
        for sale, part in zip(sales, share(off, paid, decimals), strict=True):
            sale.seller_discount += part


def _kept(sale: Sale, units: int, decimals: int) -> HistoricLine:
    """The units of a row that are replayed, with their part of its discounts."""
    seller, platform = sale.seller_discount, sale.platform_discount
    if units < sale.units:
        weights = [Decimal(units), Decimal(sale.units - units)]
        seller, platform = (share(amount, weights, decimals)[0] for amount in (seller, platform))
    return HistoricLine(sale.row, sale.sku, units, sale.price, seller, platform)
