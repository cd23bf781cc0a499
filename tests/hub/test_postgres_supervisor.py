"""The hub's own PostgreSQL, run by the commands themselves."""

from __future__ import annotations

import json
import os
import pwd
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopwright.hub.project.postgres_process import process_start
from tests.cli.commands import DEADLINE

from .processes import Folder, owner_of, runs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]

OWNER = "ann@example.com"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """A hub with an owner, whose server is stopped."""
    folder = Folder(tmp_path_factory.mktemp("own-postgres"))
    made = folder.run("new-owner", OWNER, "--workspace", "Ann's gifts")
    assert made.code == 0, made.err
    assert not runs(folder.server), "a command that ends stops the server that it started"
    yield folder
    folder.remove()


def test_a_clean_stop_leaves_no_process(folder: Folder) -> None:
    with folder.served() as console:
        server = folder.server
        assert runs(server)
        console.send_signal(signal.SIGTERM)
        assert console.wait(DEADLINE) == 0
        assert not runs(server)


def test_others_join_the_server_of_the_first(folder: Folder) -> None:
    with folder.served():
        server = folder.server
        joined = folder.run("link", OWNER)
        assert (joined.code, joined.err) == (0, "")
        assert folder.server == server
        assert runs(server), "it goes on after the one who joined has left"


def test_data_outlives_a_kill_of_the_supervisor(folder: Folder) -> None:
    with folder.served() as console:
        server = folder.server
        console.kill()
        console.wait(DEADLINE)
        again = folder.run("link", OWNER)
        assert (again.code, again.err) == (0, "")
        assert not runs(server)
        assert folder.server != server


def test_a_number_that_another_process_has_by_now_is_not_taken_for_the_server(folder: Folder) -> None:
    file = Path(folder.note["home"], "data", "postmaster.pid")
    file.write_text(f"{os.getpid()}\n{file.parent}\n1\n5432\n{folder.note['sockets']}\n\n0 0\nready\n")
    os.chown(file, file.parent.stat().st_uid, file.parent.stat().st_gid)
    again = folder.run("link", OWNER)
    assert (again.code, again.err) == (0, "")


def test_a_server_that_is_left_of_an_earlier_start_is_taken_over(folder: Folder) -> None:
    with folder.server_by_hand() as left:
        note = folder.note
        note["running"].update(pid=left, begun=process_start(left))
        (folder.data / "postgres.json").write_text(json.dumps(note))
        again = folder.run("link", OWNER)
        assert (again.code, again.err) == (0, "")
        assert not runs(left)


def test_a_server_that_somebody_else_started_is_left_alone(folder: Folder) -> None:
    with folder.server_by_hand() as other:
        refused = folder.run("link", OWNER)
        assert (refused.code, refused.out) == (2, "")
        assert f"process {other}" in refused.err
        assert "pg_ctl stop" in refused.err
        assert runs(other)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")
def test_as_root_the_server_runs_under_its_own_user_and_no_folder_is_opened_for_it(folder: Folder) -> None:
    parents = [folder.data, *folder.data.parents]
    modes = [path.stat().st_mode for path in parents]
    with folder.served():
        assert owner_of(folder.server) == pwd.getpwnam("shopwright-postgres").pw_uid
    assert [path.stat().st_mode for path in parents] == modes


def test_nobody_else_can_read_the_password_or_reach_the_socket(folder: Folder) -> None:
    assert (folder.data / "postgres.json").stat().st_mode & 0o777 == 0o600
    assert Path(folder.note["sockets"]).stat().st_mode & 0o077 == 0
    assert Path(folder.note["home"]).stat().st_mode & 0o077 == 0


def test_data_of_another_postgresql_is_refused_with_the_steps(folder: Folder) -> None:
    file = Path(folder.note["home"], "data", "PG_VERSION")
    version = file.read_text()
    file.write_text("16\n")
    try:
        refused = folder.run("migrate")
    finally:
        file.write_text(version)
    assert (refused.code, refused.out) == (2, "")
    assert "is of PostgreSQL 16" in refused.err
    assert "pg_dump" in refused.err
    assert "pg_restore" in refused.err


def test_data_that_is_gone_is_not_made_anew_in_silence(folder: Folder) -> None:
    cluster = Path(folder.note["home"], "data")
    cluster.rename(cluster.with_name("away"))
    try:
        refused = folder.run("migrate")
    finally:
        cluster.with_name("away").rename(cluster)
    assert (refused.code, refused.out) == (2, "")
    assert "data is missing" in refused.err
