"""Tasks of lettering images in other languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Index, bindparam, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .model import TranslationTask

translation_tasks = table(
    "translation_tasks",
    BUSINESS,
    key("shop_id"),
    key("task_id"),
    ms("created_at"),
    document(),
    Index("translation_tasks_by_creation", "shop_id", "created_at"),
)

_MINE = translation_tasks.c.shop_id == bindparam("of_shop")
_SOME = Prepared(
    select(translation_tasks.c.doc).where(
        _MINE, translation_tasks.c.task_id.in_(bindparam("task_ids", expanding=True))
    ),
    "task_ids",
)
_NEWEST = Prepared(
    select(translation_tasks.c.doc).where(_MINE).order_by(translation_tasks.c.task_id.desc()).limit(bindparam("size"))
)
_SINCE = Prepared(
    select(func.count()).select_from(translation_tasks).where(_MINE, translation_tasks.c.created_at >= bindparam("at"))
)
_ADD = Prepared(insert(translation_tasks))
_SAVE = Prepared(
    update(translation_tasks)
    .where(_MINE, translation_tasks.c.task_id == bindparam("of_task"))
    .values(doc=bindparam("doc"))
)

_decode = decoders.decoder(TranslationTask).decode


class TranslationTasks(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add_many(self, shop_id: str, tasks: Sequence[TranslationTask]) -> None:
        """Insert new tasks."""
        _ADD.run_many(
            self._connection,
            [
                {"shop_id": shop_id, "task_id": task.task_id, "created_at": task.created_at, "doc": _text(task)}
                for task in tasks
            ],
        )

    def save(self, shop_id: str, task: TranslationTask) -> None:
        """Write what became of a task."""
        _SAVE.run(self._connection, {"of_shop": shop_id, "of_task": task.task_id, "doc": _text(task)})

    def some(self, shop_id: str, task_ids: Iterable[str]) -> dict[str, TranslationTask]:
        """Those of the tasks that the shop has, by id."""
        rows = _SOME.all(self._connection, {"of_shop": shop_id, "task_ids": list(task_ids)})
        return {task.task_id: task for task in (_decode(row[0]) for row in rows)}

    def newest(self, shop_id: str, size: int) -> list[TranslationTask]:
        """Up to ``size`` tasks of a shop, the newest first."""
        return [_decode(row[0]) for row in _NEWEST.all(self._connection, {"of_shop": shop_id, "size": size})]

    def count_since(self, shop_id: str, at_ms: int) -> int:
        """How many tasks a shop has made since then."""
        row = _SINCE.first(self._connection, {"of_shop": shop_id, "at": at_ms})
        return int(row[0]) if row else 0


def _text(task: TranslationTask) -> str:
    return msgspec.json.encode(task).decode()
