"""One stock for TikTok Shop, Shopify and a folder at once."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

pytest.importorskip("graphql", reason="the test server needs graphql-core")

from shopwright.hub.channels import services
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.registry import channel_of
from shopwright.testing import Platform
from tests.hub.harness import Hub, stock_on
from tests.hub.shopify.store import Store

pytestmark = pytest.mark.postgres


def _connect(hub: Hub, channel: str, settings: dict[str, str], *, adopts: bool) -> Connection:
    app = services.create_app(hub.workspace, channel, settings)
    kind, taken = channel_of(channel), services.app_of(app)
    account = kind.finish_consent(taken, {})
    (connection,) = services.connect(app, account, kind.shops(taken, account), hub.owner.user, adopts=adopts)
    hub.work()
    services.set_realtime(connection, is_on=True)
    hub.work()
    return connection


def test_a_sale_on_each_channel_lowers_the_others(
    hub: Hub, store: Store, shopwright_module_platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_HUB_FILES", str(tmp_path))
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=10, seller_sku="SHARED-9")
    hub.connect(shopwright_module_platform, seller)
    variant = store.put_product("SHARED-9", 25)["variants"][0]
    _connect(
        hub,
        "shopify",
        {"shop": store.domain, "app_key": store.client_id, "app_secret": store.client_secret},
        adopts=False,
    )
    folder = tmp_path / f"till-{hub.tag}"
    _drop(folder / "in" / "products" / "goods.csv", "sku,title,price,quantity", "SHARED-9,A mug,4.50,1")
    settings = {"folder": folder.name, "region": "GB", "currency": "GBP"}
    _connect(hub, "files", settings, adopts=False)

    def everywhere() -> tuple[int, int, int]:
        with (folder / "out" / "stock.csv").open(newline="") as file:
            (row,) = csv.DictReader(file)
        return stock_on(seller, product.sku_id), store.level(variant["item"]).available, int(row["quantity"])

    assert everywhere() == (10, 10, 10)
    seller.buy((product.sku_id, 2))
    hub.work()
    assert everywhere() == (8, 8, 8)
    store.buy([(variant["id"], 3)])
    hub.work()
    assert everywhere() == (5, 5, 5)
    _drop(folder / "in" / "orders" / "sales.csv", "order,sku,quantity,price", "T-9,SHARED-9,1,4.50")
    hub.work()
    assert everywhere() == (4, 4, 4)
    assert hub.available("SHARED-9") == 4


def _drop(file: Path, *lines: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines))
    os.utime(file, (0, 0))
