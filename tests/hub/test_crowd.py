"""A crowd on several channels: whatever is killed, lost or doubled, each order goes out once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("graphql", reason="the test server needs graphql-core")

from shopwright.testing import Platform, WebhookReceiver
from tests.hub.crowd import HubProcesses
from tests.hub.crowd_goods import list_from_file
from tests.hub.crowd_walk import PIECES, Crowd, walk
from tests.hub.harness import Hub
from tests.hub.outlets import Outlet, TikTokOutlet, shopify_outlet
from tests.hub.vendure.server import missing

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@contextmanager
def crowded(hub: Hub, platform: Platform, outlets: Sequence[Outlet], processes: HubProcesses) -> Iterator[Crowd]:
    """Outlets on which the goods of a file are listed by the hub, which runs as processes of its own."""
    list_from_file(hub, PIECES, outlets)
    processes.start()
    try:
        yield Crowd(hub, platform, outlets, processes)
    finally:
        processes.close()


@pytest.mark.skipif(not missing(), reason="the crowd with Vendure is this one and more")
def test_every_order_of_a_crowd_goes_out_once(
    hub: Hub,
    hub_database: str,
    hub_folder: Path,
    shopwright_module_platform: Platform,
    receiver: WebhookReceiver,
) -> None:
    platform = shopwright_module_platform
    outlets: list[Outlet] = [TikTokOutlet(platform, region) for region in ("GB", "DE")]
    with shopify_outlet(hub) as (store, url):
        outlets.append(store)
        with crowded(hub, platform, outlets, HubProcesses(hub_database, hub_folder, url)) as crowd:
            walk(crowd, receiver)
