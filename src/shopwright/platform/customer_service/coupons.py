"""What conversations know of a shop's coupons."""

from __future__ import annotations

from collections.abc import Collection

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.promotion.coupon import Coupon
from shopwright.platform.promotion.coupon_change import why_not_claim
from shopwright.platform.promotion.coupon_store import Coupons


def find_coupon(tx: Tx, shop: Shop, coupon_id: str) -> Coupon | None:
    """A coupon of the shop, in whatever state."""
    return tx[Coupons].get(shop.shop_id, coupon_id)


def sendable_coupon(tx: Tx, shop: Shop, coupon_id: str) -> Coupon | None:
    """A coupon of the shop that buyers can claim now."""
    coupon = find_coupon(tx, shop, coupon_id)
    return coupon if coupon is not None and not why_not_claim(coupon, tx.now()) else None


def count_claims(tx: Tx, shop: Shop, coupon_ids: Collection[str], buyer_ids: Collection[str]) -> int:
    """How often some buyers have claimed some coupons."""
    coupons = tx[Coupons]
    pairs = ((coupon_id, buyer_id) for coupon_id in coupon_ids for buyer_id in buyer_ids)
    return sum(len(coupons.claims(shop.shop_id, coupon_id, buyer_id)) for coupon_id, buyer_id in pairs)
