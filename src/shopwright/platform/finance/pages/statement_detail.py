"""One statement: what it comes to, and every transaction on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO
from shopwright.platform.core.pages.exports import Batch, Cell, export, utc_text
from shopwright.platform.core.pages.lists import Place, Spot, read_spot, rows_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.finance.documents import Entry
from shopwright.platform.finance.entries_store import Entries, EntryFilter
from shopwright.platform.finance.presenter import spelled
from shopwright.platform.finance.statements_store import Statements
from shopwright.platform.market.regions import Region, region

from .statements_list import StatementRow, statement_row
from .words import words_of_type

_ON_PAGE, _AT_ONCE = 50, 500

_HEAD = (
    "Transaction",
    "Type",
    "Order",
    "Adjustment",
    "Ordered (UTC)",
    "Revenue",
    "Shipping",
    "Fees and taxes",
    "Adjusted by",
    "Reserve",
    "Settlement",
)


class EntryRow(msgspec.Struct, frozen=True):
    """A transaction with its amounts spelled; ``what`` is its type in words."""

    entry: Entry
    what: str
    revenue: str
    shipping: str
    fees: str
    other: str
    settlement: str


class StatementDetail(msgspec.Struct, frozen=True):
    shop: Shop
    row: StatementRow
    count: int
    entries: list[EntryRow]
    spot: Spot
    currency: str
    clock: str


def entry_row(entry: Entry, market: Region) -> EntryRow:
    """A transaction as lists show it."""
    amounts = entry.amounts
    other = entry.adjustment + (entry.reserve.amount if entry.reserve else ZERO)
    return EntryRow(
        entry=entry,
        what=words_of_type(entry.type),
        revenue=spelled(amounts.revenue_total, market),
        shipping=spelled(amounts.shipping_total, market),
        fees=spelled(amounts.fee_and_tax_total, market),
        other=spelled(other, market),
        settlement=spelled(entry.settlement, market),
    )


async def statement_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/money/{statement_id}``."""
    shop_id, statement_id = ask.path("shop_id"), ask.path("statement_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/money/{statement_id}", ())
    detail = await ask.read(lambda tx: _read(tx, shop_id, statement_id, spot))
    if ask.part:
        return ask.fragment("_statement.html", detail=detail)
    return ask.page("statement.html", detail=detail)


def _read(tx: Tx, shop_id: str, statement_id: str, spot: Spot) -> StatementDetail:
    shop = find_shop(tx, shop_id)
    statement = tx[Statements].get(shop_id, statement_id)
    if statement is None:
        raise NOT_FOUND(what=f"The statement {statement_id[:40]}")
    market, wanted = region(shop.region), EntryFilter(statement_id=statement_id)
    rows, after = _entries(tx, shop_id, wanted, spot, _ON_PAGE)
    return StatementDetail(
        shop=shop,
        row=statement_row(statement, market),
        count=statement.count,
        entries=[entry_row(entry, market) for entry in rows],
        spot=spot.before(after),
        currency=market.currency,
        clock=clock_words(tx),
    )


def _entries(tx: Tx, shop_id: str, wanted: EntryFilter, spot: Spot, size: int) -> tuple[list[Entry], Place | None]:
    """A page of a statement's transactions, by the time of their orders, and where the next one begins."""

    def read(after: Place | None, most: int) -> list[tuple[int, Entry]]:
        return tx[Entries].page(shop_id, wanted, by="ordered_at", descending=False, after=after, size=most)

    page = rows_of(read, lambda row: (row[0], row[1].entry_id), None, spot.place, size)
    return [entry for _, entry in page.rows], page.next_place


async def statement_file(ask: Ask) -> Response:
    """All transactions of a statement, as CSV or XLSX."""
    shop_id, statement_id, kind = ask.path("shop_id"), ask.path("statement_id"), ask.path("kind")
    if kind not in ("csv", "xlsx"):
        raise NOT_FOUND(what=f"The file rows.{kind[:10]}")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/money/{statement_id}", ())
    await ask.read(lambda tx: _read(tx, shop_id, statement_id, spot))
    return await export(f"statement-{statement_id}", kind, _HEAD, _batches(ask, shop_id, statement_id, spot))


async def _batches(ask: Ask, shop_id: str, statement_id: str, spot: Spot) -> AsyncIterator[Batch]:
    wanted = EntryFilter(statement_id=statement_id)
    while True:
        rows, after = await ask.read(lambda tx, spot=spot: _entries(tx, shop_id, wanted, spot, _AT_ONCE))  # type: ignore[misc]
        yield [_cells(entry) for entry in rows]
        if after is None:
            return
        spot = msgspec.structs.replace(spot, after=f"{after[0]}-{after[1]}")


def _cells(entry: Entry) -> list[Cell]:
    amounts = entry.amounts
    reserve = entry.reserve.amount if entry.reserve else ZERO
    texts = [entry.entry_id, entry.type, entry.order_id, entry.adjustment_id]
    numbers = [amounts.revenue_total, amounts.shipping_total, amounts.fee_and_tax_total, entry.adjustment, reserve]
    return [*texts, utc_text(entry.ordered_at), *numbers, entry.settlement]
