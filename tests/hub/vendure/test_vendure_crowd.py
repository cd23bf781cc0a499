"""The crowd on two TikTok shops, a Shopify store and a Vendure at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopwright.testing import Platform, WebhookReceiver
from tests.hub.crowd import HubProcesses
from tests.hub.crowd_walk import walk
from tests.hub.harness import Hub
from tests.hub.outlets import Outlet, TikTokOutlet, VendureOutlet, shopify_outlet
from tests.hub.test_crowd import crowded
from tests.hub.vendure.shop import Shop

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_every_order_of_a_crowd_goes_out_once_on_vendure_too(
    hub: Hub,
    hub_database: str,
    hub_folder: Path,
    shop: Shop,
    shopwright_module_platform: Platform,
    receiver: WebhookReceiver,
) -> None:
    platform = shopwright_module_platform
    outlets: list[Outlet] = [TikTokOutlet(platform, region) for region in ("GB", "DE")]
    with shopify_outlet(hub) as (store, url):
        outlets += [store, VendureOutlet(shop)]
        with crowded(hub, platform, outlets, HubProcesses(hub_database, hub_folder, url)) as crowd:
            walk(crowd, receiver)
