"""Publishes an activity that is over once more, with the products that it has."""

from __future__ import annotations

import msgspec

from .activity_change import ActivityChange
from .errors import ACTIVITY_EXPIRED, PARAMETER_WRONG, TYPE_WRONG
from .limits import REPUBLISH_SECONDS
from .offered_products import check_clashes
from .rules import check_times
from .states import ActivityEvent, ActivityStatus
from .store import ActivityItems


def republish(change: ActivityChange, begin: int, end: int) -> None:
    """Give a discount or flash deal that ended within seven days a new period, in unix seconds, and tell apps of it.

    Raises TYPE_WRONG for other types, PARAMETER_WRONG for what is not over, ACTIVITY_EXPIRED after the seven days, and
    what :func:`check_times` and :func:`check_clashes` raise.
    """
    activity, tx, shop = change.activity, change.tx, change.shop
    if not activity.sets_prices:
        raise TYPE_WRONG(type=activity.type)
    if activity.status not in {ActivityStatus.EXPIRED, ActivityStatus.DEACTIVATED}:
        raise PARAMETER_WRONG(reason=f"the activity is {activity.status}: only what is over is published again.")
    if activity.ended_at < tx.now_ms() - REPUBLISH_SECONDS * 1000:
        raise ACTIVITY_EXPIRED()
    check_times(activity.type, begin, end, tx.now())
    again = msgspec.structs.replace(activity, begin=begin, end=end)
    check_clashes(tx, shop, again, tx[ActivityItems].of(shop.shop_id, activity.activity_id))
    activity.begin, activity.end, activity.ended_at = begin, end, 0
    change.apply(ActivityEvent.REPUBLISH)
    change.tell("UPDATE")
