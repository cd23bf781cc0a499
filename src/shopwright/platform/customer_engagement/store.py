"""The engagement tasks of shops, whom they were sent to, and what shops may use."""

from __future__ import annotations

import msgspec
from sqlalchemy import BigInteger, Column, Index, bindparam, func, insert, select

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .task import Permissions, Recipient, Task

engagement_tasks = table(
    "engagement_tasks",
    BUSINESS,
    key("shop_id"),
    key("task_id"),
    ms("end_at"),
    document(),
    Index("engagement_tasks_by_end", "shop_id", "end_at"),
)
engagement_recipients = table(
    "engagement_recipients",
    BUSINESS,
    key("shop_id"),
    key("task_id"),
    key("buyer_id"),
    text("conversation_id"),
    ms("sent_at"),
    Column("position", BigInteger, nullable=False),
)
engagement_permissions = table("engagement_permissions", BUSINESS, key("shop_id"), document())

_t, _r = engagement_tasks.c, engagement_recipients.c
_TASK = Prepared(select(_t.doc).where(_t.shop_id == bindparam("shop_id"), _t.task_id == bindparam("task_id")))
_NEWEST = Prepared(
    select(_t.doc)
    .where(_t.shop_id == bindparam("shop_id"), _t.end_at > bindparam("ends_after"))
    .order_by(_t.task_id.desc())
    .limit(bindparam("size"))
)
_ADD_TASK, _ADD_RECIPIENT = Prepared(insert(engagement_tasks)), Prepared(insert(engagement_recipients))
_of_task = (_r.shop_id == bindparam("shop_id"), _r.task_id == bindparam("task_id"))
_RECIPIENTS = Prepared(
    select(_r.buyer_id, _r.conversation_id, _r.sent_at, _r.position).where(*_of_task).order_by(_r.buyer_id)
)
_RECIPIENT = Prepared(select(_r.sent_at).where(*_of_task, _r.buyer_id == bindparam("buyer_id")))
_COUNT = Prepared(select(func.count()).where(*_of_task))
_PERMISSIONS = Prepared(
    select(engagement_permissions.c.doc).where(engagement_permissions.c.shop_id == bindparam("shop_id"))
)

_read_task = decoders.decoder(Task).decode
_read_permissions = decoders.decoder(Permissions).decode


class Tasks(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, shop_id: str, task: Task) -> None:
        doc = msgspec.json.encode(task).decode()
        _ADD_TASK.run(
            self._connection, {"shop_id": shop_id, "task_id": task.task_id, "end_at": task.end_at, "doc": doc}
        )

    def get(self, shop_id: str, task_id: str) -> Task | None:
        row = _TASK.first(self._connection, {"shop_id": shop_id, "task_id": task_id})
        return _read_task(row[0]) if row else None

    def newest(self, shop_id: str, size: int, ends_after: int = 0) -> list[Task]:
        """Up to ``size`` tasks, the newest first; those that end after a moment in milliseconds."""
        values = {"shop_id": shop_id, "ends_after": ends_after, "size": size}
        return [_read_task(row[0]) for row in _NEWEST.all(self._connection, values)]

    def add_recipient(self, shop_id: str, task_id: str, recipient: Recipient) -> None:
        values = {"shop_id": shop_id, "task_id": task_id, **msgspec.structs.asdict(recipient)}
        _ADD_RECIPIENT.run(self._connection, values)

    def has_recipient(self, shop_id: str, task_id: str, buyer_id: str) -> bool:
        values = {"shop_id": shop_id, "task_id": task_id, "buyer_id": buyer_id}
        return _RECIPIENT.first(self._connection, values) is not None

    def recipients(self, shop_id: str, task_id: str) -> list[Recipient]:
        """All that the task was sent to."""
        rows = _RECIPIENTS.all(self._connection, {"shop_id": shop_id, "task_id": task_id})
        return [Recipient(*row) for row in rows]

    def count_recipients(self, shop_id: str, task_id: str) -> int:
        row = _COUNT.first(self._connection, {"shop_id": shop_id, "task_id": task_id})
        return int(row[0]) if row else 0


class EngagementPermissions(Repository):
    """What each shop may use; everything unless something else was set."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def get(self, shop_id: str) -> Permissions:
        row = _PERMISSIONS.first(self._tx.connection, {"shop_id": shop_id})
        return _read_permissions(row[0]) if row else Permissions()

    def save(self, shop_id: str, permissions: Permissions) -> None:
        doc = msgspec.json.encode(permissions).decode()
        fresh = self._tx.dialect.insert(engagement_permissions).values(shop_id=shop_id, doc=doc)
        stored = fresh.on_conflict_do_update(index_elements=["shop_id"], set_={"doc": fresh.excluded.doc})
        self._tx.connection.execute(stored)
