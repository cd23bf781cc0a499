"""``/sandbox/activities``: discounts and flash deals in one call, and campaigns of the platform."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop, find_shop_by_cipher
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.control.paging import NextBefore, newest
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import (
    Body,
    Key,
    Name,
    PageSize,
    PlainAmount,
    PlatformSeconds,
    Query,
    View,
)
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.promotion.activity import Activity, ActivityType, Item, Level, Role
from shopwright.platform.promotion.activity_change import ActivityChange, change_activity, new_activity
from shopwright.platform.promotion.errors import ACTIVITY_IS_OVER, ACTIVITY_NOT_THERE, TITLE_REPEATED
from shopwright.platform.promotion.item_rules import check_limit
from shopwright.platform.promotion.offered_products import check_offers
from shopwright.platform.promotion.rules import check_times, check_title
from shopwright.platform.promotion.states import ActivityEvent, ActivityStatus
from shopwright.platform.promotion.stock_locks import lock_items
from shopwright.platform.promotion.store import Activities, ActivityFilter, ActivityItems

_Ids = Annotated[tuple[Key, ...], Meta(max_length=300)]
_Limit = Annotated[int, Meta(ge=-1, le=99)]
_Seconds = Annotated[int, Meta(ge=0, le=366 * 86_400)]


class ActivityQuery(Query):
    """``before`` is the ``next_before`` of the page before; without a shop those of every shop."""

    shop_id: Key | None = None
    status: Literal["NOT_START", "ONGOING", "EXPIRED", "DEACTIVATED", "NOT_EFFECTIVE"] | None = None
    before: Key | None = None
    size: PageSize = 50


class StartActivity(Body):
    """A discount or flash deal on products or SKUs, as its seller makes it, or, ``by`` the PLATFORM, a campaign, of
    which the platform pays ``platform_share`` per cent. ``percent`` off, or a ``price``. It begins in so many seconds,
    0 for at once, and lasts so many. Limits are 1 to 99 units, -1 for none."""

    shop_cipher: Key
    type: Literal["DIRECT_DISCOUNT", "FIXED_PRICE", "FLASHSALE"] = "DIRECT_DISCOUNT"
    title: Name | None = None
    product_ids: _Ids = ()
    sku_ids: _Ids = ()
    percent: Annotated[int, Meta(ge=1, le=99)] | None = None
    price: PlainAmount | None = None
    begins_in: _Seconds = 0
    lasts: _Seconds = 2 * 86_400
    quantity_limit: _Limit = -1
    quantity_per_user: _Limit = -1
    by: Literal["SELLER", "PLATFORM"] = "SELLER"
    platform_share: Annotated[int, Meta(ge=0, le=100)] = 100


class EndActivity(Body):
    """The seller deactivates it, or the platform terminates it."""

    by: Literal["SELLER", "PLATFORM"] = "SELLER"


class ActivityView(View):
    """``end_at`` is 0 for an activity without an end; ``items`` counts the products or SKUs on offer."""

    activity_id: str
    shop_id: str
    title: str
    type: str
    level: str
    status: str
    begin_at: PlatformSeconds
    end_at: PlatformSeconds
    is_campaign: bool
    platform_share: int
    items: int


class ActivityList(View):
    """The newest first; ``next_before`` leads to the next page, and is null on the last one."""

    activities: list[ActivityView]
    next_before: NextBefore


def list_activities(tx: Tx, query: ActivityQuery) -> ActivityList:
    """The activities of a shop, the newest first."""
    if query.shop_id is not None:
        find_shop(tx, query.shop_id)
    wanted = ActivityFilter(statuses=(query.status,) if query.status else ())
    shop_ids = [query.shop_id] if query.shop_id else [shop.shop_id for shop in tx[Accounts].all_shops()]
    rows, next_before = newest(
        lambda shop_id, after, size: [
            (shop_id, activity)
            for activity in tx[Activities].page(
                shop_id, wanted, by="created_at", descending=True, after=after, size=size
            )
        ],
        lambda row: (row[1].created_at, row[1].activity_id),
        shop_ids,
        query.before,
        query.size,
    )
    return ActivityList(activities=[view(tx, *row) for row in rows], next_before=next_before)


def view(tx: Tx, shop_id: str, activity: Activity) -> ActivityView:
    """An activity in short."""
    return ActivityView(
        activity_id=activity.activity_id,
        shop_id=shop_id,
        title=activity.title,
        type=str(activity.type),
        level=str(activity.level),
        status=str(activity.status),
        begin_at=activity.begin,
        end_at=activity.end,
        is_campaign=activity.is_campaign,
        platform_share=activity.platform_share,
        items=tx[ActivityItems].count(shop_id, activity.activity_id, Role.ON_OFFER),
    )


def start_activity(tx: Tx, body: StartActivity) -> ActivityView:
    """Begin a discount, a flash deal or a campaign; the rules of the Partner API hold, its begin aside."""
    shop = find_shop_by_cipher(tx, body.shop_cipher)
    tx.hold(f"promotion {shop.shop_id}")
    kind = ActivityType(body.type)
    if bool(body.product_ids) is bool(body.sku_ids):
        raise BAD_REQUEST(reason="Give `product_ids` or `sku_ids`, not both.")
    takes_percent = kind is ActivityType.DIRECT_DISCOUNT
    if (body.percent is not None) is not takes_percent or (body.price is not None) is takes_percent:
        raise BAD_REQUEST(reason=f"Give `{'percent' if takes_percent else 'price'}` for a {kind}, and nothing else.")
    begin = tx.now() + body.begins_in
    check_times(kind, begin, begin + body.lasts, tx.now(), has_begun=True)
    activity = new_activity(
        tx,
        shop,
        title=body.title or "",
        kind=kind,
        level=Level.PRODUCT if body.product_ids else Level.VARIATION,
        begin=begin,
        end=begin + body.lasts,
    )
    if body.by == "PLATFORM":
        activity.is_campaign, activity.platform_share = True, body.platform_share
    activity.title = body.title or f"{kind.replace('_', ' ').capitalize()} {activity.activity_id}"
    check_title(kind, activity.title)
    if tx[Activities].with_title(shop.shop_id, activity.title):
        raise TITLE_REPEATED()
    items = _items(tx, shop, body)
    check_offers(tx, shop, activity, items)
    change = ActivityChange(tx, shop, activity).begin()
    change.tell("CREATE")
    tx[ActivityItems].put(shop.shop_id, activity.activity_id, items)
    lock_items(tx, shop, activity, items)
    if not body.begins_in:
        change.apply(ActivityEvent.BEGIN)
    return view(tx, shop.shop_id, activity)


def _items(tx: Tx, shop: Shop, body: StartActivity) -> list[Item]:
    owners = tx[Products].owners(shop.shop_id, body.sku_ids)
    unknown = [sku_id for sku_id in body.sku_ids if sku_id not in owners]
    if unknown:
        raise BAD_REQUEST(reason=f"There is no SKU {unknown[0]} in this shop.")
    pairs = [(product_id, "") for product_id in dict.fromkeys(body.product_ids)]
    pairs += [(owners[sku_id], sku_id) for sku_id in dict.fromkeys(body.sku_ids)]
    for product_id, sku_id in pairs:
        check_limit(sku_id or product_id, body.quantity_limit, body.quantity_per_user)
    return [
        Item(
            product_id=product_id,
            sku_id=sku_id,
            price=body.price or "",
            discount=str(body.percent) if body.percent else "",
            quantity_limit=body.quantity_limit,
            quantity_per_user=body.quantity_per_user,
        )
        for product_id, sku_id in pairs
    ]


def begin_activity(tx: Tx, activity_id: str) -> ActivityView:
    """Begin an activity that is to begin, now instead of at its time."""
    shop, change = _held(tx, activity_id)
    if change.activity.status is not ActivityStatus.NOT_START:
        raise ACTIVITY_IS_OVER(activity_id=activity_id, status=change.activity.status)
    change.activity.begin = min(change.activity.begin, tx.now())
    change.apply(ActivityEvent.BEGIN)
    return view(tx, shop.shop_id, change.activity)


def end_activity(tx: Tx, activity_id: str, body: EndActivity) -> ActivityView:
    """End an activity that runs or is to run: the seller deactivates it, or the platform terminates it."""
    shop, change = _held(tx, activity_id)
    if not change.activity.is_live:
        raise ACTIVITY_IS_OVER(activity_id=activity_id, status=change.activity.status)
    by_seller = body.by == "SELLER"
    change.apply(ActivityEvent.DEACTIVATE if by_seller else ActivityEvent.TERMINATE)
    if by_seller:
        change.tell("DEACTIVATE")
    return view(tx, shop.shop_id, change.activity)


def _held(tx: Tx, activity_id: str) -> tuple[Shop, ActivityChange]:
    """An activity of any shop, held for change."""
    shop_id = tx[Activities].shop_of(activity_id)
    shop = tx[Accounts].shop(shop_id) if shop_id else None
    change = change_activity(tx, shop, activity_id) if shop else None
    if shop is None or change is None:
        raise ACTIVITY_NOT_THERE(activity_id=activity_id[:40])
    return shop, change
