"""What the clock will do, and when."""

from __future__ import annotations

import msgspec
from sqlalchemy import (
    Index,
    bindparam,
    delete,
    func,
    select,
)

from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.dialect import Dialect
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

due_actions = table(
    "due_actions",
    BUSINESS,
    key("action_id"),
    text("name"),
    text("subject"),
    text("shop_id"),
    document("payload"),
    ms("due_at"),
    Index("due_actions_by_time", "due_at", "action_id"),
    Index("due_actions_by_subject", "name", "subject", unique=True),
)


class DueAction(msgspec.Struct, frozen=True):
    """A named act on a subject. ``payload`` is JSON text; ``due_at`` platform milliseconds."""

    action_id: str
    name: str
    subject: str
    shop_id: str
    payload: str
    due_at: int


class Planned(msgspec.Struct, frozen=True):
    """How many acts of a name are planned, and when the first of them is due."""

    name: str
    count: int
    next_at: int


_PLANNED = (
    select(due_actions.c.name, func.count(), func.min(due_actions.c.due_at))
    .group_by(due_actions.c.name)
    .order_by(func.min(due_actions.c.due_at), due_actions.c.name)
)
_NEXT = Prepared(
    select(due_actions)
    .where(due_actions.c.due_at <= bindparam("until"))
    .order_by(due_actions.c.due_at, due_actions.c.action_id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_NEXT_TIME = Prepared(select(due_actions.c.due_at).order_by(due_actions.c.due_at).limit(1))
_TAKE = Prepared(delete(due_actions).where(due_actions.c.action_id == bindparam("of_action")))
_DROP = Prepared(
    delete(due_actions).where(
        due_actions.c.name == bindparam("of_name"), due_actions.c.subject == bindparam("of_subject")
    )
)


class DueActions(Repository):
    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._connection = tx.connection
        self._dialect = tx.dialect

    def plan(self, action: DueAction) -> None:
        """Plan an act; a second plan of the same name and subject replaces the first."""
        self._tx.caused_work = True
        _planning(self._dialect).run(self._connection, msgspec.structs.asdict(action))

    def drop(self, name: str, subject: str) -> None:
        """Cancel a planned act, if there is one."""
        _DROP.run(self._connection, {"of_name": name, "of_subject": subject})

    def is_planned(self, name: str, subject: str) -> bool:
        """Whether an act of a name is planned for a subject."""
        mine = select(due_actions.c.action_id).where(due_actions.c.name == name, due_actions.c.subject == subject)
        return self._connection.execute(mine).first() is not None

    def take_next(self, until_ms: int) -> DueAction | None:
        """Take the earliest act that is due by then off the plan; it is gone when the transaction commits."""
        row = _NEXT.first(self._connection, {"until": until_ms})
        if row is None:
            return None
        action = DueAction(*row)
        _TAKE.run(self._connection, {"of_action": action.action_id})
        return action

    def next_time(self) -> int | None:
        """When the earliest act is due."""
        row = _NEXT_TIME.first(self._connection, {})
        return row[0] if row else None

    def planned(self) -> list[Planned]:
        """What is planned, by name, the next first."""
        return [Planned(*row) for row in self._connection.execute(_PLANNED)]


#: The insert of an act that replaces another of its name and subject, by dialect.
_PLANNING: dict[str, Prepared] = {}


def _planning(dialect: Dialect) -> Prepared:
    if dialect.name not in _PLANNING:
        fresh = dialect.insert(due_actions)
        values = {column.name: fresh.excluded[column.name] for column in due_actions.columns}
        keys = ["name", "subject"]
        _PLANNING[dialect.name] = Prepared(fresh.on_conflict_do_update(index_elements=keys, set_=values))
    return _PLANNING[dialect.name]
