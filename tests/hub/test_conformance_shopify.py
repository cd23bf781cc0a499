"""Shopify keeps the promises of a channel, on a store in memory behind Shopify's own schema."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

pytest.importorskip("graphql", reason="the test server needs graphql-core")

from shopwright.hub.channels.conformance import Goods, MemoryCredentials, Promise, Untested, World, promises
from shopwright.hub.channels.protocol import (
    App,
    ChannelError,
    ListingDraft,
    ListingVariant,
    Progress,
    Result,
    StockWant,
)
from shopwright.hub.channels.shopify.channel import Shopify
from shopwright.hub.channels.shopify.orders import gid, number_of
from tests.hub.pictures import picture
from tests.hub.shopify import returns as buyers
from tests.hub.shopify.server import ShopifyServer
from tests.hub.shopify.store import Store

_CHANNEL = Shopify(page_size=2)


class ShopifyWorld(World):
    """A store of its own."""

    def __init__(self, store: Store, url: str) -> None:
        self.store = store
        self.channel = Shopify(page_size=2, base_url=url)
        settings = {"shop": store.domain, "app_key": store.client_id, "app_secret": store.client_secret}
        self.app = App(settings, MemoryCredentials())
        self.account = self.channel.finish_consent(self.app, {})
        (self.shop,) = self.channel.shops(self.app, self.account)

    def put_product(self, quantity: int) -> Goods:
        sku = f"SKU-{secrets.token_hex(4)}"
        product = self.store.put_product(sku, quantity)
        return Goods(number_of(product["id"]), number_of(product["variants"][0]["id"]), sku)

    def buy(self, *lines: tuple[Goods, int]) -> str:
        order = self.store.buy([(gid("ProductVariant", goods.sku_id), pieces) for goods, pieces in lines])
        return number_of(order["id"])

    def cancel(self, order_id: str) -> None:
        self.store.cancel(gid("Order", order_id))

    def ask_for_return(self, order_id: str) -> str:
        order = self.store.orders[gid("Order", order_id)]
        self.store.fulfil(order, order["parts"][0], {})
        made = buyers.ask_for_return(self.store, order["id"], order["lines"][0]["quantity"])
        return number_of(made["id"])

    def give_back(self, order_id: str, amount: Decimal) -> str:
        refund = self.store.refund(self.store.orders[gid("Order", order_id)], [], amount)
        return f"refund-{number_of(refund['id'])}"

    def buyable(self, goods: Goods) -> int:
        variant = self.store.variant(gid("ProductVariant", goods.sku_id))
        assert variant is not None
        return self.store.level(variant["item"]).available

    def draft(self) -> ListingDraft:
        variants = (
            ListingVariant("NEW-R", (("Colour", "Red"), ("Size", "M")), Decimal("4.50"), "GBP", 6),
            ListingVariant("NEW-B", (("Colour", "Blue"), ("Size", "M")), Decimal("5.50"), "GBP", 2),
        )
        return ListingDraft("A mug", "<p>Holds tea.</p>", "Mugs", (picture(),), variants, 400, (120, 120, 90))

    def app_at(self, url: str) -> App:
        """Every call from now on goes there."""
        self.channel = Shopify(page_size=2, base_url=url)
        return self.app

    def revoke(self) -> bool:
        self.store.is_installed = False
        self.store.tokens.clear()
        return True

    def hook(self, order_id: str) -> tuple[bytes, Mapping[str, str]]:
        body = json.dumps({"id": int(order_id), "name": "#1001"}).encode()
        digest = hmac.new(self.store.client_secret.encode(), body, hashlib.sha256).digest()
        return body, {
            "x-shopify-hmac-sha256": base64.b64encode(digest).decode(),
            "x-shopify-topic": "orders/updated",
            "x-shopify-shop-domain": self.store.domain,
            "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
            "x-shopify-triggered-at": "2026-11-28T19:00:00.000Z",
        }


@pytest.fixture
def world() -> Iterator[ShopifyWorld]:
    store = Store(f"{secrets.token_hex(4)}.myshopify.com")
    with ShopifyServer(store) as server:
        yield ShopifyWorld(store, server.url)


@pytest.mark.parametrize("promise", promises(_CHANNEL), ids=str)
def test_shopify_keeps_the_promise(promise: Promise, world: ShopifyWorld) -> None:
    try:
        promise.check(world)
    except Untested as reason:
        pytest.skip(str(reason))


def test_an_order_between_looking_and_setting_is_not_overwritten(world: ShopifyWorld) -> None:
    goods = world.put_product(10)
    world.store.sales_before_set.append((gid("ProductVariant", goods.sku_id), 2))
    with world.session() as session:
        (outcome,) = session.push_stock([StockWant(goods.product_id, goods.sku_id, world.location_id(), 10)])
    assert (outcome.result, outcome.quantity, world.buyable(goods)) == (Result.DONE, 8, 8)


def test_a_number_that_changes_each_time_is_left_for_later(world: ShopifyWorld) -> None:
    goods = world.put_product(10)
    world.store.rush = (gid("ProductVariant", goods.sku_id), 1)
    with world.session() as session:
        (outcome,) = session.push_stock([StockWant(goods.product_id, goods.sku_id, world.location_id(), 10)])
    assert outcome.result is Result.LATER
    assert world.buyable(goods) == 7, "three looks, three sales, nothing set"


def test_one_token_serves_many_calls_and_is_renewed_when_it_is_refused(world: ShopifyWorld) -> None:
    with world.session() as session:
        session.locations()
        session.locations()
        assert world.store.tokens_given == 1
        world.store.tokens.clear()
        assert session.locations()
    assert world.store.tokens_given == 2


def test_throttling_may_work_later(world: ShopifyWorld) -> None:
    goods = world.put_product(10)
    place = world.location_id()
    world.store.throttled_calls = 1
    with world.session() as session, pytest.raises(ChannelError, match="Throttled") as caught:
        session.push_stock([StockWant(goods.product_id, goods.sku_id, place, 10)])
    assert caught.value.is_passing


def test_a_missing_scope_shows_in_the_test_of_the_connection(world: ShopifyWorld) -> None:
    world.store.scopes = tuple(scope for scope in world.store.scopes if scope != "write_inventory")
    with world.session() as session:
        bad = [check for check in session.check() if not check.is_good]
    assert [check.name for check in bad] == ["Scope write_inventory"]


def test_what_is_not_tracked_or_not_stocked_is_refused_with_what_to_do(world: ShopifyWorld) -> None:
    loose, far = world.put_product(1), world.put_product(1)
    variant = world.store.variant(gid("ProductVariant", loose.sku_id))
    assert variant is not None
    variant["tracked"] = False
    elsewhere = number_of(world.store.closed_place["id"])
    wants = [
        StockWant(loose.product_id, loose.sku_id, world.location_id(), 5),
        StockWant(far.product_id, far.sku_id, elsewhere, 5),
    ]
    with world.session() as session:
        outcomes = session.push_stock(wants)
    assert [(outcome.code, bool(outcome.remedy)) for outcome in outcomes] == [
        ("NOT_TRACKED", True),
        ("NOT_STOCKED", True),
    ]


def test_an_order_of_many_lines_is_read_whole(world: ShopifyWorld) -> None:
    goods = [world.put_product(1) for _ in range(30)]
    order_id = world.buy(*[(item, 1) for item in goods])
    with world.session() as session:
        order = session.order(order_id)
    assert order is not None
    assert [line.sku_id for line in order.lines] == [item.sku_id for item in goods]


def test_an_order_of_more_than_ten_places_is_read_and_sent_whole(world: ShopifyWorld) -> None:
    goods = [world.put_product(1) for _ in range(13)]
    order_id = world.buy(*[(item, 1) for item in goods])
    order = world.store.orders[gid("Order", order_id)]
    world.store.split(order)
    with world.session() as session:
        for part in order["parts"][:12]:
            world.store.fulfil(order, part, {})
        seen = session.order(order_id)
        assert seen is not None
        assert (seen.progress, seen.can_ship) == (Progress.PARTLY_SHIPPED, True), "the thirteenth is to be sent"
        parcels = session.parcels(order_id)
        assert [parcel.is_arranged for parcel in parcels] == [True] * 12 + [False]
        assert session.ship(parcels[-1].external_id, "Royal Mail", "RM123456785GB").is_done
        seen = session.order(order_id)
    assert seen is not None
    assert (seen.progress, seen.can_ship) == (Progress.SHIPPED, False)


def test_what_is_sent_and_comes_back_stays_sent(world: ShopifyWorld) -> None:
    goods = [world.put_product(3), world.put_product(3)]
    order_id = world.buy((goods[0], 2), (goods[1], 1))
    order = world.store.orders[gid("Order", order_id)]
    world.store.fulfil(order, order["parts"][0], {})
    world.store.refund(order, [(order["lines"][0], 2, "RETURN")], Decimal("9.00"))
    with world.session() as session:
        seen = session.order(order_id)
    assert seen is not None
    lines = [(line.quantity, line.is_gone, line.is_cancelled) for line in seen.lines]
    assert lines == [(2, True, False), (1, True, False)]


@pytest.mark.parametrize("shop", ["evil.example.com", "127.0.0.1", "x.myshopify.com.evil.example", "", "a/b"])
def test_an_address_that_is_no_store_is_refused(shop: str) -> None:
    app = App({"shop": shop, "app_key": "k", "app_secret": "s"}, MemoryCredentials())
    with pytest.raises(ChannelError, match="is no store"):
        _CHANNEL.finish_consent(app, {})
