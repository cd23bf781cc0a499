"""Reads the numbers and times of an export's row, by what the whole file says of its decimal mark and its dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

import msgspec

from shopwright.platform.market.regions import region

from .amounts import DecimalMark, currencies_of, find_mark, read_amount, read_units, take_apart
from .columns import Layout
from .export_format import ExportCells
from .model import HistoricShipping, ReplayOptions
from .moments import find_day_first, read_order_time
from .report import Reason

_TIMES = ("date", "paid", "ready", "shipped", "delivered", "cancelled")
_AMOUNTS = (
    "price",
    "subtotal_before",
    "seller_discount",
    "platform_discount",
    "subtotal",
    "order_subtotal",
    "shipping_fee",
    "shipping_paid",
    "shipping_seller_discount",
    "shipping_platform_discount",
    "refund",
)
#: What cells say that hold nothing.
_NOTHING = frozenset({"", "-", "--", "/", "n/a", "na", "null", "none"})
#: What may stand around the content of a cell: blanks, and what spreadsheets put there to keep a number a text.
AROUND_CELL = "\t \"'=`"
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_LONGEST_SKU = 50


class RowError(Exception):
    """A row that cannot be sold: why, and the column at fault or a word about it."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason.name)
        self.reason, self.detail = reason, detail


class Sale(msgspec.Struct, gc=False):
    """What a row sells: units at a price before discounts, which are those of all units."""

    row: int
    sku: str
    title: str
    units: int
    price: Decimal
    seller_discount: Decimal
    platform_discount: Decimal


class ExportReader:
    """Reads cells of one file. ``day_first`` and ``mark`` are what its cells say together."""

    def __init__(self, layout: Layout, options: ReplayOptions, rows: Sequence[ExportCells]) -> None:
        self._layout, self._options = layout, options
        self._coin = Decimal(1).scaleb(-options.price_decimals)
        self.told_day_first = find_day_first({getattr(row, field) for row in rows for field in _TIMES})
        self.mark: DecimalMark = find_mark({getattr(row, field) for row in rows for field in _AMOUNTS})
        self._moments: dict[str, int | None] = {}

    @cached_property
    def day_first(self) -> bool:
        """Whether 1/12/26 is in December: by the options, else by the file, else by the shop's market."""
        if self._options.day_first or self._options.month_first:
            return self._options.day_first
        if self.told_day_first is not None:
            return self.told_day_first
        market = self._options.region
        return not (market and region(market).month_first)

    def moment(self, cells: ExportCells, field: str) -> int:
        """A time of a row, 0 where the cell is empty. Raises RowError for what is no time."""
        text = getattr(cells, field).strip(AROUND_CELL)
        if not text:
            return 0
        if text not in self._moments:
            self._moments[text] = read_order_time(text, day_first=self.day_first)
        moment = self._moments[text]
        if moment is None:
            raise RowError(Reason.BAD_DATE, self._name(field))
        return moment

    def placed_at(self, cells: ExportCells) -> int:
        """When the order was placed. Raises RowError where the file does not say so."""
        moment = self.moment(cells, "date")
        if not moment:
            raise RowError(Reason.MISSING_FIELD, self._name("date"))
        return moment

    def amount(self, cells: ExportCells, field: str) -> Decimal | None:
        """An amount of a row, None where the cell is empty. Raises RowError for what is no amount of the shop's."""
        text = getattr(cells, field).strip(AROUND_CELL)
        if not text:
            return None
        amount = read_amount(text, decimals=self._options.price_decimals, mark=self.mark)
        parts = take_apart(text)
        if amount is None or parts is None:
            raise RowError(Reason.BAD_NUMBER, self._name(field))
        self._check_currency(parts.currency or cells.currency.strip(AROUND_CELL))
        return amount

    def sale(self, cells: ExportCells, row: int) -> Sale:
        """What a row sells. Raises RowError for a row that sells nothing that can be sold."""
        units = self._units(cells)
        price, before = self.amount(cells, "price"), self.amount(cells, "subtotal_before")
        after = self.amount(cells, "subtotal")
        before = before if before is not None else after if price is None else None
        if price is None and before is None:
            raise RowError(Reason.MISSING_FIELD, self._name("price" if "price" in self._layout.columns else "subtotal"))
        if price is None:
            assert before is not None
            price = (before / units).quantize(self._coin, ROUND_CEILING)
        self._check_price(price)
        seller, platform = self._discounts(cells, units * price, after)
        if seller + platform > units * price:
            raise RowError(Reason.DISCOUNT_OVER_PRICE)
        title = self._title(cells)
        return Sale(row, self.sku(cells) or _sku_of(title), title, units, price, seller, platform)

    def said(self, cells: ExportCells) -> tuple[int, Decimal]:
        """The units of a row and what they come to before discounts, 0 where the row does not say it."""
        units = read_units(cells.units.strip(AROUND_CELL)) or 0
        price = read_amount(cells.price.strip(AROUND_CELL), decimals=self._options.price_decimals, mark=self.mark)
        return units, units * (price or Decimal(0))

    def units_back(self, cells: ExportCells) -> int:
        """How many units a row says came back."""
        return read_units(cells.returned_units.strip(AROUND_CELL).lstrip("-")) or 0

    def order_id(self, cells: ExportCells) -> str:
        """The order's id. Raises RowError where there is none, or a spreadsheet rounded it."""
        order = cells.order.strip(AROUND_CELL)
        if not order:
            raise RowError(Reason.MISSING_FIELD, self._name("order"))
        if _ROUNDED.fullmatch(order):
            raise RowError(Reason.ROUNDED_ID, self._name("order"))
        return order

    def sku(self, cells: ExportCells) -> str:
        """The seller's own code, else that of the bundle, else TikTok's id; empty where a row has none of them."""
        codes = (cells.sku, cells.bundle_sku, cells.sku_id)
        return next((code for text in codes if (code := text.strip(AROUND_CELL))), "")[:_LONGEST_SKU]

    def shipping(self, cells: ExportCells) -> HistoricShipping:
        """What shipping cost, with the discounts where they explain what was paid."""
        listed, paid = self.amount(cells, "shipping_fee"), self.amount(cells, "shipping_paid")
        seller = abs(self.amount(cells, "shipping_seller_discount") or Decimal(0))
        platform = abs(self.amount(cells, "shipping_platform_discount") or Decimal(0))
        if listed is None:
            return HistoricShipping(max(paid or Decimal(0), Decimal(0)))
        if paid is not None and listed - seller - platform != paid:
            seller, platform = Decimal(0), listed - paid
        if not 0 <= seller + platform <= listed or platform < 0:
            return HistoricShipping(max(paid or Decimal(0), Decimal(0)))
        return HistoricShipping(listed, seller, platform)

    def _units(self, cells: ExportCells) -> int:
        text = cells.units.strip(AROUND_CELL)
        if not text:
            raise RowError(Reason.MISSING_FIELD, self._name("units"))
        units = read_units(text)
        if units is None:
            raise RowError(Reason.BAD_NUMBER, self._name("units"))
        if units <= 0:
            raise RowError(Reason.ZERO_QUANTITY if units == 0 else Reason.NEGATIVE_QUANTITY)
        return units

    def _discounts(self, cells: ExportCells, gross: Decimal, after: Decimal | None) -> tuple[Decimal, Decimal]:
        """What seller and platform take off a row, such that the subtotal after discounts is the file's."""
        seller = abs(self.amount(cells, "seller_discount") or Decimal(0))
        platform = abs(self.amount(cells, "platform_discount") or Decimal(0))
        if after is None or gross - seller - platform == after or not 0 <= after <= gross:
            return seller, platform
        off = gross - after
        return (off - platform, platform) if off >= platform else (off, Decimal(0))

    def _title(self, cells: ExportCells) -> str:
        title, variation = (" ".join(text.split()) for text in (cells.title, cells.variation))
        if variation and variation.lower() != "default" and variation not in title:
            title = f"{title} ({variation})" if title else variation
        title = title or self.sku(cells)
        if not title:
            raise RowError(Reason.MISSING_FIELD, self._name("title"))
        return title

    def _check_price(self, price: Decimal) -> None:
        least, most = self._options.price_range
        if price < 0:
            raise RowError(Reason.NEGATIVE_PRICE)
        if price == 0:
            raise RowError(Reason.ZERO_PRICE)
        if not least <= price <= most:
            raise RowError(Reason.PRICE_OUT_OF_RANGE)
        if price % self._coin:
            raise RowError(Reason.PRICE_TOO_FINE)

    def _check_currency(self, mark: str) -> None:
        if not mark or not self._options.currency or self._options.any_currency:
            return
        known = currencies_of(mark) or (mark,)
        if self._options.currency not in known:
            raise RowError(Reason.OTHER_CURRENCY, known[0])

    def _name(self, field: str) -> str:
        """The file's own name of a field."""
        return self._layout.columns.get(field, field)


def without_fillers(cell: str) -> str:
    """A cell's text; empty for a dash and the like, which say that there is nothing."""
    return "" if cell.strip(AROUND_CELL).lower() in _NOTHING else cell


def _sku_of(title: str) -> str:
    """A code for a product that has none: its title's letters and digits."""
    return "-".join(re.findall(r"\w+", title.upper()))[:_LONGEST_SKU].strip("-")
