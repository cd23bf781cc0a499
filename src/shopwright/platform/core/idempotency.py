"""Replies by idempotency key, so that a repeated call gets its first result."""

from __future__ import annotations

import msgspec
from sqlalchemy import bindparam, insert, select

from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

idempotency = table(
    "idempotency",
    BUSINESS,
    key("shop_id"),
    key("operation"),
    key("idempotency_key"),
    text("body_digest"),
    document("reply"),
    ms("created_at"),
)


class StoredReply(msgspec.Struct, frozen=True):
    body_digest: str
    reply: str


_ONE = Prepared(
    select(idempotency.c.body_digest, idempotency.c.reply).where(
        idempotency.c.shop_id == bindparam("shop_id"),
        idempotency.c.operation == bindparam("operation"),
        idempotency.c.idempotency_key == bindparam("key"),
    )
)
_ADD = Prepared(insert(idempotency))


class Idempotency(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def find(self, shop_id: str, operation: str, key: str) -> StoredReply | None:
        row = _ONE.first(self._connection, {"shop_id": shop_id, "operation": operation, "key": key})
        return StoredReply(*row) if row else None

    def add(self, shop_id: str, operation: str, key: str, stored: StoredReply, now_ms: int) -> None:
        """Remember a reply. A second one for the same key is a conflict that rolls its call back."""
        values = {"shop_id": shop_id, "operation": operation, "idempotency_key": key, "created_at": now_ms}
        _ADD.run(self._connection, {**values, **msgspec.structs.asdict(stored)})
