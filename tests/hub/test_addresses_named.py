"""Addresses that people and channels name, through the pages and the worker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shopwright.hub.channels import services
from shopwright.hub.channels.models import ChannelApp
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.listings.adoption import keep_listing
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres

_FORM = {"app_key": "key", "app_secret": "secret", "service_id": "1", "region": "GB"}


@pytest.mark.parametrize("address", ["http://169.254.169.254", "http://10.0.0.1:8080", "http://[fd00::1]"])
def test_an_app_in_a_private_network_is_not_kept(hub: Hub, address: str) -> None:
    answer = hub.owner.post("connect", "tiktok_shop", **_FORM, base_url=address)
    assert "leads into a private network" in answer.text
    assert not ChannelApp.objects.filter(workspace=hub.workspace).exists()
    with pytest.raises(services.ConnectError):
        services.create_app(hub.workspace, "tiktok_shop", {**_FORM, "base_url": rows.BASE_URL}, clock_url=address)


def test_an_app_whose_network_is_not_allowed_any_more_is_not_called(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = rows.connection(hub)
    monkeypatch.setenv("SHOPWRIGHT_HUB_NETWORKS", "")
    answer = hub.owner.post("connection-change", shop.pk, do="check")
    assert "leads into a private network" in answer.text
    with pytest.raises(ChannelError, match="private network"):
        services.callable_app_of(shop.app)
    with pytest.raises(ChannelError, match="private network"):
        services.app_of(shop.app).open_address("http://127.0.0.1:1/label.pdf", 100, 1)


def test_pictures_in_a_private_network_are_left_out_and_the_product_comes(hub: Hub) -> None:
    shop = rows.connection(hub)
    shop.adopts = True
    seen = replace(rows.listing("MUG-1"), image_urls=("http://169.254.169.254/a.png", "file:///etc/hostname"))
    product = keep_listing(shop, seen).product
    assert product is not None
    assert not product.pictures.exists()
