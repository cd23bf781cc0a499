"""What a buyer may take part in, what an order used of it, and what a cancelled order gives back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .activity import Activity, Item
from .coupon import Claim, Coupon
from .coupon_change import coupon_to_change, give_back, usable_claim, use
from .customers import orders_before
from .errors import COUPON_REFUSED
from .quote import Quote, Running
from .states import ActivityStatus
from .stock_locks import follow_use
from .store import Activities, ActivityItems
from .use_store import ActivityUses, Use


def running_for(tx: Tx, shop: Shop, product_ids: Iterable[str], buyer_id: str) -> list[Running]:
    """The activities that run now, as far as this buyer may take part in them, with their offers on some products."""
    activities = tx[Activities]
    if not activities.has_ongoing(shop.shop_id):
        return []
    products = sorted(set(product_ids))
    ongoing = activities.about(shop.shop_id, products, [ActivityStatus.ONGOING])
    ids = [activity.activity_id for activity in ongoing]
    uses = tx[ActivityUses].of_buyer(shop.shop_id, buyer_id, ids)
    items = tx[ActivityItems].of_some(shop.shop_id, ids, products)
    gifts = [activity.activity_id for activity in ongoing if activity.discount.gift_discount]
    gifts_given = tx[ActivityUses].sold(shop.shop_id, gifts)
    return [
        _running(activity, items.get(activity.activity_id, []), uses, gifts_given)
        for activity in ongoing
        if _may_take_part(tx, shop, activity, uses, buyer_id)
    ]


def _may_take_part(tx: Tx, shop: Shop, activity: Activity, uses: Sequence[Use], buyer_id: str) -> bool:
    if activity.once_per_buyer and any(use.activity_id == activity.activity_id for use in uses):
        return False
    if activity.user_type == "SHOP_NEW_CUSTOMER":
        return orders_before(tx, shop, buyer_id) == 0
    least = {"SHOP_EXISTING_CUSTOMER": 1, "SHOP_REPEAT_CUSTOMER": 2}.get(activity.user_type, 0)
    return least == 0 or orders_before(tx, shop, buyer_id) >= least


def _running(
    activity: Activity,
    items: Sequence[Item],
    uses: Sequence[Use],
    gifts_given: dict[tuple[str, str, str], int],
) -> Running:
    mine = Counter[tuple[str, str]]()
    for each in uses:
        if each.activity_id == activity.activity_id:
            mine[each.product_id, each.sku_id] += each.quantity
    left = {
        (item.product_id, item.sku_id): number
        for item in items
        if (number := _left(item, mine[item.product_id, item.sku_id])) is not None
    }
    for detail in activity.discount.gifts:
        sold = gifts_given.get((activity.activity_id, detail.product_id, detail.sku_id), 0)
        left[detail.product_id, detail.sku_id] = int(detail.total_claim_limit) - sold
    return Running(activity, tuple(items), left)


def _left(item: Item, bought: int) -> int | None:
    """How many units more a buyer may have of an offer; ``None`` for any number."""
    bounds = []
    if item.quantity_limit >= 0:
        bounds.append(item.quantity_limit - item.used)
    if item.quantity_per_user >= 0:
        bounds.append(item.quantity_per_user - bought)
    return max(min(bounds), 0) if bounds else None


class ChosenCoupon:
    """A coupon that an order uses, its row held, with the buyer's claim."""

    def __init__(self, coupon: Coupon, claimed: Claim) -> None:
        self.coupon, self.claimed = coupon, claimed


def choose_coupons(tx: Tx, shop: Shop, coupon_ids: Sequence[str], buyer_id: str) -> list[ChosenCoupon]:
    """The coupons that a buyer uses, each claimed where it was not; 40404 and 40981 for those that cannot be used."""
    chosen = []
    for coupon_id in dict.fromkeys(coupon_ids):
        coupon = coupon_to_change(tx, shop, coupon_id)
        if coupon.target == "NEW" and orders_before(tx, shop, buyer_id):
            raise COUPON_REFUSED(coupon_id=coupon_id, reason="it is for new customers of the shop")
        if coupon.target == "REPEAT_CUSTOMERS" and not orders_before(tx, shop, buyer_id):
            raise COUPON_REFUSED(coupon_id=coupon_id, reason="it is for customers who have bought in the shop before")
        chosen.append(ChosenCoupon(coupon, usable_claim(tx, shop, coupon, buyer_id)))
    return chosen


def check_coupons(chosen: Sequence[ChosenCoupon], quoted: Quote) -> None:
    """40981 for a coupon that takes nothing off the basket."""
    took = {taken.source_id for unit in quoted.units for taken in unit.taken}
    for each in chosen:
        if each.coupon.coupon_id not in took:
            reason = "the basket does not come to what it asks, or has none of its products"
            raise COUPON_REFUSED(coupon_id=each.coupon.coupon_id, reason=reason)


def record(
    tx: Tx, shop: Shop, order_id: str, buyer_id: str, running: Sequence[Running], used: Counter[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    """Note what an order used: activity, product and SKU → units. Quotas are counted at the activities' items; answers
    what was used, as the items have it."""
    uses: Counter[tuple[str, str, str]] = Counter()
    by_id = {offer.activity.activity_id: offer for offer in running}
    for (activity_id, product_id, sku_id), quantity in used.items():
        offer = by_id[activity_id]
        item = next((item for item in offer.items if item.covers(product_id, sku_id)), None)
        if offer.activity.sets_prices and item is not None:
            uses[activity_id, item.product_id, item.sku_id] += quantity
        else:
            uses[activity_id, product_id, sku_id] += quantity
    for (activity_id, product_id, sku_id), quantity in uses.items():
        if by_id[activity_id].activity.sets_prices:
            tx[ActivityItems].use(shop.shop_id, activity_id, product_id, sku_id, quantity)
    tx[ActivityUses].add(shop.shop_id, [Use(order_id, *place, buyer_id, quantity) for place, quantity in uses.items()])
    return list(uses)


def record_coupons(tx: Tx, shop: Shop, order_id: str, chosen: Sequence[ChosenCoupon]) -> None:
    for each in chosen:
        use(tx, shop, each.coupon, each.claimed, order_id)


def release(tx: Tx, shop: Shop, order_id: str) -> None:
    """Give back what an order used of quotas, of the buyer's limits and of coupons, as it was cancelled unpaid.

    Activities that still run lock its units for others again.
    """
    uses = tx[ActivityUses].of_order(shop.shop_id, order_id)
    for each in uses:
        tx[ActivityItems].use(shop.shop_id, each.activity_id, each.product_id, each.sku_id, -each.quantity)
    tx[ActivityUses].drop(shop.shop_id, order_id)
    follow_use(tx, shop, [(each.activity_id, each.product_id, each.sku_id) for each in uses], grow=True)
    give_back(tx, shop, order_id)
