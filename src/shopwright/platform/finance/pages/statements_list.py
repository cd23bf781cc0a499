"""A shop's statements, what is in its account, and what is still to be settled."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.exports import Batch, Cell, export, utc_text
from shopwright.platform.core.pages.lists import Place, Rows, Spot, read_spot, rows_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.finance.documents import Statement
from shopwright.platform.finance.filters import MoneyFilter
from shopwright.platform.finance.presenter import spelled
from shopwright.platform.finance.sandbox.book import BookView, book_view
from shopwright.platform.finance.sandbox.settle import Settle, settle
from shopwright.platform.finance.statements_store import Statements
from shopwright.platform.market.regions import Region, region

from .words import PAYMENT_STATES

_ON_PAGE, _AT_ONCE = 25, 500

_HEAD = (
    "Statement",
    "Closed (UTC)",
    "Currency",
    "Revenue",
    "Shipping",
    "Fees and taxes",
    "Adjustments",
    "Settlement",
    "Reserve",
    "Payable",
    "State",
    "Payment",
)


class StatementRow(msgspec.Struct, frozen=True):
    """A statement with its amounts spelled."""

    statement: Statement
    revenue: str
    shipping: str
    fees: str
    adjustments: str
    settlement: str
    reserve: str
    payable: str
    look: str
    state: str


class StatementList(msgspec.Struct, frozen=True):
    shop: Shop
    book: BookView
    counts: dict[str, int]
    rows: list[StatementRow]
    spot: Spot
    is_cut: bool
    clock: str


def statement_row(statement: Statement, market: Region) -> StatementRow:
    """A statement as lists show it."""
    sums = statement.sums
    look, state = PAYMENT_STATES[statement.status]
    return StatementRow(
        statement=statement,
        revenue=spelled(sums.revenue, market),
        shipping=spelled(sums.shipping, market),
        fees=spelled(sums.fee_and_tax, market),
        adjustments=spelled(sums.adjustment, market),
        settlement=spelled(sums.settlement, market),
        reserve=spelled(sums.reserve, market),
        payable=spelled(sums.payable, market),
        look=look if statement.payment_id else "",
        state=state if statement.payment_id else "Waits for the next payment",
    )


async def statements_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/money``."""
    return await _reply(ask)


async def settle_now(ask: Ask) -> Response:
    """Settle what waits for time alone, and close the day's statement."""
    shop_id = ask.path("shop_id")
    closed = await ask.write(lambda tx: settle(tx, Settle(shop_id=shop_id)))
    note = (
        f"Statement {closed.statement_id} closed over {closed.settlement_amount} {closed.currency}."
        if closed.statement_id
        else "Nothing is ready to be settled: orders are once they are delivered and nothing is requested of them."
    )
    return ask.go(f"/portal/shops/{shop_id}/money", note)


async def _reply(ask: Ask) -> Response:
    shop_id = ask.path("shop_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/money", PAYMENT_STATES)
    listed = await ask.read(lambda tx: _read(tx, shop_id, spot))
    if ask.part:
        return ask.fragment("_money.html", listed=listed, states=PAYMENT_STATES)
    return ask.page("money.html", listed=listed, states=PAYMENT_STATES)


def _read(tx: Tx, shop_id: str, spot: Spot) -> StatementList:
    shop = find_shop(tx, shop_id)
    page = _find(tx, shop, spot, _ON_PAGE)
    return StatementList(
        shop=shop,
        book=book_view(tx, shop),
        counts={state: tx[Statements].count(shop_id, MoneyFilter(status=state)) for state in PAYMENT_STATES},
        rows=page.rows,
        spot=spot.before(page.next_place),
        is_cut=page.is_cut,
        clock=clock_words(tx),
    )


def _find(tx: Tx, shop: Shop, spot: Spot, size: int) -> Rows[StatementRow]:
    """The page of statements that an address asks for; a text is looked for in their ids and their payments'."""
    wanted = MoneyFilter(start=spot.since_ms, end=spot.before_ms, status=spot.state or None)

    def read(after: Place | None, most: int) -> list[Statement]:
        return tx[Statements].page(
            shop.shop_id, wanted, by="closes_at", descending=spot.descending, after=after, size=most
        )

    def has_text(statement: Statement) -> bool:
        return spot.text in statement.statement_id or spot.text in statement.payment_id

    page = rows_of(
        read,
        lambda statement: (statement.closes_at, statement.statement_id),
        has_text if spot.text else None,
        spot.place,
        size,
    )
    market = region(shop.region)
    return Rows([statement_row(statement, market) for statement in page.rows], page.next_place, page.is_cut)


async def statements_file(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/files/money.csv`` and ``.xlsx``."""
    shop_id, kind = ask.path("shop_id"), ask.path("kind")
    if kind not in ("csv", "xlsx"):
        raise NOT_FOUND(what=f"The file money.{kind[:10]}")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/money", PAYMENT_STATES)
    shop = await ask.read(lambda tx: find_shop(tx, shop_id))
    return await export("statements", kind, _HEAD, _batches(ask, shop, spot))


async def _batches(ask: Ask, shop: Shop, spot: Spot) -> AsyncIterator[Batch]:
    while True:
        page = await ask.read(lambda tx, spot=spot: _find(tx, shop, spot, _AT_ONCE))  # type: ignore[misc]
        yield [_cells(row, region(shop.region)) for row in page.rows]
        if page.next_place is None:
            return
        spot = msgspec.structs.replace(spot, after=f"{page.next_place[0]}-{page.next_place[1]}")


def _cells(row: StatementRow, market: Region) -> list[Cell]:
    statement, sums = row.statement, row.statement.sums
    amounts = (sums.revenue, sums.shipping, sums.fee_and_tax, sums.adjustment, sums.settlement, sums.reserve)
    return [
        statement.statement_id,
        utc_text(statement.closes_at),
        market.currency,
        *amounts,
        sums.payable,
        row.state,
        statement.payment_id,
    ]
