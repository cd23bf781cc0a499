"""Activities and their products. Their use by orders: `use_store.py`; coupons: `coupon_store.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Index, bindparam, delete, func, insert, or_, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, count, document, key, ms, table, text
from shopwright.platform.database.prepared import Prepared, Row
from shopwright.platform.database.search import Search, parts_given
from shopwright.platform.database.transaction import Repository, Tx

from .activity import Activity, Item, Role
from .states import LIVE, ActivityStatus

activities = table(
    "activities",
    BUSINESS,
    key("shop_id"),
    key("activity_id"),
    text("status"),
    text("type"),
    text("level"),
    text("title"),
    text("folded_title"),
    ms("begin_at"),
    ms("end_at"),
    ms("created_at"),
    document(),
    Index("activities_by_status", "shop_id", "status", "created_at", "activity_id"),
    Index("activities_by_creation", "shop_id", "created_at", "activity_id"),
    Index("activities_by_title", "shop_id", "title"),
    Index("activities_by_id", "activity_id"),
)

activity_items = table(
    "activity_items",
    BUSINESS,
    key("shop_id"),
    key("activity_id"),
    key("role"),
    key("product_id"),
    key("sku_id"),
    text("price"),
    text("discount"),
    count("quantity_limit"),
    count("quantity_per_user"),
    count("used"),
    Index("activity_items_by_product", "shop_id", "product_id", "activity_id"),
)

_decode = decoders.decoder(Activity).decode
_encode = msgspec.json.Encoder().encode

_MINE = activities.c.shop_id == bindparam("shop_id")
_select = select(activities.c.doc).where(_MINE, activities.c.activity_id == bindparam("activity_id"))
_ONE, _ONE_LOCKED = Prepared(_select), Prepared(_select.with_for_update())
_SHOP_OF = Prepared(select(activities.c.shop_id).where(activities.c.activity_id == bindparam("activity_id")))
_BY_TITLE = Prepared(select(activities.c.activity_id).where(_MINE, activities.c.title == bindparam("title")))
_ADD = Prepared(insert(activities))
_SAVE = Prepared(
    update(activities)
    .where(activities.c.shop_id == bindparam("of_shop"), activities.c.activity_id == bindparam("of_activity"))
    .values({column.name: bindparam(column.name) for column in activities.columns if not column.primary_key})
)
_SEARCH = Search(
    activities,
    "activity_id",
    ("doc",),
    {
        "statuses": activities.c.status.in_(bindparam("statuses", expanding=True)),
        "type": activities.c.type == bindparam("type"),
        "title": func.replace(activities.c.folded_title, bindparam("title"), "") != activities.c.folded_title,
        "level": activities.c.level == bindparam("level"),
        "begins_from": activities.c.begin_at >= bindparam("begins_from"),
        "begins_before": activities.c.begin_at < bindparam("begins_before"),
    },
    ("statuses",),
)
_HAS_ONGOING = Prepared(
    select(activities.c.activity_id).where(_MINE, activities.c.status == str(ActivityStatus.ONGOING)).limit(1)
)
_with_products = select(activity_items.c.activity_id).where(
    activity_items.c.shop_id == bindparam("shop_id"),
    activity_items.c.role == str(Role.ON_OFFER),
    activity_items.c.product_id.in_(bindparam("product_ids", expanding=True)),
)
_ABOUT = Prepared(
    select(activities.c.doc)
    .where(
        _MINE,
        activities.c.status.in_(bindparam("statuses", expanding=True)),
        or_(activities.c.level == "SHOP", activities.c.activity_id.in_(_with_products)),
    )
    .order_by(activities.c.activity_id),
    "statuses",
    "product_ids",
)
_ENDED_SINCE = Prepared(
    select(activities.c.doc)
    .where(_MINE, activities.c.end_at >= bindparam("since"), activities.c.activity_id.in_(_with_products))
    .order_by(activities.c.activity_id),
    "product_ids",
)

_OF_ACTIVITY = (
    activity_items.c.shop_id == bindparam("shop_id"),
    activity_items.c.activity_id == bindparam("activity_id"),
)
_KEY = ("role", "product_id", "sku_id")
_ITEMS = Prepared(select(activity_items).where(*_OF_ACTIVITY).order_by(*(activity_items.c[name] for name in _KEY)))
_ITEMS_OF = Prepared(
    select(activity_items)
    .where(*_OF_ACTIVITY, activity_items.c.product_id.in_(bindparam("product_ids", expanding=True)))
    .order_by(*(activity_items.c[name] for name in _KEY)),
    "product_ids",
)
_ITEMS_OF_SOME = Prepared(
    select(activity_items)
    .where(
        activity_items.c.shop_id == bindparam("shop_id"),
        activity_items.c.activity_id.in_(bindparam("activity_ids", expanding=True)),
        activity_items.c.product_id.in_(bindparam("product_ids", expanding=True)),
    )
    .order_by(activity_items.c.activity_id, *(activity_items.c[name] for name in _KEY)),
    "activity_ids",
    "product_ids",
)
_RELATIONS = Prepared(select(activity_items).where(*_OF_ACTIVITY, activity_items.c.role != str(Role.ON_OFFER)))
_COUNT = Prepared(
    select(func.count()).select_from(activity_items).where(*_OF_ACTIVITY, activity_items.c.role == bindparam("role"))
)
_ADD_ITEMS = Prepared(insert(activity_items))
_of_this = (
    activity_items.c.shop_id == bindparam("of_shop"),
    activity_items.c.activity_id == bindparam("of_activity"),
    activity_items.c.role == bindparam("of_role"),
    activity_items.c.product_id == bindparam("of_product"),
    activity_items.c.sku_id == bindparam("of_sku"),
)
_DROP_ITEM = Prepared(delete(activity_items).where(*_of_this))
_USE = Prepared(update(activity_items).where(*_of_this).values(used=activity_items.c.used + bindparam("by")))


class ActivityFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search selects. Empty means no limit; ``title`` is a part of it; times in unix seconds."""

    statuses: tuple[str, ...] = ()
    type: str | None = None
    title: str | None = None
    level: str | None = None
    begins_from: int | None = None
    begins_before: int | None = None


class Activities(Repository):
    """The activities of shops."""

    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, shop_id: str, activity_id: str, *, for_change: bool = False) -> Activity | None:
        """One activity; ``for_change`` holds its row until the transaction ends."""
        statement = _ONE_LOCKED if for_change else _ONE
        row = statement.first(self._connection, {"shop_id": shop_id, "activity_id": activity_id})
        return _decode(row[0]) if row else None

    def shop_of(self, activity_id: str) -> str | None:
        row = _SHOP_OF.first(self._connection, {"activity_id": activity_id})
        return str(row[0]) if row else None

    def add(self, shop_id: str, activity: Activity) -> None:
        _ADD.run(self._connection, {"shop_id": shop_id, **_columns(activity)})

    def save(self, shop_id: str, activity: Activity) -> None:
        """Write an activity that was read for change."""
        place = {"of_shop": shop_id, "of_activity": activity.activity_id}
        _SAVE.run(self._connection, {**place, **_columns(activity)})

    def with_title(self, shop_id: str, title: str) -> set[str]:
        """The ids of the activities with exactly this title."""
        rows = _BY_TITLE.all(self._connection, {"shop_id": shop_id, "title": title})
        return {str(row[0]) for row in rows}

    def page(
        self,
        shop_id: str,
        wanted: ActivityFilter,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[Activity]:
        """Up to ``size`` activities by ``created_at`` and id, after such a pair."""
        rows = _SEARCH.page(
            self._connection, shop_id, _parts(wanted), by=by, descending=descending, after=after, size=size
        )
        return [_decode(doc) for _, _, doc in rows]

    def count(self, shop_id: str, wanted: ActivityFilter) -> int:
        return _SEARCH.count(self._connection, shop_id, _parts(wanted))

    def has_ongoing(self, shop_id: str) -> bool:
        """Whether any activity of the shop runs."""
        return _HAS_ONGOING.first(self._connection, {"shop_id": shop_id}) is not None

    def about(self, shop_id: str, product_ids: Iterable[str], statuses: Iterable[str] = tuple(LIVE)) -> list[Activity]:
        """Those in some states that are on the whole shop or on some of the products, the oldest first."""
        values = {"shop_id": shop_id, "product_ids": sorted(set(product_ids)) or [""], "statuses": sorted(statuses)}
        return [_decode(row[0]) for row in _ABOUT.all(self._connection, values)]

    def ended_since(self, shop_id: str, product_ids: Iterable[str], since: int) -> list[Activity]:
        """Those on some of the products that end after a moment in unix seconds, whatever became of them."""
        values = {"shop_id": shop_id, "product_ids": sorted(set(product_ids)) or [""], "since": since}
        return [_decode(row[0]) for row in _ENDED_SINCE.all(self._connection, values)]


class ActivityItems(Repository):
    """The products and SKUs of activities."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def of(self, shop_id: str, activity_id: str, product_ids: Iterable[str] | None = None) -> list[Item]:
        """The items of an activity by role, product and SKU; those of some products, where they are named."""
        values: dict[str, object] = {"shop_id": shop_id, "activity_id": activity_id}
        if product_ids is None:
            return [_item(row) for row in _ITEMS.all(self._connection, values)]
        values["product_ids"] = sorted(set(product_ids)) or [""]
        return [_item(row) for row in _ITEMS_OF.all(self._connection, values)]

    def of_some(self, shop_id: str, activity_ids: Iterable[str], product_ids: Iterable[str]) -> dict[str, list[Item]]:
        """Activity id → its items that are about some products, of those that have any."""
        values = {
            "shop_id": shop_id,
            "activity_ids": sorted(activity_ids) or [""],
            "product_ids": sorted(set(product_ids)) or [""],
        }
        items: dict[str, list[Item]] = {}
        for row in _ITEMS_OF_SOME.all(self._connection, values):
            items.setdefault(str(row[1]), []).append(_item(row))
        return items

    def relations(self, shop_id: str, activity_id: str) -> list[Item]:
        """The benefit and the excluded products."""
        values = {"shop_id": shop_id, "activity_id": activity_id}
        return [_item(row) for row in _RELATIONS.all(self._connection, values)]

    def count(self, shop_id: str, activity_id: str, role: Role = Role.ON_OFFER) -> int:
        row = _COUNT.first(self._connection, {"shop_id": shop_id, "activity_id": activity_id, "role": str(role)})
        return int(row[0]) if row else 0

    def put(self, shop_id: str, activity_id: str, items: Sequence[Item]) -> None:
        """Add items, or replace those of the same role, product and SKU."""
        for item in items:
            self.drop(shop_id, activity_id, item)
        rows = [
            {"shop_id": shop_id, "activity_id": activity_id, **msgspec.structs.asdict(item), "role": str(item.role)}
            for item in items
        ]
        if rows:
            _ADD_ITEMS.run_many(self._connection, rows)

    def drop(self, shop_id: str, activity_id: str, item: Item) -> None:
        _DROP_ITEM.run(self._connection, _this(shop_id, activity_id, item.role, item.product_id, item.sku_id))

    def use(self, shop_id: str, activity_id: str, product_id: str, sku_id: str, by: int) -> None:
        """Count so many more units as sold by an item, or fewer."""
        place = _this(shop_id, activity_id, Role.ON_OFFER, product_id, sku_id)
        _USE.run(self._connection, {**place, "by": by})


def _parts(wanted: ActivityFilter) -> dict[str, object]:
    parts = parts_given(msgspec.structs.asdict(wanted))
    return {**parts, "title": wanted.title.casefold()} if wanted.title else parts


def _this(shop_id: str, activity_id: str, role: Role, product_id: str, sku_id: str) -> dict[str, object]:
    return {
        "of_shop": shop_id,
        "of_activity": activity_id,
        "of_role": str(role),
        "of_product": product_id,
        "of_sku": sku_id,
    }


def _item(row: Row) -> Item:
    _, _, role, product_id, sku_id, price, discount, limit, per_user, used = row
    return Item(
        product_id=product_id,
        sku_id=sku_id,
        role=Role(role),
        price=price,
        discount=discount,
        quantity_limit=limit,
        quantity_per_user=per_user,
        used=used,
    )


def _columns(activity: Activity) -> dict[str, object]:
    return {
        "activity_id": activity.activity_id,
        "status": str(activity.status),
        "type": str(activity.type),
        "level": str(activity.level),
        "title": activity.title,
        "folded_title": activity.title.casefold(),
        "begin_at": activity.begin,
        "end_at": activity.end,
        "created_at": activity.created_at,
        "doc": _encode(activity).decode(),
    }
