"""Transactions, settled and unsettled."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from sqlalchemy import and_, bindparam, delete, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.compression import pack, unpack
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.search import Search, parts_given
from shopwright.platform.database.transaction import Repository, Tx

from .amounts import net_sales
from .coins import from_coins, in_coins
from .documents import NEVER, ORDER, Entry, Sums
from .tables import SUMMED, entries

_encode = msgspec.json.Encoder().encode
_entry = decoders.decoder(Entry).decode

#: The statement of an entry that stands on none.
UNSETTLED = ""

_MINE = entries.c.shop_id == bindparam("of_shop")
_THIS = and_(_MINE, entries.c.entry_id == bindparam("of_entry"))
_of_order = (
    select(entries.c.statement_id, entries.c.doc)
    .where(_MINE, entries.c.order_id == bindparam("of_order"))
    .order_by(entries.c.entry_id)
)
_OF_ORDER = Prepared(_of_order)
_OF_ORDER_HELD = Prepared(_of_order.with_for_update())
_GET = Prepared(select(entries.c.statement_id, entries.c.doc).where(_THIS))
_ADD = Prepared(insert(entries))
_DELETE = Prepared(delete(entries).where(_THIS))
_DUE = and_(_MINE, entries.c.statement_id == UNSETTLED, entries.c.due_at < bindparam("until"))
_MAKE_DUE = Prepared(
    update(entries)
    .where(
        _MINE,
        entries.c.statement_id == UNSETTLED,
        entries.c.type == ORDER,
        entries.c.due_at.between(bindparam("after"), bindparam("before")),
    )
    .values(due_at=bindparam("at"))
)
_MAKE_ENTRY_DUE = Prepared(update(entries).where(_THIS).values(due_at=bindparam("at")))
_SETTLE = Prepared(update(entries).where(_DUE).values(statement_id=bindparam("to_statement")))
_SUMS = Prepared(
    select(*(func.coalesce(func.sum(entries.c[name]), 0) for name in SUMMED), func.count()).where(
        _MINE,
        entries.c.statement_id == bindparam("of_statement"),
        entries.c.ordered_at >= bindparam("ordered_from"),
        entries.c.ordered_at < bindparam("ordered_before"),
    )
)
_SEARCH = Search(
    entries,
    "entry_id",
    ("doc",),
    {
        "statement_id": entries.c.statement_id == bindparam("statement_id"),
        "ordered_from": entries.c.ordered_at >= bindparam("ordered_from"),
        "ordered_before": entries.c.ordered_at < bindparam("ordered_before"),
    },
)


class EntryFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of entries selects; the end of the times is excluded."""

    statement_id: str
    ordered_from: int | None = None
    ordered_before: int | None = None

    @property
    def parts(self) -> dict[str, object]:
        return parts_given(msgspec.structs.asdict(self))


class Entries(Repository):
    """Transactions, settled and unsettled."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def of_order(self, shop_id: str, order_id: str, *, for_change: bool = False) -> list[tuple[str, Entry]]:
        """The entries of an order, the oldest first, each after the id of its statement."""
        statement = _OF_ORDER_HELD if for_change else _OF_ORDER
        rows = statement.all(self._connection, {"of_shop": shop_id, "of_order": order_id})
        return [(str(statement_id), _entry(unpack(doc))) for statement_id, doc in rows]

    def get(self, shop_id: str, entry_id: str) -> tuple[str, Entry] | None:
        row = _GET.first(self._connection, {"of_shop": shop_id, "of_entry": entry_id})
        return (str(row[0]), _entry(unpack(row[1]))) if row else None

    def add(self, shop_id: str, entry: Entry, decimals: int, statement_id: str = UNSETTLED) -> None:
        amounts = entry.amounts
        sums = {
            "revenue": amounts.revenue_total,
            "net_sales": net_sales(amounts.revenue),
            "shipping": amounts.shipping_total,
            "fee_and_tax": amounts.fee_and_tax_total,
            "adjustment": entry.adjustment,
            "reserve": entry.reserve.amount if entry.reserve else Decimal(0),
        }
        values = {
            "shop_id": shop_id,
            "entry_id": entry.entry_id,
            "statement_id": statement_id,
            "type": entry.type,
            "order_id": entry.order_id,
            "ordered_at": entry.ordered_at,
            "due_at": entry.due_at,
            **{name: in_coins(amount, decimals) for name, amount in sums.items()},
            "doc": pack(_encode(entry)),
        }
        _ADD.run(self._connection, values)

    def delete(self, shop_id: str, entry_id: str) -> None:
        _DELETE.run(self._connection, {"of_shop": shop_id, "of_entry": entry_id})

    def settle(self, shop_id: str, until_ms: int, statement_id: str) -> None:
        """Put what is due before a moment on a statement."""
        _SETTLE.run(self._connection, {"of_shop": shop_id, "until": until_ms, "to_statement": statement_id})

    def make_due(self, shop_id: str, at_ms: int) -> None:
        """Make every order due that waits for time alone."""
        values = {"of_shop": shop_id, "after": at_ms, "before": NEVER - 1, "at": at_ms - 1}
        _MAKE_DUE.run(self._connection, values)

    def make_entry_due(self, shop_id: str, entry_id: str, at_ms: int) -> None:
        """Make one unsettled entry due."""
        _MAKE_ENTRY_DUE.run(self._connection, {"of_shop": shop_id, "of_entry": entry_id, "at": at_ms - 1})

    def sums(self, shop_id: str, wanted: EntryFilter, decimals: int) -> tuple[Sums, int]:
        """What entries come to, and how many they are."""
        values = {
            "of_shop": shop_id,
            "of_statement": wanted.statement_id,
            "ordered_from": wanted.ordered_from or 0,
            "ordered_before": NEVER if wanted.ordered_before is None else wanted.ordered_before,
        }
        row = _SUMS.first(self._connection, values)
        assert row is not None
        return Sums(*(from_coins(coins, decimals) for coins in row[:-1])), int(row[-1])

    def page(
        self,
        shop_id: str,
        wanted: EntryFilter,
        /,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[tuple[int, Entry]]:
        """Up to ``size`` entries, sorted by time and id, each after that time."""
        rows = _SEARCH.page(
            self._connection, shop_id, wanted.parts, by=by, descending=descending, after=after, size=size
        )
        return [(at, _entry(unpack(doc))) for at, _, doc in rows]

    def count(self, shop_id: str, wanted: EntryFilter, /) -> int:
        return _SEARCH.count(self._connection, shop_id, wanted.parts)
