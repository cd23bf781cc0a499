"""What is claimed against orders: cancellations, returns, aftersales requests, RMAs; and the keys of invoices.

All have the same shape in the store: a document, whose it is, and the columns that searches use.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

import msgspec
from sqlalchemy import Index, bindparam, func, insert, select, update

from shopwright.platform.database.columns import BUSINESS, key, ms, packed, table, text
from shopwright.platform.database.compression import pack, unpack
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.search import Search, parts_given
from shopwright.platform.database.transaction import Repository, Tx

cases = table(
    "cases",
    BUSINESS,
    key("shop_id"),
    key("kind"),
    key("case_id"),
    text("order_id"),
    text("buyer_id"),
    text("type"),
    text("status"),
    text("standing"),
    text("parent_id"),
    text("package_id"),
    ms("created_at"),
    ms("updated_at"),
    packed("doc"),
    Index("cases_by_creation", "shop_id", "kind", "created_at", "case_id"),
    Index("cases_by_update", "shop_id", "kind", "updated_at", "case_id"),
    Index("cases_by_status", "shop_id", "kind", "status", "created_at", "case_id"),
    Index("cases_by_order", "shop_id", "kind", "order_id"),
    Index("cases_by_parent", "shop_id", "kind", "parent_id"),
    Index("cases_by_id", "kind", "case_id"),
)


_encode = msgspec.json.Encoder().encode


class CaseKind(StrEnum):
    CANCELLATION = "cancellation"
    RETURN = "return"
    AFTERSALES = "aftersales"
    RMA = "rma"
    INVOICE_KEY = "invoice_key"


class CaseIndex(msgspec.Struct, frozen=True, kw_only=True):
    """The columns that searches use. ``standing`` is a second state, such as that of an arbitration; times in ms."""

    case_id: str
    order_id: str
    buyer_id: str
    type: str
    status: str
    standing: str = ""
    parent_id: str = ""
    package_id: str = ""
    created_at: int
    updated_at: int


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search selects. Empty means no limit; times in milliseconds, the end excluded."""

    case_ids: tuple[str, ...] = ()
    order_ids: tuple[str, ...] = ()
    buyer_ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    parent_ids: tuple[str, ...] = ()
    package_ids: tuple[str, ...] = ()
    created_from: int | None = None
    created_before: int | None = None
    updated_from: int | None = None
    updated_before: int | None = None


_LISTS = {
    "case_ids": cases.c.case_id,
    "order_ids": cases.c.order_id,
    "buyer_ids": cases.c.buyer_id,
    "types": cases.c.type,
    "statuses": cases.c.status,
    "standings": cases.c.standing,
    "parent_ids": cases.c.parent_id,
    "package_ids": cases.c.package_id,
}
_SEARCH = Search(
    cases,
    "case_id",
    ("doc",),
    {
        "kind": cases.c.kind == bindparam("kind"),
        **{name: column.in_(bindparam(name, expanding=True)) for name, column in _LISTS.items()},
        "created_from": cases.c.created_at >= bindparam("created_from"),
        "created_before": cases.c.created_at < bindparam("created_before"),
        "updated_from": cases.c.updated_at >= bindparam("updated_from"),
        "updated_before": cases.c.updated_at < bindparam("updated_before"),
    },
    tuple(_LISTS),
)
_select = select(cases.c.doc).where(
    cases.c.shop_id == bindparam("shop_id"), cases.c.kind == bindparam("kind"), cases.c.case_id == bindparam("case_id")
)
_ONE, _ONE_LOCKED = Prepared(_select), Prepared(_select.with_for_update())
_SHOP_OF = Prepared(
    select(cases.c.shop_id).where(cases.c.kind == bindparam("kind"), cases.c.case_id == bindparam("case_id"))
)
_COUNTS = Prepared(
    select(cases.c.status, func.count())
    .where(cases.c.shop_id == bindparam("shop_id"), cases.c.kind == bindparam("kind"))
    .group_by(cases.c.status)
)
_ADD = Prepared(insert(cases))
_SAVE = Prepared(
    update(cases)
    .where(
        cases.c.shop_id == bindparam("of_shop"),
        cases.c.kind == bindparam("of_kind"),
        cases.c.case_id == bindparam("of_case"),
    )
    .values({column.name: bindparam(column.name) for column in cases.columns if not column.primary_key})
)
_REWRITE = Prepared(
    update(cases)
    .where(
        cases.c.shop_id == bindparam("of_shop"),
        cases.c.kind == bindparam("of_kind"),
        cases.c.case_id == bindparam("of_case"),
    )
    .values(doc=bindparam("doc"))
)

Document = TypeVar("Document", bound=msgspec.Struct)


class Cases(Repository, Generic[Document]):
    """The cases of one kind. A subclass names the kind and decodes its documents."""

    shows_changes = True
    _kind: ClassVar[CaseKind]

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, shop_id: str, case_id: str, *, for_change: bool = False) -> Document | None:
        """One case; ``for_change`` holds its row until the transaction ends."""
        statement = _ONE_LOCKED if for_change else _ONE
        row = statement.first(self._connection, {"shop_id": shop_id, "kind": str(self._kind), "case_id": case_id})
        return self._read(row[0]) if row else None

    @abstractmethod
    def _decode(self, text: bytes) -> Document:
        """The document of a case from its JSON text."""

    def _read(self, stored: bytes) -> Document:
        return self._decode(unpack(stored))

    def add(self, shop_id: str, index: CaseIndex, doc: Document) -> None:
        _ADD.run(self._connection, {"shop_id": shop_id, "kind": str(self._kind), **_columns(index, doc)})

    def save(self, shop_id: str, index: CaseIndex, doc: Document) -> None:
        """Write a case that was read for change."""
        place = {"of_shop": shop_id, "of_kind": str(self._kind), "of_case": index.case_id}
        _SAVE.run(self._connection, {**place, **_columns(index, doc)})

    def rewrite(self, shop_id: str, docs: Mapping[str, Document]) -> None:
        """Write documents by their ids, where nothing that is searched for is another: nothing is told of it."""
        place = {"of_shop": shop_id, "of_kind": str(self._kind)}
        rows = [{**place, "of_case": case_id, "doc": pack(_encode(doc))} for case_id, doc in docs.items()]
        _REWRITE.run_many(self._connection, rows)

    def shop_of(self, case_id: str) -> str | None:
        """The shop that a case is of."""
        row = _SHOP_OF.first(self._connection, {"kind": str(self._kind), "case_id": case_id})
        return str(row[0]) if row else None

    def page(
        self,
        shop_id: str,
        case_filter: CaseFilter,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[tuple[int, Document]]:
        """Up to ``size`` cases by ``created_at`` or ``updated_at`` and id, after such a pair; with that time."""
        rows = _SEARCH.page(
            self._connection, shop_id, self._limits(case_filter), by=by, descending=descending, after=after, size=size
        )
        return [(at, self._read(stored)) for at, _, stored in rows]

    def count(self, shop_id: str, case_filter: CaseFilter) -> int:
        return _SEARCH.count(self._connection, shop_id, self._limits(case_filter))

    def counts(self, shop_id: str) -> dict[str, int]:
        """State → how many cases."""
        rows = _COUNTS.all(self._connection, {"shop_id": shop_id, "kind": str(self._kind)})
        return {str(status): int(count) for status, count in rows}

    def of_orders(self, shop_id: str, order_ids: Iterable[str]) -> list[Document]:
        """Every case of some orders, the oldest first; at most a thousand."""
        wanted = tuple(order_ids)
        if not wanted:
            return []
        mine = CaseFilter(order_ids=wanted)
        return [doc for _, doc in self.page(shop_id, mine, by="created_at", descending=False, after=None, size=1000)]

    def _limits(self, case_filter: CaseFilter) -> dict[str, object]:
        return {"kind": str(self._kind), **parts_given(msgspec.structs.asdict(case_filter))}


def _columns(index: CaseIndex, doc: msgspec.Struct) -> dict[str, object]:
    return {**msgspec.structs.asdict(index), "doc": pack(_encode(doc))}
