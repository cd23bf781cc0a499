"""createPromotionActivity, searchPromotionActivities, getActivity, deactivateActivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import Asked, find_page
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.platform.promotion.activity import ActivityType, Level
from shopwright.platform.promotion.activity_change import ActivityChange, new_activity
from shopwright.platform.promotion.errors import (
    ACTIVITY_UNKNOWN,
    DISCOUNT_OVER_THRESHOLD,
    FREE_SHIPPING_EXISTS,
    GIFT_IN_SEVERAL_TIERS,
    GIFT_OUT_OF_STOCK,
    GIFT_REPEATED,
    GIFT_SKU_MISSING,
    GIFT_SKU_NOT_A_NUMBER,
    GIFT_TOO_DEAR,
    GIFTS_PER_TIER,
    INVENTORY_TYPE_WRONG,
    LEVEL_WRONG,
    PARAMETER_WRONG,
    SHOP_WIDE_OVERLAP,
    SKU_OF_ANOTHER_PRODUCT,
    THRESHOLD_WRONG,
    TIERS_WRONG,
    TITLE_REPEATED,
    UNDER_THRESHOLD,
    VALUE_WRONG,
)
from shopwright.platform.promotion.find import OVER_ACTIVITY, UNKNOWN_ACTIVITY, activity_of_call, live_activity
from shopwright.platform.promotion.limits import PRODUCTS_KEPT_SECONDS
from shopwright.platform.promotion.offered_products import PRODUCT_CODES, check_gifts, check_shop_wide
from shopwright.platform.promotion.presenter import present_activity, present_whole_activity
from shopwright.platform.promotion.request_terms import read_discount, read_once_per_buyer
from shopwright.platform.promotion.rules import PERIOD_CODES, check_level, check_offer, check_times, check_title
from shopwright.platform.promotion.states import LIVE, ActivityEvent, ActivityStatus
from shopwright.platform.promotion.store import Activities, ActivityFilter, ActivityItems

if TYPE_CHECKING:
    from shopwright.contract.types.replies_promotion import (
        CreatePromotionActivityResponseData,
        DeactivateActivityResponseData,
        GetActivityResponseData,
        SearchPromotionActivitiesResponseData,
    )
    from shopwright.contract.types.requests_promotion import (
        CreatePromotionActivityRequest,
        Empty,
        SearchPromotionActivitiesRequest,
    )

#: What the offer of an activity is refused with.
OFFER_CODES = (
    PARAMETER_WRONG,
    DISCOUNT_OVER_THRESHOLD,
    UNDER_THRESHOLD,
    THRESHOLD_WRONG,
    VALUE_WRONG,
    TIERS_WRONG,
    INVENTORY_TYPE_WRONG,
    GIFT_SKU_MISSING,
    GIFT_SKU_NOT_A_NUMBER,
    GIFT_REPEATED,
    GIFTS_PER_TIER,
    GIFT_IN_SEVERAL_TIERS,
    GIFT_OUT_OF_STOCK,
    GIFT_TOO_DEAR,
    SHOP_WIDE_OVERLAP,
    FREE_SHIPPING_EXISTS,
    *PRODUCT_CODES,
    SKU_OF_ANOTHER_PRODUCT,
)

#: How many activities a page has where the request does not say (documented).
_USUAL_SIZE = 10


def gift_tiers(call: Call) -> int:
    """How many tiers of gifts the market has (documented: two in SEA and the UK, one in the US)."""
    market = region(call.shop.region)
    return 2 if market.market_group == "SEA" or call.shop.region == "GB" else 1


@operation(
    "createPromotionActivity",
    raises=(*OFFER_CODES, *PERIOD_CODES, LEVEL_WRONG, TITLE_REPEATED),
    webhooks=(39, 63),
    differs="A new activity is NOT_START at once, and DRAFT never.",
)
def create_promotion_activity(call: Call, body: CreatePromotionActivityRequest) -> CreatePromotionActivityResponseData:
    """Begin a promotion; its products are added with updatePromotionActivityProducts."""
    kind, level = ActivityType(body.activity_type), Level(body.product_level)
    check_title(kind, body.title)
    check_level(kind, level)
    begin, end = _period(call, body, kind)
    call.tx.hold(f"promotion {call.shop.shop_id}")
    if call.tx[Activities].with_title(call.shop.shop_id, body.title):
        raise TITLE_REPEATED()
    activity = new_activity(call.tx, call.shop, title=body.title, kind=kind, level=level, begin=begin, end=end)
    activity.discount = read_discount(body.discount)
    activity.once_per_buyer = read_once_per_buyer(kind, [limit.type for limit in body.participation_limit or ()])
    activity.user_type = (body.target_user_info.user_type if body.target_user_info else None) or "ALL_USER"
    activity.auction_support = _auctions(body, kind)
    check_offer(kind, level, activity.discount, gift_tiers(call), region(call.shop.region).currency_decimals)
    check_gifts(call.tx, call.shop, activity, [])
    check_shop_wide(call.tx, call.shop, activity)
    change = ActivityChange(call.tx, call.shop, activity).begin()
    change.tell("CREATE")
    if activity.is_indefinite:
        change.apply(ActivityEvent.BEGIN)
    return {
        "activity_id": activity.activity_id,
        "create_time": activity.created_at // 1000,
        "update_time": activity.updated_at // 1000,
        "status": str(activity.status),
    }


def _period(call: Call, body: CreatePromotionActivityRequest, kind: ActivityType) -> tuple[int, int]:
    """Begin and end; one that runs indefinitely begins now and has no end."""
    if body.duration_type not in {None, "NORMAL", "INDEFINITE"}:
        raise PARAMETER_WRONG(reason="duration_type is NORMAL or INDEFINITE.")
    if body.duration_type != "INDEFINITE":
        check_times(kind, body.begin_time, body.end_time, call.tx.now())
        return body.begin_time, body.end_time
    if kind is not ActivityType.SHIPPING_DISCOUNT:
        raise PARAMETER_WRONG(reason="only a SHIPPING_DISCOUNT runs indefinitely.")
    if body.begin_time or body.end_time:
        raise PARAMETER_WRONG(reason="begin_time and end_time are 0 where duration_type is INDEFINITE.")
    return call.tx.now(), 0


def _auctions(body: CreatePromotionActivityRequest, kind: ActivityType) -> str:
    if kind is ActivityType.SHIPPING_DISCOUNT:
        return body.auction_support_type or "ALL"
    if body.auction_support_type is not None:
        raise PARAMETER_WRONG(reason="auction_support_type is for activities of the type SHIPPING_DISCOUNT.")
    return ""


@operation("searchPromotionActivities", differs="Pages follow each other by token to any depth.")
def search_promotion_activities(
    call: Call, body: SearchPromotionActivitiesRequest
) -> SearchPromotionActivitiesResponseData:
    """A page of the shop's activities, the newest first."""
    shown_states = (*LIVE, ActivityStatus.EXPIRED, ActivityStatus.DEACTIVATED)
    wanted = ActivityFilter(
        statuses=(body.status,) if body.status else tuple(sorted(map(str, shown_states))),
        type=body.activity_type,
        title=body.activity_title or None,
    )
    shop_id, activities = call.shop.shop_id, call.tx[Activities]
    page = find_page(
        call,
        start=(0, ""),
        selects=[wanted],
        count=lambda: activities.count(shop_id, wanted),
        find=lambda after, size: activities.page(
            shop_id,
            wanted,
            by="created_at",
            descending=True,
            after=(int(after[0]), str(after[1])) if after else None,
            size=size,
        ),
        position=lambda activity: (activity.created_at, activity.activity_id),
        asked=Asked(body.page_size or _USUAL_SIZE, body.page_token or None),
    )
    return {
        "total_count": page.total,
        "next_page_token": page.next_token,
        "activities": [present_activity(activity) for activity in page.rows],
    }


@operation("getActivity", raises=(ACTIVITY_UNKNOWN,))
def get_activity(call: Call) -> GetActivityResponseData:
    """One activity with its products; those of a discount or flash deal are shown until 180 days after its end."""
    activity = activity_of_call(call)
    is_old = activity.sets_prices and activity.end < call.tx.now() - PRODUCTS_KEPT_SECONDS
    items = [] if is_old else call.tx[ActivityItems].of(call.shop.shop_id, activity.activity_id)
    return present_whole_activity(activity, items, region(call.shop.region))


@operation("deactivateActivity", raises=(*UNKNOWN_ACTIVITY, *OVER_ACTIVITY), webhooks=(39, 63, 71))
def deactivate_activity(call: Call, _: Empty) -> DeactivateActivityResponseData:
    """End an activity that runs or is to run."""
    change = live_activity(call)
    change.apply(ActivityEvent.DEACTIVATE)
    change.tell("DEACTIVATE")
    return {
        "activity_id": change.activity.activity_id,
        "title": change.activity.title,
        "status": str(change.activity.status),
        "update_time": call.tx.now(),
    }
