"""Activities and coupons as the Partner API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import msgspec

from shopwright.platform.core.money import rounded, text
from shopwright.platform.market.regions import Region

from .activity import Activity, ActivityType, Item, Level, Role
from .coupon import Coupon

if TYPE_CHECKING:
    from shopwright.contract.types.replies_promotion import (
        Amount,
        GetActivityResponseData,
        GetActivityResponseDataProduct,
        GetActivityResponseDataProductSku,
        GetCouponResponseDataCoupon,
        SearchCouponListResponseDataCoupon,
        SearchPromotionActivitiesResponseDataActivity,
    )


def present_activity(activity: Activity) -> SearchPromotionActivitiesResponseDataActivity:
    """An activity in a list."""
    return cast("SearchPromotionActivitiesResponseDataActivity", {"id": activity.activity_id, **_common(activity)})


def present_whole_activity(activity: Activity, items: Sequence[Item], market: Region) -> GetActivityResponseData:
    """An activity with its products."""
    reply = {
        "activity_id": activity.activity_id,
        **_common(activity),
        "products": _products(activity, [item for item in items if item.role is Role.ON_OFFER], market),
        "target_user_info": {"user_type": activity.user_type},
        "benefit_products": [{"id": item.product_id} for item in items if item.role is Role.BENEFIT],
    }
    return cast("GetActivityResponseData", reply)


def _common(activity: Activity) -> dict[str, object]:
    fields: dict[str, object] = {
        "title": activity.title,
        "activity_type": str(activity.type),
        "duration_type": "INDEFINITE" if activity.is_indefinite else "NORMAL",
        "begin_time": 0 if activity.is_indefinite else activity.begin,
        "end_time": activity.end,
        "status": str(activity.status),
        "create_time": activity.created_at,
        "update_time": activity.updated_at,
        "product_level": str(activity.level),
        "activity_commands": ["IMMUTABLE"] if activity.is_campaign else [],
        "participation_limit": [{"type": "BUYER_LIMIT_ONLY_ONE" if activity.once_per_buyer else "BUYER_NO_LIMIT"}],
        "discount": msgspec.to_builtins(activity.discount),
    }
    if activity.type is ActivityType.SHIPPING_DISCOUNT:
        fields["auction_support_type"] = activity.auction_support
    return fields


def _products(activity: Activity, items: Iterable[Item], market: Region) -> list[GetActivityResponseDataProduct]:
    products: dict[str, GetActivityResponseDataProduct] = {}
    for item in items:
        if activity.level is not Level.VARIATION:
            products[item.product_id] = cast("GetActivityResponseDataProduct", _offer(item.product_id, item, market))
            continue
        if item.product_id not in products:
            products[item.product_id] = {
                "id": item.product_id,
                "quantity_limit": -1,
                "quantity_per_user": -1,
                "skus": [],
                "used_quantity": 0,
            }
        product = products[item.product_id]
        product["skus"].append(cast("GetActivityResponseDataProductSku", _offer(item.sku_id, item, market)))
        product["used_quantity"] += item.used
    return list(products.values())


def _offer(name: str, item: Item, market: Region) -> dict[str, object]:
    offer: dict[str, object] = {
        "id": name,
        "quantity_limit": item.quantity_limit,
        "quantity_per_user": item.quantity_per_user,
        "used_quantity": item.used,
    }
    if item.price:
        offer["activity_price"] = _price(item.price, market)
    if item.discount:
        offer["discount"] = item.discount
    return offer


def _price(amount: str, market: Region) -> Amount:
    decimals = market.currency_decimals
    return {"amount": _amount(amount, decimals), "currency": market.currency}


def _amount(amount: str, decimals: int) -> str:
    return text(rounded(Decimal(amount), decimals), decimals)


def present_coupon(coupon: Coupon, market: Region) -> SearchCouponListResponseDataCoupon:
    """A coupon in a list."""
    reply: SearchCouponListResponseDataCoupon = {
        "id": coupon.coupon_id,
        "title": coupon.title,
        "display_type": coupon.display_type,
        "status": str(coupon.status),
        "create_time": coupon.created_at,
        "update_time": coupon.updated_at,
        "claim_duration": {"start_time": coupon.claim_from, "end_time": coupon.claim_until},
        "redemption_duration": {"type": "RELATIVE", "relative_time": coupon.valid_days}
        if coupon.valid_days
        else {"type": "ABSOLUTE", "start_time": coupon.use_from, "end_time": coupon.use_until},
        "target_buyer_segment": coupon.target,
        "usage_limits": {"single_buyer_claim_limit": coupon.claims_per_buyer, "total_claim_limit": coupon.claim_limit},
        "product_scope": "SPECIFIC_PRODUCTS" if coupon.product_ids else "FULL_SHOP",
        "creation_source": coupon.source,
    }
    if coupon.promo_code:
        reply["promo_code"] = coupon.promo_code
    if market.market_group == "SEA" and coupon.use_limit:
        reply["usage_limits"]["redemption_limit"] = coupon.use_limit
    if coupon.percentage:
        reply["discount"] = {"type": "PERCENT_OFF", "percentage": str(coupon.percentage)}
        if coupon.max_discount:
            reply["discount"]["max_discount"] = _price(coupon.max_discount, market)
    else:
        reply["discount"] = {"type": "AMOUNT_OFF", "reduction_amount": _price(coupon.amount, market)}
    reply["threshold"] = (
        {"type": "MIN_SPEND", "min_spend": _price(coupon.min_spend, market)} if coupon.min_spend else {"type": "NONE"}
    )
    return reply


def present_whole_coupon(coupon: Coupon, market: Region) -> GetCouponResponseDataCoupon:
    """A coupon with its use, its products and its terms."""
    reply = {
        **present_coupon(coupon, market),
        "display_channels": list(coupon.display_channels),
        "usage_stats": {"claimed_count": coupon.claimed, "redeemed_count": coupon.used},
        "product_ids": list(coupon.product_ids),
        "seller_tnc": coupon.terms,
        "live_tasks": [{"type": "NONE"}] if coupon.display_type == "LIVE" else [],
    }
    return cast("GetCouponResponseDataCoupon", reply)
