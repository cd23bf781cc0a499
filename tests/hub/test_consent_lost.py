"""A consent that ends while something is on its way: nothing is lost, and all of it goes out after the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from shopwright import Token
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.tiktok_shop.session import TikTokSession
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.listings.models import Listing, Offer, OfferStock
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.hub import rows
from tests.hub.harness import Hub, stock_on
from tests.hub.test_listings import NO_RULE

pytestmark = pytest.mark.postgres


def end_consent_within(monkeypatch: pytest.MonkeyPatch, seller: Seller, name: str) -> None:
    """The seller withdraws the consent once, when the hub has begun a call of this name."""
    begun: Callable[..., Any] = getattr(TikTokSession, name)

    def call(session: TikTokSession, *args: Any) -> Any:
        monkeypatch.setattr(TikTokSession, name, begun)
        seller.deauthorize()
        return begun(session, *args)

    monkeypatch.setattr(TikTokSession, name, call)


def consent_again(hub: Hub, platform: Platform, seller: Seller) -> None:
    names = {"app_key": platform.keys.app_key, "account_id": seller.keys.seller.account_id}
    made = platform.control.post("tokens", names)
    seller.keep_token(
        Token(
            access_token=made["access_token"],
            access_token_ends=made["access_token_expire_in"],
            refresh_token=made["refresh_token"],
            refresh_token_ends=made["refresh_token_expire_in"],
            open_id=seller.token.open_id,
            user_type=seller.token.user_type,
            granted_scopes=seller.token.granted_scopes,
        )
    )
    hub.connect(platform, seller)


def try_again_now(shop: Connection) -> None:
    """As if the waits between tries were over."""
    OfferStock.objects.filter(connection=shop).update(due_at=timezone.now())
    Offer.objects.filter(connection=shop).update(price_due_at=timezone.now())
    Listing.objects.filter(connection=shop).update(wish_due_at=timezone.now())
    Shipment.objects.filter(connection=shop).update(due_at=timezone.now())


@pytest.mark.parametrize("call", ["push_stock", "push_prices", "pause", "ship"])
def test_what_was_on_its_way_goes_out_after_the_next_consent(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    product = seller.list_product(quantity=5, seller_sku=f"GB-{hub.tag}", price="12.50")
    shop = hub.connect(platform, seller)
    bought = seller.buy((product.sku_id, 1), status="AWAITING_SHIPMENT")
    hub.work()
    end_consent_within(monkeypatch, seller, call)
    if call == "push_stock":
        rows.count(hub, hub.variant(f"GB-{hub.tag}"), 3)
    elif call == "push_prices":
        hub.owner.post("listing-rule", shop.pk, **{**NO_RULE, "percent": "10"}, sends_prices="on")
    elif call == "pause":
        hub.owner.post("listing-change", Listing.objects.get(connection=shop).pk, wish="pause")
    else:
        hub.owner.post("ship", orders=[hub.order(bought.order_id).pk])
    hub.work()
    shop.refresh_from_db()
    assert shop.state == "consent"
    consent_again(hub, platform, seller)
    try_again_now(shop)
    hub.work()
    client = seller.client()
    there = client.product.get_product(product.product_id)
    order = client.order.get_order_detail(ids=[bought.order_id])["orders"][0]
    assert (stock_on(seller, product.sku_id) == 2) == (call == "push_stock")
    assert (there["skus"][0]["price"]["sale_price"] == "13.75") == (call == "push_prices")
    assert (there["status"] == "SELLER_DEACTIVATED") == (call == "pause")
    assert (order["status"] == "AWAITING_COLLECTION") == (call == "ship")
