"""Stores on each kind of database, and servers in processes of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from shopwright.platform.database.store import Store
from shopwright.platform.server.database import open_store
from tests.cli.commands import DEADLINE, Running, served
from tests.harness.postgres import new_database
from tests.harness.server import RunningPlatform

EVERYWHERE = ["memory", "file", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="module", params=EVERYWHERE)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for a file's tests, each of which uses keys of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOPWRIGHT_MASTER_KEY", os.urandom(32).hex())
        if request.param == "memory":
            opened = open_store()
        elif request.param == "file":
            opened = open_store(folder=tmp_path_factory.mktemp("data"))
        else:
            opened = open_store(database=new_database(request.getfixturevalue("postgres_url")))
        with closing(opened):
            yield opened


class Remote(RunningPlatform):
    """A platform in a process of its own, spoken to like one in the tests' process."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.url = running.url
        self.sandbox_key = None

    def kill(self) -> None:
        """``kill -9``."""
        self.running.process.kill()
        self.running.process.wait(DEADLINE)


StartRemote = Callable[..., Remote]


@pytest.fixture
def start_remote(tmp_path: Path) -> Iterator[StartRemote]:
    """``start_remote("--data", "shop")``: a server process; all that still run are killed at the end."""
    with ExitStack() as stack:

        def start(*arguments: str, **variables: str) -> Remote:
            # A demo shop outside GB is empty, which saves most of the time that a start takes.
            options = ("--region", "DE", *arguments)
            return Remote(stack.enter_context(served(tmp_path, options, variables)))

        yield start
