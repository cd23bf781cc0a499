"""From a product that the hub lists on Vendure to a parcel that its buyer gets, beside a shop on TikTok."""

from __future__ import annotations

import pytest

from shopwright.hub.channels import services
from shopwright.hub.channels.models import Connection
from shopwright.testing import Platform
from tests.hub.harness import Hub, stock_on
from tests.hub.vendure.shop import Shop

pytestmark = pytest.mark.postgres


def _connect(hub: Hub, shop: Shop) -> Connection:
    """Connect through the hub's pages, as a person does."""
    user = shop.vendure.user(shop.channel_id)
    form = {"base_url": shop.vendure.url, "user": user.name, "password": user.password}
    chosen = hub.owner.post("connect", "vendure", **form)
    assert f"shop-{shop.token}" in chosen.text
    hub.owner.post("choose-shops", "vendure", shops=[shop.channel_id])
    connection = Connection.objects.get(workspace=hub.workspace, channel="vendure")
    hub.work()
    services.set_realtime(connection, is_on=True)
    hub.work()
    return connection


def test_a_product_is_listed_sold_packed_and_cancelled_on_vendure(
    hub: Hub, shop: Shop, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=10, seller_sku=f"SHARED-{hub.tag}")
    hub.connect(shopwright_module_platform, seller)
    connection = _connect(hub, shop)
    variant = hub.variant(f"SHARED-{hub.tag}")

    hub.owner.post("publish", variant.product_id, connections=[str(connection.pk)])
    hub.work()
    listing = variant.product.listings.get(connection=connection)
    assert (listing.state, listing.trouble) == ("live", "")
    sku = listing.offers.get().external_id
    assert shop.buyable(sku) == 10

    order_id = shop.buy((sku, 3))
    hub.work()
    order = hub.order(order_id)
    assert (order.payment, order.progress, str(order.total)) == ("paid", "open", "41.45")
    assert (hub.available(variant.sku), stock_on(seller, product.sku_id), shop.buyable(sku)) == (7, 7, 7)

    seller.buy((product.sku_id, 2))
    hub.work()
    assert shop.buyable(sku) == 5

    assert "leaves the shipping of this order to you" in hub.owner.get("ship-own", order.pk).text
    hub.owner.post("ship-own", order.pk, number="RM123456785GB")
    hub.work()
    there = shop.order(order_id)
    assert (there["state"], there["fulfillments"][0]["trackingCode"]) == ("Shipped", "RM123456785GB")
    hub.work()
    assert hub.order(order_id).progress == "shipped"
    assert (hub.available(variant.sku), shop.buyable(sku)) == (5, 5)

    second = hub_cancels(hub, shop, sku)
    assert (shop.order(second)["state"], hub.order(second).progress) == ("Cancelled", "cancelled")
    assert sum(refund["total"] for payment in shop.order(second)["payments"] for refund in payment["refunds"]) > 0
    assert (hub.available(variant.sku), stock_on(seller, product.sku_id), shop.buyable(sku)) == (5, 5, 5)


def hub_cancels(hub: Hub, shop: Shop, sku_id: str) -> str:
    """An order comes in and is cancelled on the hub's page; returns its id."""
    order_id = shop.buy((sku_id, 4))
    hub.work()
    assert "is being cancelled" in hub.owner.post("order-cancel", hub.order(order_id).pk, reason="Out of stock").text
    hub.work()
    return order_id
