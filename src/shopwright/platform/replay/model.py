"""A history as it was read, and the options of reading. Times are seconds since 1970 in UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import msgspec

from .columns import ColumnMap, HistoryError
from .report import ReplayReport

UndoKind = Literal["CANCELLATION", "RETURN"]


class ReplayOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a history is read. HistoryError when the options do not fit together.

    ``price_range``: the least and the most that a product may cost, in the market's currency, which has
    ``price_decimals``. ``max_units_per_line``: each unit becomes a line item, so that wholesale lines are capped.
    ``max_lines_per_order``: the most units of one order; a larger invoice is split. ``cancel_within_seconds``: an undo
    no later than this after its order is a cancellation, a later one a return. ``day_first``: ``1/12/10`` is in
    December. ``product_code_pattern``: a regular expression that a whole stock code matches if it is a product's.
    ``limit_rows``: read no more rows than this.
    """

    price_range: tuple[Decimal, Decimal]
    price_decimals: int = 2
    columns: ColumnMap = ColumnMap()
    max_units_per_line: int = 10
    max_lines_per_order: int = 500
    cancel_within_seconds: int = 24 * 60 * 60
    day_first: bool = False
    product_code_pattern: str = "[0-9]{5}[A-Za-z]*"
    limit_rows: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.max_units_per_line <= self.max_lines_per_order:
            raise HistoryError(
                f"a line may not have {self.max_units_per_line} units in an order of {self.max_lines_per_order}",
                "allow at least one unit on a line, and as many in an order as on a line",
            )
        least, most = self.price_range
        if not 0 < least <= most:
            raise HistoryError(f"{least} to {most} is no range of prices", "give the least first, above zero")
        if self.cancel_within_seconds < 0 or (self.limit_rows is not None and self.limit_rows < 0):
            raise HistoryError("a number of seconds or of rows is below zero", "give zero or more")
        try:
            re.compile(self.product_code_pattern)
        except re.error as error:
            problem = f"{self.product_code_pattern!r} is no regular expression: {error}"
            raise HistoryError(problem, "mend the pattern of product codes") from error


class HistoricLine(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``units`` of one product at the row's own ``price`` each; ``row`` is the file's, from 1."""

    row: int
    sku: str
    units: int
    price: Decimal


class HistoricOrder(msgspec.Struct, frozen=True, tag="order"):
    """An invoice, or a part of one that is too large: then ``reference`` ends in ``-2``, ``-3`` and so on.

    ``at`` is the earliest moment of the invoice's rows. ``buyer`` is the customer's id, or ``guest-`` and the invoice.
    """

    reference: str
    buyer: str
    country: str
    at: int
    lines: tuple[HistoricLine, ...]


class HistoricUndo(msgspec.Struct, frozen=True, gc=False, tag="undo"):
    """Units of one earlier line that go back.

    ``row`` and ``reference`` are the cancellation's own, ``price`` the sale's. One row makes several of these when it
    undoes several lines. A line is never undone by more units than it has.
    """

    row: int
    reference: str
    order_reference: str
    sale_row: int
    sku: str
    units: int
    price: Decimal
    kind: UndoKind
    at: int


class HistoricProduct(msgspec.Struct, frozen=True, gc=False):
    """A product that is sold: its most frequent title and price, and the moment of its first order."""

    sku: str
    title: str
    price: Decimal
    first_at: int


@dataclass(frozen=True)
class History:
    """A history that is ready to be replayed.

    ``events`` stand in the order of time, orders before undos of the same second. ``products`` are keyed by SKU, in the
    order of their first sale. ``digest`` tells two histories, or two readings of one, apart.
    """

    products: Mapping[str, HistoricProduct]
    events: tuple[HistoricOrder | HistoricUndo, ...]
    report: ReplayReport
    digest: str

    @property
    def first_at(self) -> int | None:
        """The moment of the first event, None when there is none."""
        return self.events[0].at if self.events else None

    @property
    def last_at(self) -> int | None:
        """The moment of the last event, None when there is none."""
        return self.events[-1].at if self.events else None
