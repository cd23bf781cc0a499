"""A shop's promotions, the newest first, with its coupons."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.exports import Batch, export, utc_text
from shopwright.platform.core.pages.lists import Place, Rows, Spot, read_spot, rows_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.promotion.activity import Activity, Role
from shopwright.platform.promotion.coupon import Coupon
from shopwright.platform.promotion.coupon_store import CouponFilter, Coupons
from shopwright.platform.promotion.store import Activities, ActivityFilter, ActivityItems
from shopwright.platform.promotion.words import ACTIVITY_STATES, LEVELS, TYPES

from .activity_acts import ACTS

#: Activities on a page and in a batch of a file, the most ids that a selection of all takes, and the coupons that are
#: shown beside them.
_ON_PAGE, _AT_ONCE, _MOST_IDS, _COUPONS = 50, 200, 5_000, 20

_HEAD = ("Activity", "Title", "Type", "Level", "State", "Begins (UTC)", "Ends (UTC)", "Items", "By")


class ActivityRow(msgspec.Struct, frozen=True):
    """An activity with how many products or SKUs it has on offer."""

    activity: Activity
    items: int
    look: str
    state: str
    type: str
    level: str


class ActivityList(msgspec.Struct, frozen=True):
    shop: Shop
    rows: list[ActivityRow]
    counts: dict[str, int]
    coupons: list[Coupon]
    currency: str
    spot: Spot
    is_cut: bool
    clock: str


async def activities_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/promotions``."""
    shop_id = ask.path("shop_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/promotions", ACTIVITY_STATES)
    listed = await ask.read(lambda tx: _read(tx, shop_id, spot))
    if ask.part:
        return ask.fragment("_promotions.html", listed=listed, states=ACTIVITY_STATES)
    return ask.page("promotions.html", listed=listed, states=ACTIVITY_STATES, acts=ACTS)


async def activities_file(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/files/promotions.csv`` and ``.xlsx``; ``.ids`` are the ids of all rows, as JSON."""
    shop_id, kind = ask.path("shop_id"), ask.path("kind")
    if kind not in ("csv", "xlsx", "ids"):
        raise NOT_FOUND(what=f"The file promotions.{kind[:10]}")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/promotions", ACTIVITY_STATES)
    await ask.read(lambda tx: find_shop(tx, shop_id))
    if kind != "ids":
        return await export("promotions", kind, _HEAD, _batches(ask, shop_id, spot))
    ids = [str(row[0]) async for batch in _batches(ask, shop_id, spot) for row in batch]
    return Response(msgspec.json.encode(ids[:_MOST_IDS]), media_type="application/json")


async def _batches(ask: Ask, shop_id: str, spot: Spot) -> AsyncIterator[Batch]:
    while True:
        page = await ask.read(lambda tx, spot=spot: _find(tx, shop_id, spot, _AT_ONCE))  # type: ignore[misc]
        yield [
            (
                row.activity.activity_id,
                row.activity.title,
                str(row.activity.type),
                str(row.activity.level),
                row.state,
                utc_text(row.activity.begin * 1000),
                utc_text(row.activity.end * 1000),
                row.items,
                "Platform" if row.activity.is_campaign else "Seller",
            )
            for row in page.rows
        ]
        if page.next_place is None:
            return
        spot = msgspec.structs.replace(spot, after=f"{page.next_place[0]}-{page.next_place[1]}")


def _read(tx: Tx, shop_id: str, spot: Spot) -> ActivityList:
    shop = find_shop(tx, shop_id)
    page = _find(tx, shop_id, spot, _ON_PAGE)
    count = tx[Activities].count
    return ActivityList(
        shop=shop,
        rows=page.rows,
        counts={state: count(shop_id, ActivityFilter(statuses=(state,))) for state in ACTIVITY_STATES},
        coupons=tx[Coupons].page(shop_id, CouponFilter(), by="created_at", descending=True, after=None, size=_COUPONS),
        currency=region(shop.region).currency,
        spot=spot.before(page.next_place),
        is_cut=page.is_cut,
        clock=clock_words(tx),
    )


def _find(tx: Tx, shop_id: str, spot: Spot, size: int) -> Rows[ActivityRow]:
    """The page of activities that an address asks for; the days are those on which they begin."""
    wanted = ActivityFilter(
        statuses=(spot.state,) if spot.state else (),
        begins_from=None if spot.since_ms is None else spot.since_ms // 1000,
        begins_before=None if spot.before_ms is None else spot.before_ms // 1000,
    )

    def read(after: Place | None, most: int) -> list[Activity]:
        return tx[Activities].page(shop_id, wanted, by="created_at", descending=spot.descending, after=after, size=most)

    page = rows_of(
        read,
        lambda activity: (activity.created_at, activity.activity_id),
        _matches(spot.text) if spot.text else None,
        spot.place,
        size,
    )
    return Rows([row_of(tx, shop_id, activity) for activity in page.rows], page.next_place, page.is_cut)


def _matches(text: str) -> Callable[[Activity], bool]:
    wanted = text.casefold()
    return lambda activity: any(
        wanted in part.casefold() for part in (activity.activity_id, activity.title, TYPES[activity.type])
    )


def row_of(tx: Tx, shop_id: str, activity: Activity) -> ActivityRow:
    """An activity with the words that a page has for it."""
    look, state = ACTIVITY_STATES[activity.status]
    return ActivityRow(
        activity=activity,
        items=tx[ActivityItems].count(shop_id, activity.activity_id, Role.ON_OFFER),
        look=look,
        state=state,
        type="Campaign of the platform" if activity.is_campaign else TYPES[activity.type],
        level=LEVELS[activity.level],
    )
