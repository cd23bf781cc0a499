"""The hub's commands as processes of their own, on a data folder whose PostgreSQL they run themselves."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shopwright.hub.project.postgres_programs import programs_for
from shopwright.hub.project.postgres_user import database_account
from tests.cli.commands import DEADLINE, MODULE, Ended, environment, run_command
from tests.harness.launcher import Launched


class Folder:
    """A folder that commands run in. The data of a hub's PostgreSQL may lie elsewhere, where root starts it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = path / "hub"

    def run(self, *arguments: str) -> Ended:
        """Run a command of the hub to its end."""
        return run_command(self.path, ("hub", *arguments, "--data", "hub"), {})

    @contextmanager
    def served(self) -> Iterator[Launched]:
        """The console once it is ready; killed at the end if it still runs."""
        url = f"http://localhost:{free_port()}"
        with started(self.path, "hub", "serve", "--data", "hub", "--url", url) as (process, _):
            yield process

    @property
    def note(self) -> dict[str, Any]:
        """What the data folder says about its PostgreSQL."""
        note: dict[str, Any] = json.loads((self.data / "postgres.json").read_text())
        return note

    @property
    def server(self) -> int:
        """The process of its PostgreSQL."""
        return int(self.note["running"]["pid"])

    @contextmanager
    def server_by_hand(self) -> Iterator[int]:
        """A server on the hub's data that no command of the hub started; stopped at the end if it still runs."""
        note, programs = self.note, programs_for(database_account())
        cluster = Path(note["home"], "data")
        options = f"-c listen_addresses= -c unix_socket_directories={note['sockets']}"
        log = f"{note['home']}/by-hand.log"
        done = programs.run("pg_ctl", "start", f"--pgdata={cluster}", "--wait", f"--log={log}", f"--options={options}")
        assert done.returncode == 0, done.stdout + done.stderr
        try:
            yield int((cluster / "postmaster.pid").read_text().splitlines()[0])
        finally:
            programs.run("pg_ctl", "stop", f"--pgdata={cluster}", "--mode=fast")

    def remove(self) -> None:
        shutil.rmtree(self.note["home"], ignore_errors=True)


@contextmanager
def started(
    folder: Path, *arguments: str, errors: Path | None = None, **variables: str
) -> Iterator[tuple[Launched, dict[str, Any]]]:
    """A program and the line of JSON by which it says that it is ready; killed at the end if it still runs."""
    errors = errors or folder / f"stderr-{len(list(folder.iterdir()))}"
    with (
        errors.open("w") as stderr,
        Launched(
            [MODULE, *arguments], cwd=folder, env=environment(**variables), stdout=subprocess.PIPE, stderr=stderr
        ) as process,
    ):
        watchdog = threading.Timer(DEADLINE, process.kill)
        watchdog.start()
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, f"it did not start: {errors.read_text()}"
            watchdog.cancel()
            yield process, json.loads(line)
        finally:
            watchdog.cancel()
            process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def runs(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not looked after yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def owner_of(pid: int) -> int:
    return os.stat(f"/proc/{pid}").st_uid
