"""``shopwright sandbox reset, snapshot, restore``: the platform's state as a whole."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from shopwright.cli.connection import Connection
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view

SnapshotId = Annotated[str, Parameter(help="The snapshot's id.")]


def reset(*, connection: Connection | None = None) -> int:
    """Go back to the first start: same keys, nothing else kept.

    For example:
        shopwright sandbox reset
    """
    platform = connection or Connection()
    print_view(platform.open().post("reset"), as_json=platform.as_json)
    return 0


def create(
    *,
    connection: Connection | None = None,
    name: Annotated[str | None, Parameter(help="What to call it.")] = None,
) -> int:
    """Save business data and clock.

    For example:
        shopwright sandbox snapshot --name "before the sale"
        snapshot=$(shopwright sandbox snapshot --json | jq -r .snapshot_id)
    """
    platform = connection or Connection()
    print_view(platform.open().post("snapshots", {"name": name}), as_json=platform.as_json)
    return 0


def list_snapshots(*, connection: Connection | None = None) -> int:
    """List snapshots, the oldest first.

    For example:
        shopwright sandbox snapshot list
    """
    platform = connection or Connection()
    rows = platform.open().get("snapshots")["snapshots"]
    print_rows(rows, "snapshot_id name at created_at", as_json=platform.as_json)
    return 0


def remove(snapshot_id: SnapshotId, *, connection: Connection | None = None) -> int:
    """Delete a snapshot.

    For example:
        shopwright sandbox snapshot remove 7512345678901234567
    """
    platform = connection or Connection()
    print_view(platform.open().delete(f"snapshots/{in_path(snapshot_id)}"), as_json=platform.as_json)
    return 0


def restore(snapshot_id: SnapshotId, *, connection: Connection | None = None) -> int:
    """Go back to a snapshot.

    For example:
        shopwright sandbox restore 7512345678901234567
    """
    platform = connection or Connection()
    print_view(platform.open().post("restore", {"snapshot_id": snapshot_id}), as_json=platform.as_json)
    return 0
