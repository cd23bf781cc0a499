"""A history as it was read, and the options of reading. Times are seconds since 1970 in UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import msgspec

from .columns import ColumnMap
from .history_error import HistoryError
from .report import ReplayReport

ZERO = Decimal(0)

UndoKind = Literal["CANCELLATION", "RETURN", "REFUND"]
Canceller = Literal["BUYER", "SELLER", "SYSTEM"]

#: How far an order came by its export. SENT: handed over, and nothing is known of what came after.
Stage = Literal["", "UNPAID", "TO_SHIP", "AWAITING_COLLECTION", "SHIPPED", "SENT", "DELIVERED", "COMPLETED"]

#: What a ledger's stock codes look like; an export's codes are all products.
LEDGER_CODES, EXPORT_CODES = "[0-9]{5}[A-Za-z]*", ".+"


class ReplayOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a history is read. HistoryError when the options do not fit together.

    ``price_range``: the least and the most that a product may cost, in the market's currency, which has
    ``price_decimals``. ``max_units_per_line``: each unit becomes a line item, so that wholesale lines are capped.
    ``max_lines_per_order``: the most units of one order; a larger invoice is split. ``cancel_within_seconds``: an undo
    no later than this after its order is a cancellation, a later one a return. ``day_first``: ``1/12/10`` is in
    December, ``month_first``: in January; an export's dates tell it themselves. ``product_code_pattern``: a regular
    expression that a whole stock code matches if it is a product's. ``limit_rows``: read no more rows than this.
    ``region`` and ``currency`` are the shop's; amounts in another currency are refused, unless ``any_currency``.
    ``skip_cancelled``: leave out the rows of an export that were cancelled.
    """

    price_range: tuple[Decimal, Decimal]
    price_decimals: int = 2
    columns: ColumnMap = ColumnMap()
    max_units_per_line: int = 10
    max_lines_per_order: int = 500
    cancel_within_seconds: int = 24 * 60 * 60
    day_first: bool = False
    product_code_pattern: str | None = None
    limit_rows: int | None = None
    month_first: bool = False
    region: str = ""
    currency: str = ""
    any_currency: bool = False
    skip_cancelled: bool = False

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
        if self.day_first and self.month_first:
            raise HistoryError("days and months cannot both come first", "leave --day-first or --month-first out")
        try:
            re.compile(self.product_code_pattern or "")
        except re.error as error:
            problem = f"{self.product_code_pattern!r} is no regular expression: {error}"
            raise HistoryError(problem, "mend the pattern of product codes") from error


class HistoricLine(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``units`` of one product at the row's own ``price`` each; ``row`` is the file's, from 1.

    The discounts are those of all units together.
    """

    row: int
    sku: str
    units: int
    price: Decimal
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO

    @property
    def money(self) -> Decimal:
        """What the buyer pays for the units."""
        return self.units * self.price - self.seller_discount - self.platform_discount


class HistoricShipping(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What shipping costs, and who takes how much off it."""

    fee: Decimal = ZERO
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO


class HistoricCourse(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """How far an order came, and when; 0 for a moment that is not known.

    ``ready_at``: the seller handed it over. ``shipped_at``: the carrier collected it.
    """

    stage: Stage = ""
    paid_at: int = 0
    ready_at: int = 0
    shipped_at: int = 0
    delivered_at: int = 0
    tracking_number: str = ""
    carrier: str = ""

    @property
    def last_at(self) -> int:
        """The latest moment that is known, 0 when none is."""
        return max(self.paid_at, self.ready_at, self.shipped_at, self.delivered_at)


class HistoricOrder(msgspec.Struct, frozen=True, tag="order"):
    """An invoice, or a part of one that is too large: then ``reference`` ends in ``-2``, ``-3`` and so on.

    ``at`` is the earliest moment of the invoice's rows. ``buyer`` is the customer's id, or ``guest-`` and the invoice.
    """

    reference: str
    buyer: str
    country: str
    at: int
    lines: tuple[HistoricLine, ...]
    shipping: HistoricShipping = HistoricShipping()
    course: HistoricCourse = HistoricCourse()


class HistoricUndo(msgspec.Struct, frozen=True, gc=False, tag="undo"):
    """Units of one earlier line that go back.

    ``row`` and ``reference`` are the cancellation's own, ``price`` the sale's. One row makes several of these when it
    undoes several lines. A line is never undone by more units than it has. ``by`` cancelled it, for ``reason``, a name
    of the market's list or empty. ``refund`` is what the buyer got back where it is less than was paid, and ``money``
    what the units were sold for.
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
    by: Canceller = "BUYER"
    reason: str = ""
    refund: Decimal | None = None
    money: Decimal = ZERO


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
    order of their first sale. ``digest`` tells two histories, or two readings of one, apart. ``latest_at``: the latest
    moment that an order's course names, 0 when none does.
    """

    products: Mapping[str, HistoricProduct]
    events: tuple[HistoricOrder | HistoricUndo, ...]
    report: ReplayReport
    digest: str
    latest_at: int = 0

    @property
    def first_at(self) -> int | None:
        """The moment of the first event, None when there is none."""
        return self.events[0].at if self.events else None

    @property
    def last_at(self) -> int | None:
        """The moment of the last event, or of the last step of an order that is known; None when there is no event."""
        return max(self.events[-1].at, self.latest_at) if self.events else None
