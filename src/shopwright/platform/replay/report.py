"""The report of a replay: the outcome of every row, with the units and the money that are left out."""

from __future__ import annotations

import csv
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple, TextIO

import msgspec

from .history_file import Source

_NOTHING = Decimal(0)
_NO_ORDER = -1


class Outcome(IntEnum):
    """The outcome of a row. CAPPED is replayed with fewer units than the file says."""

    REPLAYED = 1
    CAPPED = 2
    REFUSED = 3


class Reason(IntEnum):
    """Why a row is capped or refused, or why its money is not the file's."""

    NONE = 0
    #: CAPPED: the line has more units than a line may have.
    OVER_UNIT_CAP = 1
    #: CAPPED: the sale lines that are left to undo have fewer units than the cancellation.
    SALE_HAS_FEWER_UNITS = 2
    #: REPLAYED: the buyer gets back what was paid, and the file gives back another price.
    UNDONE_AT_SALE_PRICE = 3
    #: REFUSED, all of them from here on. BROKEN_ROW: quotes that do not close, or more cells than columns.
    BROKEN_ROW = 10
    MISSING_FIELD = 11
    BAD_DATE = 12
    BAD_NUMBER = 13
    NEGATIVE_PRICE = 14
    NON_PRODUCT_CODE = 15
    #: Fewer than no units on an invoice that is no cancellation: a correction of stock.
    NEGATIVE_QUANTITY = 16
    ZERO_QUANTITY = 17
    #: A cancellation that adds units.
    POSITIVE_CANCELLATION = 18
    ZERO_PRICE = 19
    PRICE_OUT_OF_RANGE = 20
    #: More decimals than the market's currency has.
    PRICE_TOO_FINE = 21
    CANCELLATION_WITHOUT_SALE = 22
    #: The platform did not take it, or some of its units: the detail is its code and message.
    PLATFORM_REFUSED = 23


class ReportRow(NamedTuple):
    """One row of the report.

    ``row`` counts the file's rows from 1, the header aside. ``units`` are those replayed, negative for a cancellation.
    ``units_left_out`` and ``money_left_out`` are what the file says less what was replayed: for a refused row all of
    it, where its numbers can be read. ``reason`` names the column where one is at fault. ``order_reference`` is the
    order made of the row, or the order that it undoes.
    """

    row: int
    outcome: str
    reason: str
    units: int
    units_left_out: int
    money_left_out: Decimal
    order_reference: str


class Totals(msgspec.Struct):
    """Sums over all rows; left out and refused count a cancellation as negative.

    In units and in money the file's own sum of all rows is ``sold - undone + left_out + refused``.
    """

    sold: Decimal = _NOTHING
    undone: Decimal = _NOTHING
    left_out: Decimal = _NOTHING
    refused: Decimal = _NOTHING
    units_sold: int = 0
    units_undone: int = 0
    units_left_out: int = 0
    units_refused: int = 0


class Verdict(NamedTuple):
    """How one row ends: what is replayed of it and what is left out, both as signed as the file has it.

    ``detail`` names the column at fault, if one is.
    """

    outcome: Outcome
    reason: Reason = Reason.NONE
    units: int = 0
    money: Decimal = _NOTHING
    units_left_out: int = 0
    money_left_out: Decimal = _NOTHING
    detail: str = ""

    @classmethod
    def refused(cls, reason: Reason, units: int, money: Decimal, detail: str = "") -> Verdict:
        """Nothing of the row is replayed."""
        return cls(Outcome.REFUSED, reason, units_left_out=units, money_left_out=money, detail=detail)


class ReplayReport:
    """The outcomes of all rows of a history, kept in a few bytes a row."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.totals = Totals()
        self._outcomes = bytearray()
        self._reasons = bytearray()
        self._units = array("i")
        self._orders = array("i")
        self._references: list[str] = []
        self._left_out: dict[int, tuple[int, Decimal]] = {}
        self._details: dict[int, str] = {}

    def __len__(self) -> int:
        """How many rows the file has."""
        return len(self._outcomes)

    def open_row(self) -> None:
        """Add the next row, whose outcome must be set later with :meth:`settle`."""
        self._outcomes.append(0)
        self._reasons.append(Reason.NONE)
        self._units.append(0)
        self._orders.append(_NO_ORDER)

    def settle(self, row: int, verdict: Verdict) -> None:
        """Set the outcome of a row. Raises ValueError if it has one."""
        at = row - 1
        if self._outcomes[at]:
            raise ValueError(f"row {row} has an outcome already")
        outcome, reason, units, money, units_left_out, money_left_out, detail = verdict
        self._outcomes[at], self._reasons[at], self._units[at] = outcome, reason, units
        if units_left_out or money_left_out:
            self._left_out[at] = (units_left_out, money_left_out)
        if detail:
            self._details[at] = detail
        totals = self.totals
        if units > 0:
            totals.sold += money
            totals.units_sold += units
        else:
            totals.undone -= money
            totals.units_undone -= units
        if outcome is Outcome.REFUSED:
            totals.refused += money_left_out
            totals.units_refused += units_left_out
        else:
            totals.left_out += money_left_out
            totals.units_left_out += units_left_out

    def withdraw(self, row: int, units: int, money: Decimal, reason: Reason, detail: str = "") -> None:
        """Report as refused what a row was reported to be replayed, or a part of it.

        ``units`` and ``money`` are signed as the file has them. A row of which nothing is left is refused.
        """
        at = row - 1
        totals, left = self.totals, self._units[at] - units
        known_units, known_money = self._left_out.get(at, (0, _NOTHING))
        if units > 0:
            totals.sold -= money
            totals.units_sold -= units
        else:
            totals.undone += money
            totals.units_undone += units
        if left:
            totals.left_out += money
            totals.units_left_out += units
        else:
            totals.left_out -= known_money
            totals.units_left_out -= known_units
            totals.refused += known_money + money
            totals.units_refused += known_units + units
        self._units[at] = left
        self._left_out[at] = (known_units + units, known_money + money)
        self._outcomes[at] = Outcome.CAPPED if left else Outcome.REFUSED
        self._reasons[at] = reason
        if detail:
            self._details[at] = detail
        if not left:
            self._orders[at] = _NO_ORDER

    def name_order(self, reference: str, rows: Iterable[int]) -> None:
        """Say which order was made of these rows."""
        for row in rows:
            self._orders[row - 1] = len(self._references)
        self._references.append(reference)

    def name_undone(self, row: int, sale_row: int) -> None:
        """Say that a row undoes (some of) the order made of the sale's row."""
        self._orders[row - 1] = self._orders[sale_row - 1]

    def references(self) -> set[str]:
        """The orders that any row is in or undoes."""
        return {self._references[order] for order in set(self._orders) if order != _NO_ORDER}

    def counts(self) -> dict[tuple[Outcome, Reason], int]:
        """How many rows have each outcome and reason, in the order of the outcomes."""
        counter = Counter(zip(self._outcomes, self._reasons, strict=True))
        return {(Outcome(outcome), Reason(reason)): counter[outcome, reason] for outcome, reason in sorted(counter)}

    def count(self, outcome: Outcome) -> int:
        """How many rows have an outcome."""
        return self._outcomes.count(outcome)

    def row(self, row: int) -> ReportRow:
        """The report of one row, counted from 1."""
        at = row - 1
        reason = Reason(self._reasons[at]).name if self._reasons[at] else ""
        detail = self._details.get(at)
        units_left_out, money_left_out = self._left_out.get(at, (0, _NOTHING))
        order = self._orders[at]
        return ReportRow(
            row=row,
            outcome=Outcome(self._outcomes[at]).name,
            reason=f"{reason}: {detail}" if detail else reason,
            units=self._units[at],
            units_left_out=units_left_out,
            money_left_out=money_left_out,
            order_reference=self._references[order] if order != _NO_ORDER else "",
        )

    def rows(self) -> Iterator[ReportRow]:
        """Every row of the file, in its order."""
        return map(self.row, range(1, len(self) + 1))

    def write_csv(self, file: TextIO) -> None:
        """The whole report as CSV with a header; ``file`` must be opened with ``newline=""``."""
        writer = csv.writer(file)
        writer.writerow(ReportRow._fields)
        writer.writerows(self.rows())
