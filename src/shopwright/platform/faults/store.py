"""Faults and snapshots."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, insert, select, update

from shopwright.platform.database.columns import BUSINESS, count, document, key, ms, table
from shopwright.platform.database.transaction import Repository, Tx

faults = table(
    "faults",
    BUSINESS,
    key("fault_id"),
    count("remaining", -1),
    document(),
    ms("created_at"),
)


class StoredFault(msgspec.Struct, frozen=True):
    """``remaining`` counts down with each use; -1 has no end. ``doc`` is the rule as JSON text."""

    fault_id: str
    remaining: int
    doc: str
    created_at: int


class FaultRecords(Repository):
    """The faults that are in force."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add_fault(self, stored_fault: StoredFault) -> None:
        self._connection.execute(insert(faults).values(msgspec.structs.asdict(stored_fault)))

    def faults(self) -> list[StoredFault]:
        return [StoredFault(*row) for row in self._connection.execute(select(faults).order_by(faults.c.fault_id))]

    def use_fault(self, fault_id: str) -> bool:
        """Count one use of a fault down; whether there was one left."""
        limited = faults.c.remaining > 0
        statement = (
            update(faults).where(faults.c.fault_id == fault_id, limited).values(remaining=faults.c.remaining - 1)
        )
        return self._connection.execute(statement).rowcount > 0

    def remove_faults(self, fault_id: str | None = None) -> int:
        statement = delete(faults) if fault_id is None else delete(faults).where(faults.c.fault_id == fault_id)
        return self._connection.execute(statement).rowcount
