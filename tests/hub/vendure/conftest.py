"""One Vendure for all tests of a process that need it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.postgres import new_database
from tests.hub.vendure.server import installed, running_vendure
from tests.hub.vendure.shop import Shop, Vendure


@pytest.fixture(scope="session")
def needs_vendure() -> None:
    """Skip where there is none, before a database is made for it."""
    installed()


@pytest.fixture(scope="session")
def vendure(
    needs_vendure: None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Vendure]:
    """A Vendure that runs."""
    database = new_database(request.getfixturevalue("postgres_url"))
    with running_vendure(database, tmp_path_factory.mktemp("vendure") / "errors.log") as url:
        yield Vendure(url)


@pytest.fixture
def shop(vendure: Vendure) -> Shop:
    """A channel of its own."""
    return Shop(vendure)
