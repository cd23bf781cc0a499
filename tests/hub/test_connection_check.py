"""The test of a connection says what works and what is missing: scopes by name, notifications, the clock."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.urls import reverse
from django.utils import timezone

from shopwright.hub.channels import clock, services
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.tiktok_shop.access import SCOPES, TOPICS
from shopwright.hub.core import fetch
from shopwright.hub.core.fetch import FetchError
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.hub.harness import Hub
from tests.hub.shop_on_shopify import connect
from tests.hub.shopify.store import Store

pytestmark = pytest.mark.postgres


def lines_of(hub: Hub, shop: Connection) -> dict[str, tuple[bool, str]]:
    """What the test of a connection says, by the name of each line."""
    hub.owner.post("connection-change", shop.pk, do="check")
    shop.refresh_from_db()
    return {line["name"]: (line["is_good"], line["words"]) for line in shop.checks}


def grant(shop: Connection, seller: Seller, scopes: set[str]) -> None:
    """Keep a token with these scopes alone."""
    token = msgspec.structs.replace(msgspec.convert(msgspec.to_builtins(seller.token), type=type(seller.token)))
    granted = msgspec.to_builtins(token) | {"granted_scopes": sorted(scopes)}
    services.app_of(shop.app).credentials.save(shop.account, msgspec.json.encode(granted).decode())


def tell(seller: Seller, address: str, topic: str) -> None:
    """Have the shop send a topic to an address."""
    seller.client().event.update_shop_webhook(address=address, event_type=topic)  # type: ignore[arg-type]


def test_scopes_that_tiktok_granted_are_held_against_those_that_are_needed(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    shop = hub.connect(shopwright_module_platform, seller, sends=False)
    grant(shop, seller, set(SCOPES) - {"seller.product.write"})
    scopes = {name: line for name, line in lines_of(hub, shop).items() if name.startswith("Scope ")}
    assert set(scopes) == {f"Scope {scope}" for scope in SCOPES}
    bad = {name: words for name, (is_good, words) in scopes.items() if not is_good}
    assert bad == {"Scope seller.product.write": "missing: listings are written"}
    assert "Add the scope to the app" in hub.owner.get("connection", shop.pk).text


def test_topics_that_tiktok_sends_elsewhere_are_named(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    shop = hub.connect(shopwright_module_platform, seller, sends=False)
    assert lines_of(hub, shop)["Notifications"][1].startswith("none is set for this shop alone")
    address = "https://hub.example.com" + reverse("hook", args=["tiktok_shop", shop.app_id])
    for topic in TOPICS[1:]:
        tell(seller, address, topic)
    said = lines_of(hub, shop)
    assert said["Notifications"] == (False, f"not sent here: {TOPICS[0]}")
    assert said["Last notification"][1].startswith("none: poll mode")
    tell(seller, address, TOPICS[0])
    assert lines_of(hub, shop)["Notifications"][0]


def test_scopes_of_shopify_are_named_with_what_they_are_for(hub: Hub, store: Store) -> None:
    store.scopes = tuple(scope for scope in store.scopes if scope != "write_returns")
    shop = connect(hub, store)
    said = lines_of(hub, shop)
    assert said["Scope write_returns"] == (False, "missing: returns are answered")
    assert said["Scope write_inventory"] == (True, "stock is set")


@pytest.mark.parametrize(
    ("ahead", "is_good", "words"),
    [(2, True, "2 s ahead of the channel's"), (61, False, "61 s ahead"), (-400, False, "400 s behind")],
)
def test_a_clock_that_is_off_is_said(
    hub: Hub, store: Store, monkeypatch: pytest.MonkeyPatch, ahead: int, is_good: bool, words: str
) -> None:
    shop = connect(hub, store)
    monkeypatch.setattr(clock, "time_at", lambda *_, **__: timezone.now() - timedelta(seconds=ahead))
    said = lines_of(hub, shop)["Clock"]
    assert (said[0], said[1].startswith(words)) == (is_good, True), said


def test_the_time_of_a_channel_is_read_of_its_answers(hub: Hub, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = connect(hub, store)
    assert lines_of(hub, shop)["Clock"][0]

    def nothing(*_: object, **__: object) -> None:
        raise FetchError("it does not answer")

    monkeypatch.setattr(clock, "time_at", nothing)
    assert lines_of(hub, shop)["Clock"] == (False, "not known: it does not answer")


@pytest.mark.parametrize("told", ["Sun, 29 Nov 2026 12:00:00 -0000", "Sun, 29 Nov 2026 12:00:00 +9999999", "soon", ""])
def test_a_time_that_a_server_writes_otherwise_fails_no_test(
    hub: Hub, store: Store, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    shop = connect(hub, store)

    class Answer:
        headers = {"date": told}  # noqa: RUF012

    monkeypatch.setattr(fetch, "_ask", lambda *_: Answer())
    assert "Clock" in lines_of(hub, shop)
