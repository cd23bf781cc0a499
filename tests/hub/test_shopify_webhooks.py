"""The hub registers where Shopify's notifications go, and looks at the store itself where it cannot."""

from __future__ import annotations

import pytest

pytest.importorskip("graphql", reason="the test server needs graphql-core")

from django.urls import reverse

from shopwright.hub.channels.models import Connection, Event
from shopwright.hub.channels.shopify.notifications import TOPICS
from shopwright.hub.listings.models import Drift, Listing
from tests.hub.harness import Hub
from tests.hub.shop_on_shopify import connect, notify
from tests.hub.shopify.store import Store

pytestmark = pytest.mark.postgres
PUBLIC = "https://hub.example.com"


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub is reached from everywhere."""
    from django.conf import settings

    monkeypatch.setattr(settings, "CANONICAL_URL", PUBLIC)


def notes(hub: Hub, connection: Connection) -> dict[str, str]:
    """What the connection's test says about notifications."""
    hub.owner.post("connection-change", connection.pk, do="check")
    connection.refresh_from_db()
    return {line["name"]: line["words"] for line in connection.checks if line["name"].startswith("Notifications")}


@pytest.mark.usefixtures("public")
def test_a_new_connection_registers_each_topic_once(hub: Hub, store: Store) -> None:
    connection = connect(hub, store)
    address = PUBLIC + reverse("hook", args=["shopify", connection.app_id])
    assert sorted((hook["topic"], hook["uri"]) for hook in store.hooks) == [(topic, address) for topic in TOPICS]
    assert set(notes(hub, connection).values()) == {"works"}
    assert len(store.hooks) == len(TOPICS)


@pytest.mark.usefixtures("public")
def test_the_test_of_a_connection_registers_what_went_missing(hub: Hub, store: Store) -> None:
    connection = connect(hub, store)
    del store.hooks[2:5]
    assert set(notes(hub, connection).values()) == {"works"}
    assert {hook["topic"] for hook in store.hooks} == set(TOPICS)


@pytest.mark.usefixtures("public")
def test_a_topic_that_shopify_refuses_shows_in_the_test_with_its_words(hub: Hub, store: Store) -> None:
    store.scopes = tuple(scope for scope in store.scopes if scope != "write_orders")
    connection = connect(hub, store)
    said = notes(hub, connection)
    assert said["Notifications orders/create"] == "The app lacks read_orders."
    assert said["Notifications products/update"] == "works"


@pytest.mark.parametrize("url", ["http://hub.example.com", "https://localhost:8601", "https://10.0.0.4", "https://hub"])
def test_without_a_public_https_address_the_connection_is_in_poll_mode_and_says_so(
    hub: Hub, store: Store, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "CANONICAL_URL", url)
    connection = connect(hub, store)
    assert store.hooks == []
    assert notes(hub, connection)["Notifications"].startswith("poll mode")


@pytest.mark.parametrize("way", ["notification", "poll"])
def test_a_product_that_is_changed_in_shopify_is_found(hub: Hub, store: Store, way: str) -> None:
    product = store.put_product("DRIFT-S", 3)
    connection = connect(hub, store)
    product.update(title="A cup", updatedAt=store.tick())
    if way == "notification":
        number = int(product["id"].rpartition("/")[2])
        assert notify(connection, store, "products/update", {"id": number}) == 200
    hub.work()
    listing = Listing.objects.get(connection=connection)
    row = Drift.objects.get(listing=listing)
    assert (row.field, row.mine, row.theirs) == ("title", "A mug", "A cup")


def test_a_look_at_unchanged_products_keeps_nothing_new(hub: Hub, store: Store) -> None:
    store.put_product("SAME-S", 3)
    connection = connect(hub, store)
    before = Event.objects.filter(connection=connection).count()
    hub.work()
    assert Event.objects.filter(connection=connection).count() == before
