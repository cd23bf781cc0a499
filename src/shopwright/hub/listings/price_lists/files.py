"""Price lists as CSV and XLSX: written so that reading the file again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO

from shopwright.hub.access.models import User
from shopwright.hub.catalog.imports.files import SAMPLE, received
from shopwright.hub.catalog.imports.guess import guess_layout, guess_text
from shopwright.hub.catalog.imports.problems import CellError, FileError
from shopwright.hub.catalog.imports.settings import Settings
from shopwright.hub.catalog.imports.table import TableRow, first_rows, kind_of, rows_from, write_table
from shopwright.hub.catalog.imports.values import Cell, money, text_of, undefuse
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.money import WHOLE
from shopwright.hub.listings.models import ListingRule, PriceFile, PriceList

from .price_book import PriceBook

#: Rows that a file of prices may have, and faults that are kept of one.
MOST_ROWS = 200_000
_MOST_FAULTS = 500
_CHUNK = 2000


class PriceSheet:
    """The rows of an export: every variant, with its own price where it has one, and what the list makes of it."""

    def __init__(self, price_list: PriceList) -> None:
        self._list = price_list
        self.header = ["SKU", "Price", "Currency", "Product", "By rule"]

    def rows(self) -> Iterator[list[object]]:
        own = Variant.objects.filter(workspace_id=self._list.workspace_id)
        ids = list(own.order_by("product_id", "position", "pk").values_list("pk", flat=True))
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            variants = own.select_related("product").in_bulk(chunk)
            prices = dict(self._list.prices.filter(variant_id__in=chunk).values_list("variant_id", "price"))
            made = prices_of_list(self._list, list(variants.values()))
            for pk in chunk:
                variant = variants[pk]
                by_rule = None if pk in prices else made[pk]
                yield [variant.sku, prices.get(pk), self._list.currency, variant.product.title, by_rule]


def prices_of_list(price_list: PriceList, variants: list[Variant]) -> dict[int, Decimal | None]:
    """What variants cost by a list alone, whoever uses it."""
    shop = Connection(workspace_id=price_list.workspace_id, name=price_list.name, currency=price_list.currency)
    book = PriceBook(shop, ListingRule(connection=shop, price_list=price_list))
    book.load([variant.pk for variant in variants])
    return {variant.pk: book.price(variant) for variant in variants}


def read_prices(price_list: PriceList, file: IO[bytes], name: str, by: User) -> PriceFile:
    """Read a file with the columns SKU and Price, and keep it to be looked at. Raises FileError for no such table.

    A row without a price takes the SKU's own price out of the list.
    """
    with received(file) as sent:
        with sent.path.open("rb") as source:
            kind = kind_of(source)
            settings = guess_text(source) if kind == "csv" else Settings(kind="xlsx")
        table = sent.path.with_name("table")
        count, _, _ = write_table(sent.path, settings, table)
        if count > MOST_ROWS:
            raise FileError(f"The file has more than {MOST_ROWS:,} rows. Send it in parts.")
        return _read_table(price_list, settings, table, name, by)


def _read_table(price_list: PriceList, settings: Settings, table: Path, name: str, by: User) -> PriceFile:
    with table.open("rb") as rows:
        layout, _, columns = guess_layout(settings, first_rows(rows, SAMPLE), price_list.currency)
        if "sku" not in columns or "price" not in columns:
            raise FileError("The file needs a column SKU and a column Price. Export the list to see how it looks.")
        reader = _Reader(price_list, layout, columns)
        for row, _ in rows_from(rows):
            if row.number >= layout.data_from:
                reader.read(row)
    kept = reader.resolve()
    if not kept and not reader.faults:
        raise FileError("The file has no rows. Export the list again, and fill in prices.")
    return PriceFile.objects.create(
        workspace_id=price_list.workspace_id,
        price_list=price_list,
        name=name[:200],
        rows=[[pk, None if price is None else str(price)] for pk, price in kept.items()],
        faults=reader.faults[:_MOST_FAULTS],
        sent_by=by,
    )


class _Reader:
    """Collects prices by SKU; ``faults``: rows that are left out, with the line, the SKU and what to do."""

    def __init__(self, price_list: PriceList, settings: Settings, columns: list[str]) -> None:
        self._list, self._reading, self._columns = price_list, settings.reading, columns
        self._prices: dict[str, tuple[int, Decimal | None]] = {}
        self.faults: list[list[object]] = []

    def read(self, row: TableRow) -> None:
        sku = undefuse(text_of(self._cell(row, "sku")).strip())
        if not sku:
            return
        try:
            price = self._price(row)
        except CellError as error:
            self.faults.append([row.number, sku, f"{error.problem}. {error.remedy}"])
            return
        if sku in self._prices:
            self.faults.append([row.number, sku, "The SKU came before in this file. Its first price is taken."])
            return
        self._prices[sku] = (row.number, price)

    def resolve(self) -> dict[int, Decimal | None]:
        """Prices by variant. SKUs that nobody knows become faults."""
        skus, known = list(self._prices), dict[str, int]()
        for start in range(0, len(skus), _CHUNK):
            own = Variant.objects.filter(workspace_id=self._list.workspace_id, sku__in=skus[start : start + _CHUNK])
            known.update(own.values_list("sku", "pk"))
        unknown = [[line, sku, "There is no such SKU."] for sku, (line, _) in self._prices.items() if sku not in known]
        self.faults = sorted([*self.faults, *unknown], key=lambda fault: str(fault[0]).zfill(9))
        return {known[sku]: price for sku, (_, price) in self._prices.items() if sku in known}

    def _price(self, row: TableRow) -> Decimal | None:
        cell = self._cell(row, "price")
        if cell == "":
            return None
        amount = money(cell, self._reading, 0 if self._list.currency in WHOLE else 2)
        named = amount.currency or text_of(self._cell(row, "currency")).strip().upper()
        if named and named != self._list.currency:
            raise CellError(f"The price is in {named}", f"Give one in {self._list.currency}: nothing is exchanged.")
        if amount.amount <= 0:
            raise CellError("The price is 0", "Give a price above 0, or none to take it out of the list.")
        return amount.amount

    def _cell(self, row: TableRow, field: str) -> Cell:
        place = self._columns.index(field) if field in self._columns else len(row.cells)
        return row.cells[place] if place < len(row.cells) else ""
