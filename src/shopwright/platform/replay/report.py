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

from shopwright.platform.core.formulas import without_formulas

from .history_file import Source

_NOTHING = Decimal(0)
_NO_ORDER = -1


class Outcome(IntEnum):
    """The outcome of a row. CAPPED is replayed with fewer units than the file says; SKIPPED has nothing to replay, or
    nothing that is wanted."""

    REPLAYED = 1
    CAPPED = 2
    REFUSED = 3
    SKIPPED = 4


class Kind(IntEnum):
    """What a row was taken for. CANCELLATION, RETURN and REFUND: a sale's undoing, or a sale with its own undoing."""

    NONE = 0
    SALE = 1
    CANCELLATION = 2
    RETURN = 3
    #: Money back without goods.
    REFUND = 4


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
    DISCOUNT_OVER_PRICE = 24
    #: An amount in another currency than the shop's.
    OTHER_CURRENCY = 25
    #: An order id of which a spreadsheet lost the last digits.
    ROUNDED_ID = 26
    #: SKIPPED: the row below the header that describes the columns.
    DESCRIPTION_ROW = 40
    #: SKIPPED, since cancelled rows are not wanted.
    CANCELLED = 41


class ReportRow(NamedTuple):
    """One row of the report.

    ``row`` counts the file's rows from 1, the header aside. ``units`` are those replayed, negative for a cancellation.
    ``units_left_out`` and ``money_left_out`` are what the file says less what was replayed: for a refused row all of
    it, where its numbers can be read. ``reason`` names the column where one is at fault. ``order_reference`` is the
    order made of the row, or the order that it undoes. ``kind`` is what the row was taken for, and ``units_back`` how
    many of its own units were cancelled, returned or refunded.
    """

    row: int
    outcome: str
    reason: str
    units: int
    units_left_out: int
    money_left_out: Decimal
    order_reference: str
    kind: str
    units_back: int


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
        self._kinds = bytearray()
        self._back: dict[int, tuple[int, Decimal]] = {}
        #: How dates and amounts were read, and what was not understood, in words for people.
        self.read_as: list[str] = []
        self.notes: list[str] = []
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
        self._kinds.append(Kind.NONE)

    def settle(self, row: int, verdict: Verdict) -> None:
        """Set the outcome of a row. Raises ValueError if it has one."""
        at = row - 1
        if self._outcomes[at]:
            raise ValueError(f"row {row} has an outcome already")
        outcome, reason, units, money, units_left_out, money_left_out, detail = verdict
        self._outcomes[at], self._reasons[at], self._units[at] = outcome, reason, units
        if units > 0:
            self._kinds[at] = Kind.SALE
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

    def take_back(self, row: int, kind: Kind, units: int, money: Decimal) -> None:
        """Say that units of a row's own sale went back, and how."""
        self._kinds[row - 1] = kind
        self._back[row - 1] = (units, money)
        self.totals.units_undone += units
        self.totals.undone += money

    def withdraw(self, row: int, units: int, money: Decimal, reason: Reason, detail: str = "") -> None:
        """Report as refused what a row was reported to be replayed, or a part of it.

        ``units`` and ``money`` are signed as the file has them. A row of which nothing is left is refused.
        """
        at = row - 1
        if units < 0 and at in self._back:
            self._withdraw_back(at, -units, -money, reason, detail)
            return
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
            self._kinds[at] = Kind.NONE

    def _withdraw_back(self, at: int, units: int, money: Decimal, reason: Reason, detail: str) -> None:
        """The sale stays, and units of it that went back did not."""
        units_back, money_back = self._back.pop(at)
        if units < units_back:
            self._back[at] = (units_back - units, money_back - money)
        elif self._units[at]:
            self._kinds[at] = Kind.SALE
        totals = self.totals
        totals.units_undone -= units
        totals.undone -= money
        known_units, known_money = self._left_out.get(at, (0, _NOTHING))
        if self._units[at]:
            totals.left_out -= money
            totals.units_left_out -= units
            self._outcomes[at], self._reasons[at] = Outcome.CAPPED, reason
            self._details[at] = detail
        else:
            totals.refused -= money
            totals.units_refused -= units
        self._left_out[at] = (known_units - units, known_money - money)

    def name_order(self, reference: str, rows: Iterable[int]) -> None:
        """Say which order was made of these rows."""
        for row in rows:
            self._orders[row - 1] = len(self._references)
        self._references.append(reference)

    def name_undone(self, row: int, sale_row: int) -> None:
        """Say that a row undoes (some of) the order made of the sale's row."""
        self._orders[row - 1] = self._orders[sale_row - 1]

    def name_kind(self, row: int, kind: Kind) -> None:
        """Say what a row was taken for."""
        self._kinds[row - 1] = kind

    def references(self) -> set[str]:
        """The orders that any row is in or undoes."""
        return {self._references[order] for order in set(self._orders) if order != _NO_ORDER}

    def counts(self) -> dict[tuple[Outcome, Reason], int]:
        """How many rows have each outcome and reason, in the order of the outcomes."""
        counter = Counter(zip(self._outcomes, self._reasons, strict=True))
        return {(Outcome(outcome), Reason(reason)): counter[outcome, reason] for outcome, reason in sorted(counter)}

    def kinds(self) -> dict[Kind, int]:
        """How many rows were taken for each kind, of those that were taken for any."""
        counter = Counter(self._kinds)
        return {Kind(kind): counter[kind] for kind in sorted(counter) if kind}

    def details(self, outcome: Outcome, reason: Reason) -> Counter[str]:
        """What is said of the rows with an outcome and a reason: columns at fault, currencies, the platform's words."""
        rows = enumerate(zip(self._outcomes, self._reasons, strict=True))
        return Counter(self._details.get(at, "") for at, end in rows if end == (outcome, reason))

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
            kind=Kind(self._kinds[at]).name if self._kinds[at] else "",
            units_back=self._back.get(at, (0, _NOTHING))[0],
        )

    def rows(self) -> Iterator[ReportRow]:
        """Every row of the file, in its order."""
        return map(self.row, range(1, len(self) + 1))

    def write_csv(self, file: TextIO) -> None:
        """The whole report as CSV with a header, no text of which is a formula; ``file`` must be opened with
        ``newline=""``."""
        writer = csv.writer(file)
        writer.writerow(ReportRow._fields)
        writer.writerows(
            [without_formulas(value) if isinstance(value, str) else value for value in row] for row in self.rows()
        )
