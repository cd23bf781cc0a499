"""An activity on its way: every change of state goes through its table, and is told of when the activity is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shopwright.platform.clock.scheduler import declare, plan
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit
from shopwright.wire.ids import IdKind

from .activity import Activity, ActivityType, Level
from .errors import ACTIVITY_DEACTIVATED, ACTIVITY_EXPIRED
from .states import ActivityEvent, ActivityStatus, next_status
from .stock_locks import lock_all, unlock_all
from .store import Activities

#: The due action that begins or ends an activity.
ACTIVITY_DUE = declare("promotion.activity")

_TOLD = {ActivityStatus.ONGOING, ActivityStatus.EXPIRED, ActivityStatus.DEACTIVATED}

IdLists = Mapping[str, Sequence[str]]


class ActivityChange(Change[Activity]):
    """An activity that was read for change, or a new one."""

    def __init__(self, tx: Tx, shop: Shop, activity: Activity) -> None:
        super().__init__(tx, activity)
        self.shop = shop
        self._passed: list[ActivityStatus] = []
        self._told: list[dict[str, object]] = []

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.activity_id

    @property
    def activity(self) -> Activity:
        return self.document

    def _load(self, state: tuple[bytes, ...]) -> None:
        super()._load(state)
        self._passed.clear()
        self._told.clear()

    def apply(self, event: ActivityEvent) -> None:
        """Go to the state that the table names; 17029010 or 17029012 where it names none.

        An activity that is over lets the stock go that it held; one that is published again locks it again.
        """
        activity = self.activity
        was_live = activity.is_live
        after = next_status(activity.status, event)
        if after is None:
            raise ACTIVITY_EXPIRED() if activity.status is ActivityStatus.EXPIRED else ACTIVITY_DEACTIVATED()
        activity.status = after
        if not activity.is_live:
            activity.ended_at = self.tx.now_ms()
            unlock_all(self.tx, self.shop, activity)
        elif not was_live:
            lock_all(self.tx, self.shop, activity)
        self._passed.append(after)

    def tell(self, change_type: str, *, update: IdLists | None = None, remove: IdLists | None = None) -> None:
        """Tell apps of a change by the seller (webhook 63), with the products that it adds, changes or removes."""
        self.touch()
        data: dict[str, object] = {"activity_id": self.activity.activity_id, "change_type": change_type}
        for name, lists in (("product_update_list", update), ("product_remove_list", remove)):
            if lists is not None:
                data[name] = {key: list(ids) for key, ids in lists.items() if ids}
        self._told.append(data)

    def _write(self) -> None:
        """Write the activity, plan its begin or its end, and tell of what happened."""
        activity, tx, shop = self.activity, self.tx, self.shop
        activity.updated_at = tx.now_ms()
        if self.is_new:
            tx.stored(Activities).add(shop.shop_id, activity)
        else:
            tx.stored(Activities).save(shop.shop_id, activity)
        self._plan()
        for data in self._told:
            emit(tx, shop, 63, {**data, "update_time": tx.now()})
        for status in self._passed:
            if status in _TOLD:
                emit(tx, shop, 39, self._status_changed(status))
        self._told.clear()
        self._passed.clear()

    def _plan(self) -> None:
        activity = self.activity
        due = {ActivityStatus.NOT_START: activity.begin, ActivityStatus.ONGOING: activity.end}.get(activity.status, 0)
        if due:
            due_ms = max(due * 1000, self.tx.now_ms())
            plan(self.tx, ACTIVITY_DUE, activity.activity_id, self.shop.shop_id, due_ms)
        elif not self.is_new:
            self.tx[DueActions].drop(ACTIVITY_DUE, activity.activity_id)

    def _status_changed(self, status: ActivityStatus) -> dict[str, object]:
        activity = self.activity
        return {
            "activity_id": activity.activity_id,
            "update_time": self.tx.now(),
            "activity_type": str(activity.type),
            "product_level": str(activity.level),
            "status": str(status),
        }


def new_activity(tx: Tx, shop: Shop, *, title: str, kind: ActivityType, level: Level, begin: int, end: int) -> Activity:
    """An activity that is to begin, with an id of its own; nothing is written yet."""
    now = tx.now_ms()
    return Activity(
        activity_id=tx.new_id(IdKind.ACTIVITY),
        title=title,
        type=kind,
        level=level,
        status=ActivityStatus.NOT_START,
        begin=begin,
        end=end,
        created_at=now,
        updated_at=now,
    )


def change_activity(tx: Tx, shop: Shop, activity_id: str) -> ActivityChange | None:
    """The activity held for change; ``None`` when the shop has none of that id."""
    kept = tx.kept(ActivityChange, shop.shop_id, activity_id)
    if kept is not None:
        return kept
    activity = tx.stored(Activities).get(shop.shop_id, activity_id, for_change=True)
    return None if activity is None else ActivityChange(tx, shop, activity).keep()
