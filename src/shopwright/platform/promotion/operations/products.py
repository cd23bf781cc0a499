"""updatePromotionActivityProducts, removePromotionActivityProducts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.promotion.activity import Activity, ActivityType, Item, Level, Role
from shopwright.platform.promotion.errors import (
    GIFT_IS_THE_PRODUCT,
    LEVEL_WRONG,
    NO_PRODUCTS,
    PARAMETER_WRONG,
    PRODUCT_NOT_IN_ACTIVITY,
    SKU_NOT_IN_ACTIVITY,
    TOO_MANY_ITEMS,
    TOO_MANY_PER_CALL,
    TOO_MANY_RELATIONS,
    TYPE_WRONG,
)
from shopwright.platform.promotion.find import OVER_ACTIVITY, UNKNOWN_ACTIVITY, live_activity
from shopwright.platform.promotion.item_rules import ITEM_CODES, check_change, check_limits, items_of
from shopwright.platform.promotion.limits import ITEMS_PER_ACTIVITY, ITEMS_PER_CALL, RELATIONS
from shopwright.platform.promotion.offered_products import CLASHES, PRODUCT_CODES, check_offers, find_products
from shopwright.platform.promotion.states import ActivityStatus
from shopwright.platform.promotion.stock_locks import lock_items, unlock_items
from shopwright.platform.promotion.store import ActivityItems

if TYPE_CHECKING:
    from shopwright.contract.types.replies_promotion import (
        RemovePromotionActivityProductsResponseData,
        UpdatePromotionActivityProductsResponseData,
    )
    from shopwright.contract.types.requests_promotion import (
        RemovePromotionActivityProductsRequest,
        UpdatePromotionActivityProductsRequest,
    )

_ON_QUANTITY = {ActivityType.BUY_MORE_SAVE_MORE, ActivityType.BUY_X_GET_Y}


@operation(
    "updatePromotionActivityProducts",
    raises=(
        *UNKNOWN_ACTIVITY,
        *OVER_ACTIVITY,
        *ITEM_CODES,
        *PRODUCT_CODES,
        *CLASHES,
        GIFT_IS_THE_PRODUCT,
        NO_PRODUCTS,
        TOO_MANY_ITEMS,
        TOO_MANY_PER_CALL,
        TOO_MANY_RELATIONS,
        TYPE_WRONG,
    ),
    webhooks=(27, 63, 71),
    differs="The activity of the path counts; the body's activity_id must be the same.",
)
def update_promotion_activity_products(
    call: Call, body: UpdatePromotionActivityProductsRequest
) -> UpdatePromotionActivityProductsResponseData:
    """Put products or SKUs on offer, or change the offer on them; all of the call's or none."""
    change = live_activity(call)
    activity = change.activity
    if body.activity_id != activity.activity_id:
        raise PARAMETER_WRONG(reason="activity_id of the body is not that of the path.")
    items = _read(activity, body)
    _put_on_offer(call, activity, items)
    benefits, excluded = body.benefit_product_ids or [], body.exclude_product_ids or []
    _relate(call, activity, benefits, Role.BENEFIT)
    _relate(call, activity, excluded, Role.EXCLUDED)
    lists = {
        "product_ids": list(dict.fromkeys(item.product_id for item in items)),
        "benefit_product_ids": benefits,
        "exclude_product_ids": excluded,
    }
    change.tell("UPDATE", update=lists)
    return {
        "activity_id": activity.activity_id,
        "title": activity.title,
        "update_time": call.tx.now(),
        "status": str(activity.status),
        "total_count": len(items),
    }


def _read(activity: Activity, body: UpdatePromotionActivityProductsRequest) -> list[Item]:
    """The items that a call names, where the activity takes them."""
    products, benefits, excluded = body.products or [], body.benefit_product_ids, body.exclude_product_ids
    count = max(len(products), sum(len(product.skus or ()) for product in products))
    if count > ITEMS_PER_CALL:
        raise TOO_MANY_PER_CALL(count=count)
    for name, ids in (("benefit_product_ids", benefits or ()), ("exclude_product_ids", excluded or ())):
        if len(ids) > RELATIONS:
            raise TOO_MANY_RELATIONS(what=name, count=len(ids))
    check_limits(products)
    if activity.type is ActivityType.SHIPPING_DISCOUNT and activity.level is Level.SHOP:
        raise TYPE_WRONG(type=f"{activity.type} for the whole shop")
    if (benefits or excluded) and activity.type not in _ON_QUANTITY:
        raise TYPE_WRONG(type=activity.type)
    if excluded and activity.level is not Level.SHOP:
        raise PARAMETER_WRONG(reason="exclude_product_ids are for activities on the whole shop.")
    if products and activity.level is Level.SHOP:
        raise PARAMETER_WRONG(reason="an activity on the whole shop takes no products.")
    if not products and not benefits and not excluded:
        raise NO_PRODUCTS()
    return items_of(activity, products)


def _put_on_offer(call: Call, activity: Activity, items: Sequence[Item]) -> None:
    if not items:
        return
    tx, shop = call.tx, call.shop
    ids = list(dict.fromkeys(item.product_id for item in items))
    check_offers(tx, shop, activity, items)
    there = {
        (item.product_id, item.sku_id): item
        for item in tx[ActivityItems].of(shop.shop_id, activity.activity_id, ids)
        if item.role is Role.ON_OFFER
    }
    is_running = activity.status is ActivityStatus.ONGOING
    new = [item for item in items if (item.product_id, item.sku_id) not in there]
    count = tx[ActivityItems].count(shop.shop_id, activity.activity_id) + len(new)
    if count > ITEMS_PER_ACTIVITY:
        raise TOO_MANY_ITEMS(count=count, most=ITEMS_PER_ACTIVITY)
    changed = [
        check_change(activity, there[item.product_id, item.sku_id], item, is_running=is_running)
        for item in items
        if (item.product_id, item.sku_id) in there
    ]
    tx[ActivityItems].put(shop.shop_id, activity.activity_id, [*new, *changed])
    lock_items(tx, shop, activity, [*new, *changed])


def _relate(call: Call, activity: Activity, product_ids: Sequence[str], role: Role) -> None:
    """Add benefit or excluded products."""
    if not product_ids:
        return
    find_products(call.tx, call.shop, product_ids)
    relations = call.tx[ActivityItems].relations(call.shop.shop_id, activity.activity_id)
    there = {item.product_id for item in relations if item.role is role}
    count = len(there.union(product_ids))
    if count > RELATIONS:
        what = "benefit_product_ids" if role is Role.BENEFIT else "exclude_product_ids"
        raise TOO_MANY_RELATIONS(what=what, count=count)
    items = [Item(product_id=product_id, role=role) for product_id in dict.fromkeys(product_ids)]
    call.tx[ActivityItems].put(call.shop.shop_id, activity.activity_id, items)


@operation(
    "removePromotionActivityProducts",
    raises=(
        *UNKNOWN_ACTIVITY,
        *OVER_ACTIVITY,
        LEVEL_WRONG,
        PARAMETER_WRONG,
        PRODUCT_NOT_IN_ACTIVITY,
        SKU_NOT_IN_ACTIVITY,
        TOO_MANY_PER_CALL,
        TOO_MANY_RELATIONS,
        TYPE_WRONG,
    ),
    webhooks=(63, 71),
)
def remove_promotion_activity_products(
    call: Call, body: RemovePromotionActivityProductsRequest
) -> RemovePromotionActivityProductsResponseData:
    """Take products or SKUs out of an activity; all of the call's or none."""
    change = live_activity(call)
    activity = change.activity
    lists = {
        "product_ids": body.product_ids or [],
        "sku_ids": body.sku_ids or [],
        "benefit_product_ids": body.benefit_product_ids or [],
        "exclude_product_ids": body.exclude_product_ids or [],
    }
    _check_removal(activity, lists)
    removed = _removed(call, activity, lists)
    for item in removed:
        call.tx[ActivityItems].drop(call.shop.shop_id, activity.activity_id, item)
    unlock_items(call.tx, call.shop, activity, removed)
    change.tell("UPDATE", remove=lists)
    return {
        "activity_id": activity.activity_id,
        "status": str(activity.status),
        "update_time": call.tx.now(),
    }


def _check_removal(activity: Activity, lists: dict[str, list[str]]) -> None:
    if not any(lists.values()):
        raise PARAMETER_WRONG(reason="at least one list names something to be removed.")
    most = max(len(lists["product_ids"]), len(lists["sku_ids"]))
    if most > ITEMS_PER_CALL:
        raise TOO_MANY_PER_CALL(count=most)
    for name in ("benefit_product_ids", "exclude_product_ids"):
        if len(lists[name]) > RELATIONS:
            raise TOO_MANY_RELATIONS(what=name, count=len(lists[name]))
    if activity.type is ActivityType.GIFT_WITH_PURCHASE and not lists["product_ids"]:
        raise PARAMETER_WRONG(reason="product_ids are needed.")
    if (lists["sku_ids"] and activity.level is not Level.VARIATION) or (
        lists["product_ids"] and activity.level is Level.SHOP
    ):
        raise LEVEL_WRONG(type=activity.type, level=activity.level)
    if lists["benefit_product_ids"] and activity.type not in _ON_QUANTITY:
        raise TYPE_WRONG(type=activity.type)
    if lists["exclude_product_ids"] and activity.level is not Level.SHOP:
        raise TYPE_WRONG(type=activity.type)


def _removed(call: Call, activity: Activity, lists: dict[str, list[str]]) -> list[Item]:
    """The items that the lists name; 17029023 and 17029024 for what is not in the activity."""
    there = call.tx[ActivityItems].of(call.shop.shop_id, activity.activity_id)
    removed: list[Item] = []
    places = (
        ("product_ids", Role.ON_OFFER),
        ("benefit_product_ids", Role.BENEFIT),
        ("exclude_product_ids", Role.EXCLUDED),
    )
    for name, role in places:
        for product_id in lists[name]:
            mine = [item for item in there if item.role is role and item.product_id == product_id]
            if not mine:
                raise PRODUCT_NOT_IN_ACTIVITY(product_id=product_id[:40])
            removed += mine
    for sku_id in lists["sku_ids"]:
        mine = [item for item in there if item.role is Role.ON_OFFER and item.sku_id == sku_id]
        if not mine:
            raise SKU_NOT_IN_ACTIVITY(sku_id=sku_id[:40])
        removed += mine
    return removed
