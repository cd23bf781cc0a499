"""The hub's own PostgreSQL: the wheel's programs on a folder of the hub's, as a child of the process that starts it.

The first process of a data folder supervises the server and ends it when it ends itself; others join it by its URL.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
import psycopg

from shopwright.hub.core.parent_death import ends_with_parent

from .postgres_cluster import prepare_cluster
from .postgres_errors import PostgresError, last_lines
from .postgres_note import NAME, Note, RunningServer, SupervisorLock, read_note, url_of, write_note
from .postgres_process import find_server, is_ready, process_start
from .postgres_programs import Programs, programs_for
from .postgres_user import Account, database_account

#: Seconds for a start with recovery after a crash, for an orderly stop, and between two looks.
START_SECONDS, STOP_SECONDS, _PAUSE = 60.0, 60.0, 0.02

_MOST_LOG = 8 << 20

#: What PostgreSQL says when sessions of a server that was killed have not ended yet.
_SESSIONS_LEFT = "pre-existing shared memory block"


class OwnPostgres:
    """Supervises the server of a data folder, while this process holds its lock."""

    def __init__(self, data: Path, *, is_lasting: bool = True, is_throwaway: bool = False) -> None:
        """``is_lasting``: it runs until somebody stops it. ``is_throwaway``: nothing waits for the disk."""
        self._data, self._is_lasting, self._is_throwaway = data.absolute(), is_lasting, is_throwaway
        self._lock = SupervisorLock(self._data)
        self._process: subprocess.Popen[bytes] | None = None
        self._account: Account | None = None
        self._programs: Programs | None = None
        self._note: Note | None = None

    def start(self) -> str | None:
        """Start the server, and return the URL of the hub's database; None while another process supervises it.

        A server that is left of a supervisor that was killed is stopped first: it is to end with this process. Raises
        PostgresError.
        """
        try:
            make_private_folder(self._data)
            if not self._lock.try_acquire():
                return None
            self._account = database_account()
            self._programs = programs_for(self._account)
            self._note = prepare_cluster(self._data, self._account, self._programs)
            self._stop_left_over(self._note)
            self.restart()
            _make_database(self._note)
        except PostgresError:
            self.stop()
            raise
        except OSError as error:
            self.stop()
            raise PostgresError(
                f"PostgreSQL cannot be started: {error}", "make the folder writable, or name another one with --data"
            ) from error
        return self._note.url

    def restart(self) -> None:
        """Start the server process, and wait until it takes connections. Raises PostgresError.

        Where the one before was killed, its sessions end by themselves, which the start waits for.
        """
        assert self._note is not None
        deadline = time.monotonic() + START_SECONDS
        while not self._try_start(self._note, deadline):
            said = last_lines(self._note.log)
            if _SESSIONS_LEFT not in said or time.monotonic() > deadline:
                assert self._process is not None
                raise PostgresError(
                    f"PostgreSQL ended with {self._process.returncode}:\n{said}", f"see {self._note.log}"
                )
            time.sleep(_PAUSE * 10)

    def _try_start(self, note: Note, deadline: float) -> bool:
        """Start the process; whether it takes connections at last, and has not ended."""
        with _open_log(note.log, self._account) as log:
            self._process = process = self._launch(note, log)
        running = RunningServer(process.pid, process_start(process.pid), os.getpid(), self._is_lasting)
        self._note = msgspec.structs.replace(note, running=running)
        write_note(self._data, self._note)
        while not is_ready(note.cluster, process.pid):
            if process.poll() is not None:
                return False
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"PostgreSQL was not ready after {START_SECONDS:.0f} s:\n{last_lines(note.log)}",
                    "start it again: it goes on with its recovery where it was",
                )
            time.sleep(_PAUSE)
        return True

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The server process, to wait for its end."""
        return self._process

    def remove(self) -> None:
        """Delete the server's folders, once it is stopped."""
        if self._note is not None:
            for folder in (self._note.home, self._note.sockets):
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def last_lines(self) -> str:
        """What the server said last."""
        return last_lines(self._note.log) if self._note else ""

    def stop(self) -> None:
        """Stop the server in an orderly way, without waiting for its clients, and let the next process supervise it."""
        try:
            if self._process is not None and self._process.poll() is None:
                assert self._note is not None
                self._stop(self._note)
                try:
                    self._process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    self._process.send_signal(signal.SIGQUIT)  # the next start recovers what this leaves
                    self._process.wait()
        finally:
            self._lock.release()

    def _launch(self, note: Note, log: IO[bytes]) -> subprocess.Popen[bytes]:
        assert self._programs is not None
        assert self._account is not None
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(note.sockets),
            "unix_socket_permissions": "0700",
            "logging_collector": "off",
            "log_destination": "stderr",
        }
        if self._is_throwaway:
            settings.update(fsync="off", synchronous_commit="off", full_page_writes="off")
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return subprocess.Popen(
            [self._programs.path("postgres"), "-D", str(note.cluster), "-p", "5432", *options],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=self._programs.environment(),
            start_new_session=True,  # Ctrl+C is for the supervisor, who stops it last
            preexec_fn=ends_with_parent(signal.SIGINT),  # noqa: PLW1509 - it makes two system calls
            **self._account.process_options,
        )

    def _stop(self, note: Note) -> None:
        assert self._programs is not None
        self._programs.run("pg_ctl", "stop", f"--pgdata={note.cluster}", "--mode=fast", f"--timeout={STOP_SECONDS:.0f}")

    def _stop_left_over(self, note: Note) -> None:
        pid = find_server(note)
        if pid is None:
            return
        self._stop(note)
        assert self._programs is not None
        if self._programs.run("pg_ctl", "status", f"--pgdata={note.cluster}").returncode == 0:
            raise PostgresError(
                f"PostgreSQL (process {pid}) of an earlier start does not stop", f"see {note.log}; end process {pid}"
            )


@contextmanager
def own_database(data: Path, *, is_lasting: bool) -> Iterator[str]:
    """The URL of the hub's own database until the block ends: supervised here, or by another process of this hub.

    ``is_lasting``: the process runs until somebody stops it, so that others may join its server. Raises PostgresError.
    """
    server = OwnPostgres(data, is_lasting=is_lasting)
    url = server.start()
    while url is None:
        url = _joined(data.absolute()) or server.start()
    try:
        yield url
    finally:
        server.stop()


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone; a repository does not take them in."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
    if missing:
        (missing[-1] / ".gitignore").write_text("*\n")


def _joined(data: Path) -> str | None:
    """The URL of a server that another process supervises, once it answers; None when nobody supervises it any more."""
    deadline = time.monotonic() + START_SECONDS + STOP_SECONDS
    while time.monotonic() < deadline:
        note = read_note(data)
        if note and note.running and note.running.is_lasting and is_ready(note.cluster, note.running.pid):
            try:
                with psycopg.connect(note.url, connect_timeout=5):
                    return note.url
            except psycopg.OperationalError:
                pass  # it is just ending, or its database is not made yet
        probe = SupervisorLock(data)
        if probe.try_acquire():
            probe.release()
            return None
        time.sleep(_PAUSE * 5)
    raise PostgresError(
        f"another process supervises the PostgreSQL of {data}, which does not answer",
        "see server.log there; stop that process and start again",
    )


def _make_database(note: Note) -> None:
    with psycopg.connect(url_of(note.sockets, note.password, "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {NAME}")


def _open_log(path: Path, account: Account | None) -> IO[bytes]:
    """The log, begun anew once it is large; the one before is kept."""
    if path.exists() and path.stat().st_size > _MOST_LOG:
        path.replace(path.with_suffix(".old.log"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    if account is not None:
        account.own(path)
    return os.fdopen(descriptor, "ab")
