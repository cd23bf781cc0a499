"""TikTok Shop keeps the promises of a channel, on the platform over HTTP."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from shopwright.client.core.options import RetryPolicy
from shopwright.hub.channels.conformance import Goods, MemoryCredentials, Promise, Untested, World, promises
from shopwright.hub.channels.named_files import open_address
from shopwright.hub.channels.protocol import App, ExternalShop, ListingDraft, ListingVariant
from shopwright.hub.channels.tiktok_shop.channel import CURRENCIES, TikTokShop
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from shopwright.wire.signing import sign_webhook
from tests.hub.harness import stock_on, texts_to_buyer
from tests.hub.pictures import picture

#: Small pages, and no waits between tries.
_CHANNEL = TikTokShop(retry=RetryPolicy(attempts=2, first_wait=0, jitter=0, longest_asked=0), page_size=2)


class TikTokWorld(World):
    """A seller's shop in a market."""

    channel = _CHANNEL

    def __init__(self, seller: Seller) -> None:
        self.seller, self.keys = seller, seller.platform.keys
        self.account = seller.keys.seller.open_id
        settings = {
            "app_key": self.keys.app_key,
            "app_secret": self.keys.app_secret,
            "service_id": self.keys.service_id,
            "region": seller.region,
            "base_url": seller.platform.url,
        }
        self.app = App(settings, MemoryCredentials(), open_address)
        self.app.credentials.save(self.account, msgspec.json.encode(seller.token).decode())
        self.shop = ExternalShop(
            seller.shop_id, "Shop", seller.region, CURRENCIES[seller.region], {"cipher": seller.shop_cipher}
        )

    def put_product(self, quantity: int) -> Goods:
        seller_sku = f"SKU-{secrets.token_hex(4)}"
        product = self.seller.list_product(quantity=quantity, seller_sku=seller_sku)
        return Goods(product.product_id, product.sku_id, seller_sku)

    def buy(self, *lines: tuple[Goods, int]) -> str:
        bought = [(goods.sku_id, pieces) for goods, pieces in lines]
        return self.seller.buy(*bought, status="AWAITING_SHIPMENT").order_id

    def buy_again(self, goods: Goods, times: int) -> list[str]:
        name = f"Ann {secrets.token_hex(4)}"
        wanted = (goods.sku_id, 1)
        return [self.seller.buy(wanted, status="AWAITING_SHIPMENT", buyer=name).order_id for _ in range(times)]

    def cancel(self, order_id: str) -> None:
        client = self.seller.helper()
        client.return_refund.cancel_order(order_id=order_id, cancel_reason="seller_cancel_reason_out_of_stock_uk")

    def ask_for_return(self, order_id: str) -> str:
        platform = self.seller.platform
        platform.orders.advance(order_id, "DELIVERED")
        return platform.orders.return_(order_id).return_id

    def buyable(self, goods: Goods) -> int:
        return stock_on(self.seller, goods.sku_id)

    def draft(self) -> ListingDraft:
        price = {"ID": Decimal(125000)}.get(self.seller.region, Decimal("12.50"))
        return ListingDraft(
            title="Glass candle holder for tea lights, hand made",
            description="<p>Holds a tea light.</p>",
            brand="",
            images=(picture(),),
            variants=(ListingVariant("NEW-SKU-1", (), price, self.shop.currency, 6),),
            weight_grams=400,
            size_mm=(120, 120, 90),
        )

    def app_at(self, url: str) -> App:
        return replace(self.app, settings={**self.app.settings, "base_url": url})

    def revoke(self) -> bool:
        self.seller.deauthorize()
        return True

    def messages(self, order_id: str) -> list[str]:
        return texts_to_buyer(self.seller, order_id)

    def refused_text(self) -> str:
        return "Pay me by bank transfer."

    def lose_answer(self) -> bool:
        self.seller.platform.faults.add("sendMessage", drop=True, after=True, count=1, shop_id=self.shop.external_id)
        return True

    def hook(self, order_id: str) -> tuple[bytes, Mapping[str, str]]:
        told = {
            "type": 1,
            "tts_notification_id": "7327112393057371910",
            "shop_id": self.shop.external_id,
            "timestamp": int(time.time()),
            "data": {"order_id": order_id, "order_status": "UNPAID", "is_on_hold_order": False, "update_time": 1},
        }
        body = json.dumps(told).encode()
        return body, {"authorization": sign_webhook(self.keys.app_key, self.keys.app_secret, body)}


def _check(promise: Promise, world: World) -> None:
    try:
        promise.check(world)
    except Untested as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("promise", promises(_CHANNEL), ids=str)
def test_tiktok_shop_keeps_the_promise(promise: Promise, shopwright_module_platform: Platform) -> None:
    _check(promise, TikTokWorld(shopwright_module_platform.shop("GB")))


_READS = ("an_order_has_what_was_bought", "a_product_of_the_shop_is_read_with_its_skus", "locations_are_read")
_WRITES = (
    "buyers_can_buy",
    "a_listing_is_published",
    "each_want_of_a_price",
    "an_order_is_shipped",
    "a_shipped_parcel",
    "a_message_reaches",
    "an_order_that_is_split",
    "orders_of_one_buyer",
)


@pytest.mark.parametrize("region", ["US", "DE", "ID"])
@pytest.mark.parametrize(
    "promise", [item for item in promises(_CHANNEL) if item.name.startswith(_READS + _WRITES)], ids=str
)
def test_it_keeps_the_promise_in_each_market(
    promise: Promise, region: str, shopwright_module_platform: Platform
) -> None:
    _check(promise, TikTokWorld(shopwright_module_platform.shop(region)))
