"""Which snapshots there are."""

from __future__ import annotations

import msgspec
from sqlalchemy import BigInteger, Column, delete, insert, select

from shopwright.platform.database.columns import CONTROL, key, ms, table, text
from shopwright.platform.database.transaction import Repository, Tx

snapshots = table(
    "snapshots",
    CONTROL,
    key("snapshot_id"),
    text("name"),
    ms("at_ms"),
    ms("wall_created_ms"),
    Column("ids_value", BigInteger, nullable=False),
)


class Snapshot(msgspec.Struct, frozen=True):
    """A copy of the business data at platform time ``at_ms``."""

    snapshot_id: str
    name: str
    at_ms: int
    wall_created_ms: int
    ids_value: int


class SnapshotRecords(Repository):
    """Which snapshots there are."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add_snapshot(self, snapshot: Snapshot) -> None:
        self._connection.execute(insert(snapshots).values(msgspec.structs.asdict(snapshot)))

    def snapshots(self) -> list[Snapshot]:
        rows = self._connection.execute(
            select(snapshots).order_by(snapshots.c.wall_created_ms, snapshots.c.snapshot_id)
        )
        return [Snapshot(*row) for row in rows]

    def snapshot_named(self, name: str) -> Snapshot | None:
        """The oldest snapshot of a name."""
        return next((snapshot for snapshot in self.snapshots() if snapshot.name == name), None)

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        row = self._connection.execute(select(snapshots).where(snapshots.c.snapshot_id == snapshot_id)).first()
        return Snapshot(*row) if row else None

    def remove_snapshot(self, snapshot_id: str) -> None:
        self._connection.execute(delete(snapshots).where(snapshots.c.snapshot_id == snapshot_id))
