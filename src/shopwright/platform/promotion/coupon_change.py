"""What happens to coupons: they are made, claimed, used and given back."""

from __future__ import annotations

import msgspec

from shopwright.platform.clock.scheduler import declare, plan
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind

from .coupon import Claim, Coupon
from .coupon_store import Coupons
from .errors import COUPON_REFUSED, COUPON_UNKNOWN
from .states import CouponStatus

#: The due action that begins or ends a coupon.
COUPON_DUE = declare("promotion.coupon")


def add_coupon(tx: Tx, shop: Shop, coupon: Coupon) -> None:
    """Keep a new coupon and plan what time does to it."""
    tx[Coupons].add(shop.shop_id, coupon)
    _plan(tx, shop.shop_id, coupon)


def follow_time(tx: Tx, shop_id: str, coupon_id: str) -> None:
    """Take a coupon to the state that the time asks for."""
    coupon = tx[Coupons].get(shop_id, coupon_id, for_change=True)
    if coupon is None or coupon.status not in {CouponStatus.NOT_START, CouponStatus.ONGOING}:
        return
    status = status_at(coupon, tx.now())
    if status is not coupon.status:
        _save(tx, shop_id, msgspec.structs.replace(coupon, status=status))


def status_at(coupon: Coupon, now: int) -> CouponStatus:
    """The state of a coupon that nobody deactivated, by the time."""
    if now < coupon.claim_from:
        return CouponStatus.NOT_START
    return CouponStatus.ONGOING if now < coupon.last_use else CouponStatus.EXPIRED


def _plan(tx: Tx, shop_id: str, coupon: Coupon) -> None:
    due = {CouponStatus.NOT_START: coupon.claim_from, CouponStatus.ONGOING: coupon.last_use}.get(coupon.status)
    if due is None:
        tx[DueActions].drop(COUPON_DUE, coupon.coupon_id)
    else:
        plan(tx, COUPON_DUE, coupon.coupon_id, shop_id, max(due * 1000, tx.now_ms()))


def _save(tx: Tx, shop_id: str, coupon: Coupon) -> None:
    coupon.updated_at = tx.now_ms()
    tx[Coupons].save(shop_id, coupon)
    _plan(tx, shop_id, coupon)


def coupon_to_change(tx: Tx, shop: Shop, coupon_id: str) -> Coupon:
    """A coupon with its row held; 40404 when the shop has none of that id."""
    coupon = tx[Coupons].get(shop.shop_id, coupon_id, for_change=True)
    if coupon is None:
        raise COUPON_UNKNOWN(coupon_id=coupon_id[:40])
    return coupon


def deactivate(tx: Tx, shop: Shop, coupon: Coupon) -> None:
    """End a coupon; who has claimed it cannot use it any more."""
    if coupon.status not in {CouponStatus.NOT_START, CouponStatus.ONGOING}:
        raise COUPON_REFUSED(coupon_id=coupon.coupon_id, reason=f"it is {coupon.status} already")
    coupon.status = CouponStatus.DEACTIVATED
    _save(tx, shop.shop_id, coupon)


def why_not_claim(coupon: Coupon, now: int) -> str:
    """Why nobody can claim a coupon, in words; empty where buyers can."""
    if coupon.status is not CouponStatus.ONGOING:
        return f"it is {coupon.status}"
    if now >= coupon.claim_until:
        return "the time in which it can be claimed is over"
    if coupon.claim_limit and coupon.claimed >= coupon.claim_limit:
        return "all of them are claimed"
    return ""


def claim(tx: Tx, shop: Shop, coupon: Coupon, buyer_id: str) -> Claim:
    """Give a buyer a coupon; 40981 outside of its time and over its limits."""
    now = tx.now()
    mine = tx[Coupons].claims(shop.shop_id, coupon.coupon_id, buyer_id)
    reason = why_not_claim(coupon, now)
    if not reason and len(mine) >= coupon.claims_per_buyer:
        reason = "the buyer has claimed it as often as is allowed"
    if reason:
        raise COUPON_REFUSED(coupon_id=coupon.coupon_id, reason=reason)
    until = now + coupon.valid_days * 86_400 if coupon.valid_days else coupon.use_until
    claimed = Claim(
        claim_id=tx.new_id(IdKind.LEDGER),
        coupon_id=coupon.coupon_id,
        buyer_id=buyer_id,
        usable_from=now if coupon.valid_days else coupon.use_from,
        usable_until=until,
    )
    tx[Coupons].add_claim(shop.shop_id, claimed)
    coupon.claimed += 1
    _save(tx, shop.shop_id, coupon)
    return claimed


def usable_claim(tx: Tx, shop: Shop, coupon: Coupon, buyer_id: str) -> Claim:
    """A claim that the buyer can use now, made where there is none; 40981 where the coupon cannot be used."""
    if coupon.status is not CouponStatus.ONGOING:
        raise COUPON_REFUSED(coupon_id=coupon.coupon_id, reason=f"it is {coupon.status}")
    if coupon.use_limit and coupon.used >= coupon.use_limit:
        raise COUPON_REFUSED(coupon_id=coupon.coupon_id, reason="it was used as often as is allowed")
    unused = [each for each in tx[Coupons].claims(shop.shop_id, coupon.coupon_id, buyer_id) if not each.order_id]
    chosen = unused[0] if unused else claim(tx, shop, coupon, buyer_id)
    if not chosen.usable_from <= tx.now() < chosen.usable_until:
        raise COUPON_REFUSED(coupon_id=coupon.coupon_id, reason="it can be used at another time")
    return chosen


def use(tx: Tx, shop: Shop, coupon: Coupon, claimed: Claim, order_id: str) -> None:
    """Use a claim for an order."""
    tx[Coupons].set_order(shop.shop_id, claimed.claim_id, order_id)
    coupon.used += 1
    _save(tx, shop.shop_id, coupon)


def give_back(tx: Tx, shop: Shop, order_id: str) -> None:
    """Let the claims that an order used be used again."""
    for claimed in tx[Coupons].used_by(shop.shop_id, order_id):
        tx[Coupons].set_order(shop.shop_id, claimed.claim_id, "")
        coupon = coupon_to_change(tx, shop, claimed.coupon_id)
        coupon.used -= 1
        _save(tx, shop.shop_id, coupon)
