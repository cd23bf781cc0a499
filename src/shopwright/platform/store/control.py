"""Faults and snapshots."""

from __future__ import annotations

import msgspec
from sqlalchemy import case, delete, insert, select, update

from .tables import faults, rate_buckets, snapshots
from .transaction import Repository, Tx


class StoredFault(msgspec.Struct, frozen=True):
    """``remaining`` counts down with each use; -1 has no end. ``doc`` is the rule as JSON text."""

    fault_id: str
    remaining: int
    doc: str
    created_at: int


class Snapshot(msgspec.Struct, frozen=True):
    """A copy of the business data at platform time ``at_ms``."""

    snapshot_id: str
    name: str
    at_ms: int
    wall_created_ms: int
    ids_value: int


class FaultRecords(Repository):
    """The faults that are in force."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add_fault(self, one: StoredFault) -> None:
        self._connection.execute(insert(faults).values(msgspec.structs.asdict(one)))

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


class SnapshotRecords(Repository):
    """Which snapshots there are."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add_snapshot(self, one: Snapshot) -> None:
        self._connection.execute(insert(snapshots).values(msgspec.structs.asdict(one)))

    def snapshots(self) -> list[Snapshot]:
        rows = self._connection.execute(
            select(snapshots).order_by(snapshots.c.wall_created_ms, snapshots.c.snapshot_id)
        )
        return [Snapshot(*row) for row in rows]

    def snapshot_named(self, name: str) -> Snapshot | None:
        """The oldest snapshot of a name."""
        return next((one for one in self.snapshots() if one.name == name), None)

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        row = self._connection.execute(select(snapshots).where(snapshots.c.snapshot_id == snapshot_id)).first()
        return Snapshot(*row) if row else None

    def remove_snapshot(self, snapshot_id: str) -> None:
        self._connection.execute(delete(snapshots).where(snapshots.c.snapshot_id == snapshot_id))


class RateBuckets(Repository):
    """The buckets of the rate limiter that processes share."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._dialect = tx.dialect

    def clear_rates(self) -> None:
        """Fill every shared bucket."""
        self._connection.execute(delete(rate_buckets))

    def take_rate(self, bucket: str, wall_us: int, interval_us: int, burst_us: int) -> int:
        """Admit a call to a shared bucket (GCRA): 0, or the microseconds to wait."""
        tat = rate_buckets.c.wall_tat_us
        statement = self._dialect.insert(rate_buckets).values(bucket=bucket, wall_tat_us=wall_us + interval_us)
        base = case((tat > wall_us, tat), else_=wall_us)
        done = statement.on_conflict_do_update(
            index_elements=["bucket"], set_={"wall_tat_us": base + interval_us}, where=tat <= wall_us + burst_us
        ).returning(tat)
        if self._connection.execute(done).first() is not None:
            return 0
        known = self._connection.execute(select(tat).where(rate_buckets.c.bucket == bucket)).scalar_one()
        return max(1, int(known) - wall_us - burst_us)
