"""What a platform leaves on disk: for its owner alone, and nothing that a killed process left half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import StartPlatform

pytestmark = pytest.mark.own_platform


def test_databases_and_copies_are_readable_by_their_owner_alone(start_platform: StartPlatform, tmp_path: Path) -> None:
    folder = tmp_path / "made-before"
    folder.mkdir(mode=0o755)
    start_platform(folder=folder).post("/sandbox/snapshots")
    files = [path for path in folder.rglob("*") if path.is_file() and path.parts[len(folder.parts)] != "files"]
    assert len([path for path in files if ".db" in path.name]) >= 3
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in files if path.stat().st_mode & 0o077} == {}


def test_a_copy_without_a_record_is_gone_after_the_next_start(start_platform: StartPlatform, tmp_path: Path) -> None:
    first = start_platform(folder=tmp_path)
    snapshot = first.post("/sandbox/snapshots")
    first.stop()
    orphan = tmp_path / "snapshots" / "0123456789abcdef.db"
    orphan.write_bytes(b"half a copy")
    again = start_platform(folder=tmp_path)
    assert not orphan.exists()
    again.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
