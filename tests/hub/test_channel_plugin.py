"""A channel in a package of its own, as the channel author's guide has it, is found and keeps its promises."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from shopwright.hub.channels.conformance import Goods, MemoryCredentials, Promise, Untested, World, promises
from shopwright.hub.channels.protocol import App
from shopwright.hub.channels.registry import channel_of, channels
from tests.hub.plugin.till import KEY, Till

_PLUGIN = Path(__file__).with_name("plugin")
sys.path.append(str(_PLUGIN))
from stall_channel.channel import Stall  # noqa: E402 - it is on the path since the line above

sys.path.remove(str(_PLUGIN))


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The plug-in's package is installed."""
    monkeypatch.syspath_prepend(str(_PLUGIN))
    channels.cache_clear()
    yield
    channels.cache_clear()


def test_an_installed_plug_in_is_among_the_channels(installed: None) -> None:
    assert channel_of("stall").title == "Market stall"
    assert {"tiktok_shop", "shopify", "files"} <= set(channels())


class StallWorld(World):
    channel = Stall()

    def __init__(self, till: Till) -> None:
        self.till = till
        self.app = App({"base_url": till.url, "key": KEY}, MemoryCredentials())
        self.account = self.channel.finish_consent(self.app, {})
        (self.shop,) = self.channel.shops(self.app, self.account)

    def put_product(self, quantity: int) -> Goods:
        sku = f"SKU-{len(self.till.stock)}"
        self.till.stock[sku] = quantity
        return Goods(sku, sku, sku)

    def buy(self, *lines: tuple[Goods, int]) -> str:
        return self.till.sell([(goods.sku_id, pieces) for goods, pieces in lines])

    def cancel(self, order_id: str) -> None:
        self.till.cancel(order_id)

    def buyable(self, goods: Goods) -> int:
        return self.till.stock[goods.sku_id]

    def app_at(self, url: str) -> App:
        return replace(self.app, settings={**self.app.settings, "base_url": url})

    def revoke(self) -> bool:
        self.till.key = "another key"
        return True

    def hook(self, order_id: str) -> tuple[bytes, Mapping[str, str]]:
        told = {"shop": "stall-1", "order": order_id, "event": "e-1", "at": "2026-11-28T19:00:00+00:00"}
        body = json.dumps(told).encode()
        return body, {"x-stall-signature": hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()}


@pytest.mark.parametrize("promise", promises(Stall()), ids=str)
def test_the_plug_in_keeps_the_promise(promise: Promise) -> None:
    with Till() as till:
        try:
            promise.check(StallWorld(till))
        except Untested as reason:
            pytest.skip(str(reason))
