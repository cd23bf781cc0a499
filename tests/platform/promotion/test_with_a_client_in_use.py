"""All operations of promotions as `tiktok-shop-api`, a client in use, calls them and reads their replies."""

from __future__ import annotations

import asyncio
import inspect
from decimal import Decimal
from typing import Any

import pytest
from tiktok_shop_api import AsyncTikTokShop, TikTokShop
from tiktok_shop_api.generated import models

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, shop_in

from .promo import DAY, HOUR, begin, coupon, now_of, product_of

MARKETS = ("US", "GB", "DE", "ID", "BR")


async def done(result: Any) -> Any:
    """The data of a reply, of the sync or of the async client."""
    reply = await result if inspect.isawaitable(result) else result
    assert reply.code == 0, reply.message
    return reply.data


async def walk_through(promotion: Any, seller: Seller) -> None:
    """Drive each operation, and look at its effect."""
    price = "30000" if seller.shop["region"] == "ID" else "30.00"
    product_id, sku = product_of(seller, price)
    start = now_of(seller) + HOUR
    period = {"begin_time": start, "end_time": start + DAY}
    made = await done(
        promotion.create_promotion_activity(
            body=models.CreatePromotionActivityRequest.from_dict(
                {"title": "A fifth off", "activity_type": "DIRECT_DISCOUNT", "product_level": "PRODUCT", **period}
            )
        )
    )
    activity = made.activity_id
    offer = {"id": product_id, "discount": "20", "quantity_limit": 5, "quantity_per_user": -1}
    put = models.UpdatePromotionActivityProductsRequest.from_dict({"activity_id": activity, "products": [offer]})
    assert (await done(promotion.update_promotion_activity_products(activity, body=put))).total_count == 1
    change = models.UpdatePromotionActivityRequest.from_dict({"title": "20 % off", **period})
    assert (await done(promotion.update_promotion_activity(activity, body=change))).title == "20 % off"
    begin(seller, activity)
    coupon_id = coupon(seller, percent=10)
    (line,) = detail(seller, buy(seller, sku, coupon_ids=[coupon_id])["order_id"])["line_items"]
    assert Decimal(line["sale_price"]) == Decimal(price) * Decimal("0.72")
    search = models.SearchPromotionActivitiesRequest.from_dict({"status": "ONGOING"})
    (row,) = (await done(promotion.search_promotion_activities(body=search))).activities
    assert (row.id, row.status) == (activity, "ONGOING")
    (product,) = (await done(promotion.get_activity(activity))).products
    assert (product.discount, product.used_quantity) == ("20", 1)
    (listed,) = (await done(promotion.search_coupon_list(body=models.SearchCouponListRequest()))).coupons
    assert listed.id == coupon_id
    assert (await done(promotion.get_coupon(coupon_id))).coupon.usage_stats.redeemed_count == 1
    removal = models.RemovePromotionActivityProductsRequest.from_dict({"product_ids": [product_id]})
    await done(promotion.remove_promotion_activity_products(activity, body=removal))
    (line,) = detail(seller, buy(seller, sku)["order_id"])["line_items"]
    assert Decimal(line["sale_price"]) == Decimal(price)
    ended = await done(promotion.deactivate_activity(activity, body=models.DeactivateActivityRequest()))
    assert ended.status == "DEACTIVATED"
    again = models.RepublishActivityRequest.from_dict(period)
    assert (await done(promotion.republish_activity(activity, body=again))).activity_id == activity


@pytest.mark.parametrize("market", MARKETS)
def test_the_client_drives_every_operation(platform: RunningPlatform, market: str) -> None:
    seller = shop_in(platform, market)
    keys = (seller.app["app_key"], seller.app["app_secret"], seller.token, seller.cipher)
    with TikTokShop(*keys, base_url=platform.url) as client:
        asyncio.run(walk_through(client.promotion, seller))


def test_the_async_client_drives_every_operation(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    keys = (seller.app["app_key"], seller.app["app_secret"], seller.token, seller.cipher)

    async def drive() -> None:
        async with AsyncTikTokShop(*keys, base_url=platform.url) as client:
            await walk_through(client.promotion, seller)

    asyncio.run(drive())
