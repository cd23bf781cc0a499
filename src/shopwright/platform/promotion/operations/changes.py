"""updatePromotionActivity, republishActivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.catalogue.stock.locks_store import StockLocks
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.platform.promotion.activity import Activity, ActivityType, Level
from shopwright.platform.promotion.activity_change import ActivityChange
from shopwright.platform.promotion.errors import (
    ACTIVITY_EXPIRED,
    BEGIN_FROZEN,
    BUYER_LIMIT_FROZEN,
    DISCOUNT_TYPE_FROZEN,
    GIFT_IS_THE_PRODUCT,
    GIFT_QUOTA_SHRINKS,
    LEVEL_FROZEN,
    LEVEL_WRONG,
    PARAMETER_WRONG,
    THRESHOLDS_FROZEN,
    TIERS_FROZEN,
    TITLE_REPEATED,
    TYPE_FORBIDS,
    TYPE_WRONG,
)
from shopwright.platform.promotion.find import OVER_ACTIVITY, UNKNOWN_ACTIVITY, activity_to_change, live_activity
from shopwright.platform.promotion.offered_products import CLASHES, check_clashes, check_gifts, check_shop_wide
from shopwright.platform.promotion.republish import republish
from shopwright.platform.promotion.request_terms import read_discount, read_once_per_buyer
from shopwright.platform.promotion.rules import (
    OFFER_OF,
    PERIOD_CODES,
    TIME_CODES,
    check_frozen,
    check_level,
    check_offer,
    check_times,
    check_title,
)
from shopwright.platform.promotion.states import ActivityStatus
from shopwright.platform.promotion.store import Activities, ActivityItems

from .activities import OFFER_CODES, gift_tiers

if TYPE_CHECKING:
    from shopwright.contract.types.replies_promotion import (
        RepublishActivityResponseData,
        UpdatePromotionActivityResponseData,
    )
    from shopwright.contract.types.requests_promotion import (
        RepublishActivityRequest,
        UpdatePromotionActivityRequest,
    )


@operation(
    "updatePromotionActivity",
    raises=(
        *OFFER_CODES,
        *PERIOD_CODES,
        *UNKNOWN_ACTIVITY,
        *OVER_ACTIVITY,
        *CLASHES,
        BEGIN_FROZEN,
        BUYER_LIMIT_FROZEN,
        DISCOUNT_TYPE_FROZEN,
        GIFT_IS_THE_PRODUCT,
        GIFT_QUOTA_SHRINKS,
        LEVEL_FROZEN,
        LEVEL_WRONG,
        THRESHOLDS_FROZEN,
        TIERS_FROZEN,
        TITLE_REPEATED,
        TYPE_FORBIDS,
    ),
    webhooks=(63,),
    differs="No activity of any type changes after its end.",
)
def update_promotion_activity(call: Call, body: UpdatePromotionActivityRequest) -> UpdatePromotionActivityResponseData:
    """Change title, period and offer; of an activity that runs, what buyers were not promised."""
    change = live_activity(call)
    old = change.activity
    new = _with_offer(msgspec.structs.replace(old, title=body.title), body)
    check_title(new.type, new.title)
    if call.tx[Activities].with_title(call.shop.shop_id, new.title) - {new.activity_id}:
        raise TITLE_REPEATED()
    is_running = old.status is ActivityStatus.ONGOING
    _set_period(call, old, new, body, is_running=is_running)
    check_offer(new.type, new.level, new.discount, gift_tiers(call), region(call.shop.region).currency_decimals)
    items = call.tx[ActivityItems].of(call.shop.shop_id, new.activity_id)
    if is_running:
        check_frozen(old, new)
    elif new.level is not old.level and items:
        raise LEVEL_FROZEN()
    if new.discount != old.discount:
        check_gifts(call.tx, call.shop, new, items)
    check_shop_wide(call.tx, call.shop, new)
    check_clashes(call.tx, call.shop, new, items)
    if new.title != old.title:
        call.tx[StockLocks].rename(call.shop.shop_id, new.activity_id, new.title)
    for name in new.__struct_fields__:
        setattr(old, name, getattr(new, name))
    change.tell("UPDATE")
    reply: UpdatePromotionActivityResponseData = {"activity_id": old.activity_id, "update_time": call.tx.now()}
    if old.type is not ActivityType.SHIPPING_DISCOUNT:
        reply["title"] = old.title
    return reply


def _with_offer(activity: Activity, body: UpdatePromotionActivityRequest) -> Activity:
    """The activity with what the request offers. Discounts and flash deals take title and period alone (documented)."""
    if activity.type not in OFFER_OF:
        return activity
    if body.product_level not in set(Level):
        raise PARAMETER_WRONG(reason="product_level is needed: PRODUCT or SHOP.")
    level = Level(body.product_level)
    check_level(activity.type, level)
    activity.level = level
    activity.discount = read_discount(body.discount)
    limit_types = [limit.type for limit in body.participation_limit or ()]
    activity.once_per_buyer = read_once_per_buyer(activity.type, limit_types)
    activity.user_type = (body.target_user_info.user_type if body.target_user_info else None) or "ALL_USER"
    if activity.type is ActivityType.SHIPPING_DISCOUNT:
        activity.auction_support = body.auction_support_type or "ALL"
    elif body.auction_support_type is not None:
        raise TYPE_FORBIDS(type=activity.type, reason="auction_support_type")
    return activity


def _set_period(
    call: Call, old: Activity, new: Activity, body: UpdatePromotionActivityRequest, *, is_running: bool
) -> None:
    if new.type in OFFER_OF and body.duration_type == "INDEFINITE":
        if new.type is not ActivityType.SHIPPING_DISCOUNT:
            raise TYPE_FORBIDS(type=new.type, reason="duration_type INDEFINITE")
        if body.begin_time or body.end_time:
            raise PARAMETER_WRONG(reason="begin_time and end_time are 0 where duration_type is INDEFINITE.")
        new.begin, new.end = old.begin if old.is_indefinite or is_running else call.tx.now(), 0
        return
    if new.type in OFFER_OF and body.duration_type not in {None, "NORMAL"}:
        raise PARAMETER_WRONG(reason="duration_type is NORMAL or INDEFINITE.")
    if is_running and body.begin_time != old.begin:
        raise BEGIN_FROZEN(what="begin_time")
    check_times(new.type, body.begin_time, body.end_time, call.tx.now(), has_begun=is_running)
    new.begin, new.end = body.begin_time, body.end_time


@operation(
    "republishActivity",
    raises=(
        *CLASHES,
        *TIME_CODES,
        *UNKNOWN_ACTIVITY,
        ACTIVITY_EXPIRED,
        PARAMETER_WRONG,
        TYPE_WRONG,
    ),
    webhooks=(27, 63, 71),
    differs="The documentation names no error codes; ours are those of other operations on activities.",
)
def republish_activity(call: Call, body: RepublishActivityRequest) -> RepublishActivityResponseData:
    """Give a discount or flash deal that ended within seven days a new period, with the products that it has."""
    change: ActivityChange = activity_to_change(call)
    republish(change, body.begin_time or 0, body.end_time or 0)
    return {"activity_id": change.activity.activity_id}
