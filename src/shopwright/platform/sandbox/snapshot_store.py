"""Snapshots of the business data: taken while no due action runs, and restored in one transaction."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from shopwright.platform.accounts.tokens_store import Tokens
from shopwright.platform.clock.state import ClockState, PlatformState
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.columns import BUSINESS
from shopwright.platform.database.store import Store
from shopwright.platform.database.tables import tables_of
from shopwright.platform.erasure.erase import erase_again
from shopwright.platform.erasure.store import Erasures
from shopwright.platform.gateway.request_log_store import RequestLog
from shopwright.platform.webhooks.store import Outbox

from .snapshot_records import Snapshot, SnapshotRecords

#: The snapshot that ``reset`` goes back to.
START = "start"

#: The most snapshots of one platform; each is a whole copy.
MOST = 50

_TRIES, _PAUSE_SECONDS = 40, 0.05


class SnapshotError(Exception):
    """A snapshot cannot be taken or restored now."""


def take_start(store: Store) -> None:
    """Take the snapshot of the first start, once."""
    with store.read() as tx:
        known = tx[SnapshotRecords].snapshot_named(START)
    if known is None:
        _save(store, START)


def drop_orphans(store: Store) -> None:
    """Delete copies that no snapshot names: a process was killed between the copy and its record."""
    with store.read() as tx:
        known = {snapshot.snapshot_id for snapshot in tx[SnapshotRecords].snapshots()}
    store.dialect.keep_snapshots(known)


def take(store: Store, name: str) -> Snapshot:
    """Copy the business data into a snapshot; refused while the clock is being moved."""
    with store.read() as tx:
        if len(tx[SnapshotRecords].snapshots()) >= MOST:
            raise SnapshotError(f"there are {MOST} snapshots already; delete one first")
    with _clock_at_rest(store):
        return _save(store, name)


def _save(store: Store, name: str) -> Snapshot:
    snapshot_id = secrets.token_hex(8)
    with store.read() as tx:
        at_ms = tx.now_ms()
    store.dialect.save_snapshot(snapshot_id, tables_of(BUSINESS))
    with store.write() as tx:
        # Read after the copy, so that no id that is in the copy is given a second time.
        ids_value = store.dialect.sequence_value(tx.connection, "ids")
        snapshot = Snapshot(snapshot_id, name, at_ms, wall_ms(), ids_value)
        tx[SnapshotRecords].add_snapshot(snapshot)
    return snapshot


def restore(store: Store, snapshot: Snapshot) -> int:
    """Rewind business data and clock to a snapshot; answers how many pending deliveries were cut off."""
    return _put_back(store, snapshot, start_over=False)


def reset(store: Store) -> int:
    """The state at the first start, logs included; the clock runs with wall time again."""
    with store.read() as tx:
        snapshot = tx[SnapshotRecords].snapshot_named(START)
    if snapshot is None:
        raise SnapshotError("the snapshot of the start is gone")
    return _put_back(store, snapshot, start_over=True)


def drop(store: Store, snapshot: Snapshot) -> None:
    """Delete a snapshot."""
    with store.write() as tx:
        tx[SnapshotRecords].remove_snapshot(snapshot.snapshot_id)
    store.dialect.drop_snapshot(snapshot.snapshot_id)


def _put_back(store: Store, snapshot: Snapshot, *, start_over: bool) -> int:
    dialect = store.dialect
    with _clock_at_rest(store), store.write() as tx:
        notifications = dialect.sequence_value(tx.connection, "notifications")
        try:
            dialect.load_snapshot(tx.connection, snapshot.snapshot_id, tables_of(BUSINESS))
        except LookupError as error:
            raise SnapshotError(
                f"the copy of snapshot {snapshot.snapshot_id} is missing, or an upgrade changed the schema since"
            ) from error
        except TimeoutError as error:
            raise SnapshotError(f"{error}; try again") from error
        if not start_over:
            tx[PlatformState].set_clock(_clock_of(tx[PlatformState].clock, snapshot))
        tx[Tokens].shift_wall_clock(wall_ms() - snapshot.wall_created_ms)
        fenced = tx[Outbox].fence()
        if start_over:
            tx[Outbox].clear()
            tx[RequestLog].clear()
            tx[Erasures].clear()
        tx[PlatformState].raise_versions(generation=1)
        dialect.rewind_sequence(tx.connection, "ids", snapshot.ids_value)
        if dialect.sequence_value(tx.connection, "notifications") < notifications:
            dialect.rewind_sequence(tx.connection, "notifications", notifications)
        erase_again(tx)
        return fenced


def _clock_of(state: ClockState, snapshot: Snapshot) -> ClockState:
    """The clock at the snapshot's time, frozen or running as it was then."""
    return ClockState(state.frozen, snapshot.at_ms - wall_ms(), snapshot.at_ms)


@contextmanager
def _clock_at_rest(store: Store) -> Iterator[None]:
    """Lock the clock; waits for a running action to end, but not for a move of the clock."""
    for _ in range(_TRIES):
        with store.read() as tx:
            if tx[PlatformState].clock.advancing_to is not None:
                raise SnapshotError("the clock is on its way; wait until it has arrived")
        with store.dialect.exclusive("clock") as held:
            if held:
                yield
                return
        time.sleep(_PAUSE_SECONDS)
    raise SnapshotError("another process holds the clock; try again")
