"""Closes a shop's statement at the end of a day, 00:00 UTC, with what is due, and begins its payment."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import due
from shopwright.platform.clock.store import DueAction
from shopwright.platform.core.durations import DAY_MS, day_end_ms
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO, rounded
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.wire.ids import IdKind

from .books_store import Books
from .documents import RESERVE, Book, Entry, Reserve, Statement, Sums
from .entries_store import Entries, EntryFilter
from .order_accounts import CLOSE, add_entry, plan_closing
from .payouts import pay_out
from .statements_store import Statements


@due(CLOSE)
def close_planned(tx: Tx, action: DueAction) -> None:
    """Close the statement of the day that ends, or the next, where that of the day was closed early."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    if tx[Books].hold(shop.shop_id).closed_until >= action.due_at:
        plan_closing(tx, shop, tx[Books].get(shop.shop_id).closed_until)
    else:
        close_statement(tx, shop, action.due_at, action.due_at)


def close_early(tx: Tx, shop: Shop, now_ms: int) -> Statement | None:
    """Close the statement of today, or of the first day whose is not closed, before its time."""
    closed_until = tx[Books].get(shop.shop_id).closed_until
    closes_at = max(day_end_ms(now_ms), closed_until + DAY_MS)
    return close_statement(tx, shop, now_ms + 1, closes_at)


def close_statement(tx: Tx, shop: Shop, until_ms: int, closes_at: int) -> Statement | None:
    """Settle what is due before ``until_ms`` on the statement of the day that ends at ``closes_at``.

    Without anything due there is no statement. The shop's book is held by the caller.
    """
    entries, book = tx[Entries], tx[Books].get(shop.shop_id)
    decimals = region(shop.region).currency_decimals
    statement_id = tx.new_id(IdKind.STATEMENT)
    entries.settle(shop.shop_id, until_ms, statement_id)
    sums, count = entries.sums(shop.shop_id, EntryFilter(statement_id=statement_id), decimals)
    if not count:
        return None
    kept = _keep_back(tx, shop, book, sums, statement_id, closes_at)
    statement = Statement(
        statement_id=statement_id,
        closes_at=closes_at,
        sums=msgspec.structs.replace(sums, reserve=sums.reserve + kept),
        count=count + bool(kept),
    )
    tx[Statements].add(shop.shop_id, statement)
    tx[Books].save(shop.shop_id, msgspec.structs.replace(book, closed_until=closes_at))
    pay_out(tx, shop, statement, until_ms)
    return tx[Statements].get(shop.shop_id, statement_id)


def _keep_back(tx: Tx, shop: Shop, book: Book, sums: Sums, statement_id: str, closes_at: int) -> Decimal:
    """Keep a part of a statement back, and plan when it is given back; answers how much, as a negative amount."""
    decimals = region(shop.region).currency_decimals
    amount = rounded(max(sums.settlement, ZERO) * book.reserve_rate, decimals)
    if not amount:
        return ZERO
    reserve_id, release_at = tx.new_id(IdKind.RESERVE), closes_at + book.reserve_days * DAY_MS
    kept = Entry(
        entry_id=tx.new_id(IdKind.TRANSACTION),
        type=RESERVE,
        ordered_at=closes_at,
        due_at=closes_at,
        reserve=Reserve(reserve_id, -amount, release_at, "RESERVED"),
    )
    tx[Entries].add(shop.shop_id, kept, decimals, statement_id)
    given_back = Entry(
        entry_id=tx.new_id(IdKind.TRANSACTION),
        type=RESERVE,
        ordered_at=closes_at,
        due_at=release_at,
        waits_for="RESERVE_PERIOD",
        reserve=Reserve(reserve_id, amount, release_at, "RELEASED"),
    )
    add_entry(tx, shop, given_back)
    return -amount
