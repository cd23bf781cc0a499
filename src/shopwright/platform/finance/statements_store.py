"""Statements, and the payments that pay them."""

from __future__ import annotations

import msgspec
from sqlalchemy import and_, bindparam, insert, select, update

from shopwright import decoders
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.search import Search
from shopwright.platform.database.transaction import Repository, Tx

from .documents import Payment, PaymentStatus, Statement
from .filters import MoneyFilter
from .tables import payments, statements

_encode = msgspec.json.Encoder().encode
_statement = decoders.decoder(Statement).decode
_payment = decoders.decoder(Payment).decode

_STATEMENT = and_(statements.c.shop_id == bindparam("of_shop"), statements.c.statement_id == bindparam("of_statement"))
_GET_STATEMENT = Prepared(select(statements.c.doc).where(_STATEMENT))
_ADD_STATEMENT = Prepared(insert(statements))
_SAVE_STATEMENT = Prepared(
    update(statements)
    .where(_STATEMENT)
    .values(status=bindparam("status"), payment_id=bindparam("payment_id"), doc=bindparam("doc"))
)
_OF_PAYMENT = Prepared(
    select(statements.c.doc)
    .where(
        statements.c.shop_id == bindparam("of_shop"),
        statements.c.payment_id == bindparam("of_payment"),
    )
    .order_by(statements.c.closes_at)
)
_FAILED = Prepared(
    select(statements.c.doc)
    .where(statements.c.shop_id == bindparam("of_shop"), statements.c.status == str(PaymentStatus.FAILED))
    .order_by(statements.c.closes_at)
)
_SEARCH_STATEMENTS = Search(
    statements,
    "statement_id",
    ("doc",),
    {
        "start": statements.c.closes_at >= bindparam("start"),
        "end": statements.c.closes_at < bindparam("end"),
        "status": statements.c.status == bindparam("status"),
    },
)


class Statements(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, shop_id: str, statement_id: str) -> Statement | None:
        row = _GET_STATEMENT.first(self._connection, {"of_shop": shop_id, "of_statement": statement_id})
        return _statement(row[0]) if row else None

    def add(self, shop_id: str, statement: Statement) -> None:
        values = {"shop_id": shop_id, "statement_id": statement.statement_id, "closes_at": statement.closes_at}
        _ADD_STATEMENT.run(self._connection, {**values, **_state(statement)})

    def save(self, shop_id: str, statement: Statement) -> None:
        place = {"of_shop": shop_id, "of_statement": statement.statement_id}
        _SAVE_STATEMENT.run(self._connection, {**place, **_state(statement)})

    def of_payment(self, shop_id: str, payment_id: str) -> list[Statement]:
        """The statements that a payment pays; without an id those that no payment has taken up."""
        rows = _OF_PAYMENT.all(self._connection, {"of_shop": shop_id, "of_payment": payment_id})
        return [_statement(row[0]) for row in rows]

    def unpaid(self, shop_id: str) -> list[Statement]:
        """What the next payment is to take up: statements without one, and those whose payment failed."""
        failed = _FAILED.all(self._connection, {"of_shop": shop_id})
        return [*(_statement(row[0]) for row in failed), *self.of_payment(shop_id, "")]

    def page(
        self,
        shop_id: str,
        wanted: MoneyFilter,
        /,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[Statement]:
        rows = _SEARCH_STATEMENTS.page(
            self._connection, shop_id, wanted.parts, by=by, descending=descending, after=after, size=size
        )
        return [_statement(doc) for _, _, doc in rows]

    def count(self, shop_id: str, wanted: MoneyFilter, /) -> int:
        return _SEARCH_STATEMENTS.count(self._connection, shop_id, wanted.parts)


def _state(statement: Statement) -> dict[str, object]:
    doc = _encode(statement).decode()
    return {"status": str(statement.status), "payment_id": statement.payment_id, "doc": doc}


_PAYMENT = and_(payments.c.shop_id == bindparam("of_shop"), payments.c.payment_id == bindparam("of_payment"))
_GET_PAYMENT = Prepared(select(payments.c.doc).where(_PAYMENT).with_for_update())
_SHOP_OF_PAYMENT = Prepared(select(payments.c.shop_id).where(payments.c.payment_id == bindparam("of_payment")))
_ADD_PAYMENT = Prepared(insert(payments))
_SAVE_PAYMENT = Prepared(update(payments).where(_PAYMENT).values(status=bindparam("status"), doc=bindparam("doc")))
_SEARCH_PAYMENTS = Search(
    payments,
    "payment_id",
    ("doc",),
    {
        "start": payments.c.created_at >= bindparam("start"),
        "end": payments.c.created_at < bindparam("end"),
        "status": payments.c.status == bindparam("status"),
    },
)


class Payments(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, shop_id: str, payment_id: str) -> Payment | None:
        """One payment, held until the transaction ends."""
        row = _GET_PAYMENT.first(self._connection, {"of_shop": shop_id, "of_payment": payment_id})
        return _payment(row[0]) if row else None

    def shop_of(self, payment_id: str) -> str | None:
        row = _SHOP_OF_PAYMENT.first(self._connection, {"of_payment": payment_id})
        return str(row[0]) if row else None

    def add(self, shop_id: str, payment: Payment) -> None:
        values = {"shop_id": shop_id, "payment_id": payment.payment_id, "created_at": payment.created_at}
        doc = {"status": str(payment.status), "doc": _encode(payment).decode()}
        _ADD_PAYMENT.run(self._connection, {**values, **doc})

    def save(self, shop_id: str, payment: Payment) -> None:
        place = {"of_shop": shop_id, "of_payment": payment.payment_id}
        doc = {"status": str(payment.status), "doc": _encode(payment).decode()}
        _SAVE_PAYMENT.run(self._connection, {**place, **doc})

    def page(
        self,
        shop_id: str,
        wanted: MoneyFilter,
        /,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[Payment]:
        rows = _SEARCH_PAYMENTS.page(
            self._connection, shop_id, wanted.parts, by=by, descending=descending, after=after, size=size
        )
        return [_payment(doc) for _, _, doc in rows]

    def count(self, shop_id: str, wanted: MoneyFilter, /) -> int:
        return _SEARCH_PAYMENTS.count(self._connection, shop_id, wanted.parts)
