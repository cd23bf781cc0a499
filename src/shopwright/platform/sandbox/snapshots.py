"""``/sandbox/snapshots``, ``/restore`` and ``/reset``: save, rewind, start over."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shopwright.platform.clock.sandbox import ClockView, show_clock
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND, WRONG_STATE
from shopwright.platform.core.control.shapes import Body, Key, Name, PlatformSeconds, Seconds, View
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.platform.gateway.request_log import RequestLogger

from . import snapshot_store as snapshots
from .snapshot_records import Snapshot, SnapshotRecords


class NewSnapshot(Body):
    name: Name = "snapshot"


class WhichSnapshot(Body):
    snapshot_id: Key


class SnapshotView(View):
    """A copy of the business data at platform time ``at``; the one named ``start`` is what a reset goes back to."""

    snapshot_id: str
    name: str
    at: PlatformSeconds
    created_at: Seconds


class SnapshotList(View):
    snapshots: list[SnapshotView]


class Restored(View):
    """Where the platform is now; ``fenced`` counts the deliveries that were pending and are cut off."""

    snapshot_id: Annotated[str, Meta(description="what was put back")]
    fenced: int
    clock: ClockView


def list_snapshots(tx: Tx) -> SnapshotList:
    """All snapshots, the oldest first."""
    return SnapshotList(snapshots=[_view(snapshot) for snapshot in tx[SnapshotRecords].snapshots()])


def create_snapshot(services: Services, body: NewSnapshot) -> SnapshotView:
    """Save business data and clock; refused while the clock is being moved."""
    if body.name == snapshots.START:
        raise BAD_REQUEST(reason=f"The name `{snapshots.START}` is taken by the first start - at `$.name`.")
    try:
        return _view(snapshots.take(services.store, body.name))
    except snapshots.SnapshotError as error:
        raise WRONG_STATE(reason=f"{error}.") from error


def remove_snapshot(services: Services, snapshot_id: str) -> SnapshotView:
    """Delete a snapshot; the one named ``start`` cannot be deleted."""
    snapshot = _find(services, snapshot_id)
    if snapshot.name == snapshots.START:
        raise WRONG_STATE(reason="The snapshot of the start is what a reset needs.")
    snapshots.drop(services.store, snapshot)
    return _view(snapshot)


def restore(services: Services, body: WhichSnapshot) -> Restored:
    """Rewind business data and clock. Logs stay, pending deliveries are cut off, notification ids go on."""
    return restore_snapshot(services, body.snapshot_id)


def restore_snapshot(services: Services, snapshot_id: str) -> Restored:
    """As restore, with the snapshot in the path."""
    snapshot = _find(services, snapshot_id)
    services[RequestLogger].flush()
    try:
        fenced = snapshots.restore(services.store, snapshot)
    except snapshots.SnapshotError as error:
        raise WRONG_STATE(reason=f"{error}.") from error
    return _restored(services, snapshot, fenced)


def reset(services: Services) -> Restored:
    """The state at the first start: same keys, tokens and ids, no logs, no faults, the clock on wall time."""
    services[RequestLogger].flush()
    try:
        fenced = snapshots.reset(services.store)
    except snapshots.SnapshotError as error:
        raise WRONG_STATE(reason=f"{error}.") from error
    services.limiter.clear()
    with services.store.read() as tx:
        start = tx[SnapshotRecords].snapshot_named(snapshots.START)
    assert start is not None, "it was just put back"
    return _restored(services, start, fenced)


def _find(services: Services, snapshot_id: str) -> Snapshot:
    with services.store.read() as tx:
        snapshot = tx[SnapshotRecords].snapshot(snapshot_id)
    if snapshot is None:
        raise NOT_FOUND(what=f"The snapshot {snapshot_id}")
    return snapshot


def _restored(services: Services, snapshot: Snapshot, fenced: int) -> Restored:
    with services.store.read() as tx:
        return Restored(snapshot_id=snapshot.snapshot_id, fenced=fenced, clock=show_clock(tx))


def _view(snapshot: Snapshot) -> SnapshotView:
    return SnapshotView(
        snapshot_id=snapshot.snapshot_id,
        name=snapshot.name,
        at=snapshot.at_ms // 1000,
        created_at=snapshot.wall_created_ms // 1000,
    )
