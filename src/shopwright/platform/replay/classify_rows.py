"""Classifies each row of a ledger by itself: as a sale, as a cancellation to be matched, or as refused for a reason."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

import msgspec

from .amounts import read_price, read_units
from .history_file import Cells
from .match_rows import Cancellation
from .model import LEDGER_CODES, HistoricCourse, HistoricLine, HistoricShipping, ReplayOptions
from .moments import read_order_time
from .report import Outcome, Reason, ReplayReport, Verdict

#: How the number of an invoice begins that takes back an earlier one.
_CANCELLATION = "C"


@dataclass
class Invoice:
    """The sale lines of one invoice and one customer, who is empty when the file does not name one."""

    number: str
    customer: str
    country: str
    at: int
    lines: list[HistoricLine] = field(default_factory=list)
    shipping: HistoricShipping = field(default_factory=HistoricShipping)
    course: HistoricCourse = field(default_factory=HistoricCourse)

    @property
    def buyer(self) -> str:
        return self.customer or f"guest-{self.number}"


class _Row(msgspec.Struct, gc=False):
    """A row whose numbers can be read; ``sku`` is empty when the code is no product's."""

    number: int
    order: str
    sku: str
    title: str
    units: int
    at: int
    price: Decimal
    customer: str
    country: str

    @property
    def is_cancellation(self) -> bool:
        return self.order.startswith(_CANCELLATION)


class Sorter:
    """Classifies the rows in the file's order, and reports the outcome of all but cancellations.

    Afterwards, `finish` must be called once; then ``invoices`` and ``cancellations`` are complete.
    """

    def __init__(self, options: ReplayOptions, report: ReplayReport) -> None:
        self.invoices: dict[tuple[str, str], Invoice] = {}
        self.cancellations: list[Cancellation] = []
        self._options = options
        self._report = report
        self._titles: dict[str, Counter[str]] = {}
        self._spare_titles: dict[str, str] = {}
        self._untitled: list[_Row] = []
        self._finest = Decimal(1).scaleb(-options.price_decimals)
        is_product = re.compile(options.product_code_pattern or LEDGER_CODES).fullmatch
        # The same cells occur many times: each distinct text is parsed once.
        self._units = cache(read_units)
        self._price = cache(read_price)
        self._moment = cache(lambda text: read_order_time(text, day_first=options.day_first))
        self._sku = cache(lambda code: sys.intern(code.upper()) if is_product(code) else "")
        self._price_problem = cache(self._problem_of_price)

    def take(self, number: int, cells: Cells | None) -> None:
        """Classify one row; None stands for a row that could not be split into cells."""
        self._report.open_row()
        if cells is None:
            self._refuse(number, Reason.BROKEN_ROW)
            return
        order, code, title, units_text, date, price_text, customer, country = cells
        units, price, at = self._units(units_text), self._price(price_text), self._moment(date)
        if units is None or price is None or at is None or not order or not code:
            reason, column = self._why_unreadable(cells, units, at)
            self._refuse(number, reason, units or 0, price or Decimal(0), column)
            return
        row = _Row(number, order, self._sku(code), " ".join(title.split()), units, at, price, customer, country)
        if row.sku and row.title:
            self._spare_titles.setdefault(row.sku, row.title)
        if reason_found := self._problem(row):
            self._refuse(number, reason_found, units, price)
        elif row.is_cancellation:
            cancellation = Cancellation(number, order, customer, row.sku, -units, price, at)
            self.cancellations.append(cancellation)
        elif row.title:
            self._titles.setdefault(row.sku, Counter())[row.title] += 1
            self._sell(row)
        else:
            self._untitled.append(row)

    def finish(self) -> None:
        """Classify the sales without a description, once all rows were read: another row may describe the product."""
        for row in self._untitled:
            if row.sku in self._spare_titles:
                self._sell(row)
            else:
                self._refuse(row.number, Reason.MISSING_FIELD, row.units, row.price, self._options.columns.title)
        for invoice in self.invoices.values():
            invoice.lines.sort(key=lambda line: line.row)

    def title(self, sku: str) -> str:
        """The description that most sales of a product bear, else that of any of its rows."""
        titles = self._titles.get(sku)
        return titles.most_common(1)[0][0] if titles else self._spare_titles[sku]

    def _why_unreadable(self, cells: Cells, units: int | None, at: int | None) -> tuple[Reason, str]:
        """The reason, and the column at fault."""
        columns = self._options.columns
        order, code, _, units_text, date, price_text, *_ = cells
        needed = {
            columns.order: order,
            columns.sku: code,
            columns.units: units_text,
            columns.date: date,
            columns.price: price_text,
        }
        for column, text in needed.items():
            if not text:
                return Reason.MISSING_FIELD, column
        if at is None:
            return Reason.BAD_DATE, columns.date
        return Reason.BAD_NUMBER, columns.units if units is None else columns.price

    def _problem(self, row: _Row) -> Reason | None:
        if row.price < 0:
            return Reason.NEGATIVE_PRICE
        if not row.sku:
            return Reason.NON_PRODUCT_CODE
        if row.units == 0:
            return Reason.ZERO_QUANTITY
        if row.is_cancellation and row.units > 0:
            return Reason.POSITIVE_CANCELLATION
        if row.units < 0 and not row.is_cancellation:
            return Reason.NEGATIVE_QUANTITY
        return self._price_problem(row.price)

    def _problem_of_price(self, price: Decimal) -> Reason | None:
        least, most = self._options.price_range
        if price == 0:
            return Reason.ZERO_PRICE
        if not least <= price <= most:
            return Reason.PRICE_OUT_OF_RANGE
        return Reason.PRICE_TOO_FINE if price % self._finest else None

    def _refuse(
        self, number: int, reason: Reason, units: int = 0, price: Decimal = Decimal(0), column: str = ""
    ) -> None:
        self._report.settle(number, Verdict.refused(reason, units, units * price, column))

    def _sell(self, row: _Row) -> None:
        key = (row.order, row.customer)
        invoice = self.invoices.get(key)
        if invoice is None:
            invoice = self.invoices[key] = Invoice(row.order, row.customer, row.country, row.at)
        units = min(row.units, self._options.max_units_per_line)
        invoice.lines.append(HistoricLine(row.number, row.sku, units, row.price))
        invoice.at = min(invoice.at, row.at)
        left = row.units - units
        outcome, reason = (Outcome.CAPPED, Reason.OVER_UNIT_CAP) if left else (Outcome.REPLAYED, Reason.NONE)
        self._report.settle(row.number, Verdict(outcome, reason, units, units * row.price, left, left * row.price))
