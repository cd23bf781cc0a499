"""A hub on a database of its own, and people in a workspace of each test alone.

Django is loaded before tests are imported, since they import its models, and once in a process. Its database exists
only when the first test asks for it.
"""

from __future__ import annotations

import atexit
import logging
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.harness.postgres import new_database

pytest.importorskip("allauth", reason="the hub needs shopwright[hub]")

from django.conf import settings as _settings

from shopwright.hub.core.config import HubConfig
from shopwright.hub.project.settings_database import database_settings
from shopwright.hub.project.start import migrate, prepare

if TYPE_CHECKING:
    from tests.hub.harness import Hub
    from tests.hub.market import Market
    from tests.hub.shopify.store import Store
    from tests.hub.stall import Stall

_FOLDER = Path(tempfile.mkdtemp(prefix="shopwright-hub-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
_LEVELS = {name: logging.getLogger(name).level for name in ("", "shopwright", "shopwright.client")}
prepare(
    HubConfig(
        data=_FOLDER, database="postgresql:///made-later", url="http://testserver", networks=("127.0.0.0/8", "::1/128")
    )
)

# Other tests of this process read logs as they are without a hub.
for _name, _level in _LEVELS.items():
    logging.getLogger(_name).setLevel(_level)
logging.getLogger().handlers[:] = [handler for handler in logging.getLogger().handlers if handler.name != "stderr"]
_settings.PASSWORD_HASHERS = ["tests.hub.passwords.QuickArgon2"]


@pytest.fixture(scope="session")
def hub_database(postgres_url: str) -> Iterator[str]:
    """The URL of the hub's database, with its tables."""
    from django.db import connections

    from shopwright.hub.core.news import newsroom

    url = new_database(postgres_url)
    _settings.DATABASES["default"].update(database_settings(url))
    migrate()
    yield url
    newsroom.stop()
    connections.close_all()
    connections["default"].close_pool()


@pytest.fixture
def hub(hub_database: str) -> Iterator[Hub]:
    """The hub with a workspace of this test alone."""
    from tests.hub.harness import Hub

    workspace = Hub()
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def hub_of_module(hub_database: str) -> Iterator[Hub]:
    """The hub with a workspace that the tests of a file share, for properties."""
    from tests.hub import rows
    from tests.hub.harness import Hub

    workspace = Hub()
    workspace.shop = rows.connection(workspace)
    yield workspace
    workspace.close()


@pytest.fixture
def hub_folder() -> Path:
    """Where the hub keeps keys and files."""
    return _FOLDER


@pytest.fixture
def store(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A Shopify store of this test alone, which the hub reaches."""
    pytest.importorskip("graphql", reason="the test server needs graphql-core")
    from shopwright.hub.channels.registry import channels
    from shopwright.hub.channels.shopify.channel import Shopify
    from tests.hub.shopify.server import ShopifyServer
    from tests.hub.shopify.store import Store

    made = Store(f"shop-{hub.tag}.myshopify.com")
    with ShopifyServer(made) as server:
        monkeypatch.setitem(channels(), "shopify", Shopify(base_url=server.url))
        yield made


@pytest.fixture
def stall(hub_database: str) -> Iterator[Stall]:
    """A channel in memory, for tests of what a channel is told."""
    from tests.hub.stall import stalls

    with stalls() as channel:
        yield channel


@pytest.fixture
def market(hub_database: str) -> Iterator[Market]:
    """A channel in memory that holds whole listings."""
    from tests.hub.market import markets

    with markets() as channel:
        yield channel
