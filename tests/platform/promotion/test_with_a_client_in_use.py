"""All operations of promotions as `tiktok-shop-api`, a client in use, calls them and reads their replies."""

from __future__ import annotations

from decimal import Decimal

from tests.harness.client_in_use import MARKETS, client_of, in_each_form
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, shop_in

from .promo import DAY, HOUR, begin, coupon, now_of, product_of


@in_each_form(*MARKETS)
def test_the_client_drives_every_operation(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = shop_in(platform, market)
    price = "30000" if market == "ID" else "30.00"
    product_id, sku = product_of(seller, price)
    start = now_of(seller) + HOUR
    period = {"begin_time": start, "end_time": start + DAY}
    content = {"title": "A fifth off", "activity_type": "DIRECT_DISCOUNT", "product_level": "PRODUCT", **period}
    with client_of(seller, is_async=is_async) as client:
        promotion = client.promotion
        activity = promotion.create_promotion_activity(body=content).activity_id
        offer = {"id": product_id, "discount": "20", "quantity_limit": 5, "quantity_per_user": -1}
        put = {"activity_id": activity, "products": [offer]}
        assert promotion.update_promotion_activity_products(activity, body=put).total_count == 1
        change = {"title": "20 % off", **period}
        assert promotion.update_promotion_activity(activity, body=change).title == "20 % off"
        begin(seller, activity)
        coupon_id = coupon(seller, percent=10)
        (line,) = detail(seller, buy(seller, sku, coupon_ids=[coupon_id])["order_id"])["line_items"]
        assert Decimal(line["sale_price"]) == Decimal(price) * Decimal("0.72")
        (row,) = promotion.search_promotion_activities(body={"status": "ONGOING"}).activities
        assert (row.id, row.status) == (activity, "ONGOING")
        (product,) = promotion.get_activity(activity).products
        assert (product.discount, product.used_quantity) == ("20", 1)
        (listed,) = promotion.search_coupon_list(body={}).coupons
        assert listed.id == coupon_id
        assert promotion.get_coupon(coupon_id).coupon.usage_stats.redeemed_count == 1
        promotion.remove_promotion_activity_products(activity, body={"product_ids": [product_id]})
        (line,) = detail(seller, buy(seller, sku)["order_id"])["line_items"]
        assert Decimal(line["sale_price"]) == Decimal(price)
        assert promotion.deactivate_activity(activity, body={}).status == "DEACTIVATED"
        assert promotion.republish_activity(activity, body=period).activity_id == activity
