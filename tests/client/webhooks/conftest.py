"""An inbox in each kind of database, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shopwright.client.webhooks.inbox import Inbox

from .notices import FIRST_LEASE, Clock


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'inbox.db'}"
    database_url: str = request.getfixturevalue("database")
    return database_url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(url: str, clock: Clock) -> Iterator[Inbox]:
    new_inbox = Inbox(url, now=clock, lease=FIRST_LEASE)
    yield new_inbox
    new_inbox.close()
