"""Finds the activity that a call names, as one shop sees it."""

from __future__ import annotations

from shopwright.platform.core.call import Call

from .activity import Activity
from .activity_change import ActivityChange, change_activity
from .errors import (
    ACTIVITY_DEACTIVATED,
    ACTIVITY_EXPIRED,
    ACTIVITY_UNKNOWN,
    NOT_YOUR_ACTIVITY,
)
from .states import ActivityStatus
from .store import Activities

#: What `activity_to_change` raises.
UNKNOWN_ACTIVITY = (ACTIVITY_UNKNOWN, NOT_YOUR_ACTIVITY)
#: What `live_activity` raises besides.
OVER_ACTIVITY = (ACTIVITY_DEACTIVATED, ACTIVITY_EXPIRED)


def activity_of_call(call: Call) -> Activity:
    """The activity of the path; 17029009 where the shop has none of that id."""
    activity_id = call.path["activity_id"]
    activity = call.tx[Activities].get(call.shop.shop_id, activity_id)
    if activity is None:
        raise ACTIVITY_UNKNOWN(activity_id=activity_id[:40])
    return activity


def activity_to_change(call: Call) -> ActivityChange:
    """The activity of the path, its row held until the call ends; 17029028 for one that the platform made.

    What else the shop offers is held with it, as activities may not clash.
    """
    activity_id = call.path["activity_id"]
    call.tx.hold(f"promotion {call.shop.shop_id}")
    change = change_activity(call.tx, call.shop, activity_id)
    if change is None:
        raise ACTIVITY_UNKNOWN(activity_id=activity_id[:40])
    if change.activity.is_campaign:
        raise NOT_YOUR_ACTIVITY(activity_id=activity_id)
    return change


def live_activity(call: Call) -> ActivityChange:
    """As :func:`activity_to_change`; 17029010 and 17029012 for one that is over."""
    change = activity_to_change(call)
    if change.activity.status is ActivityStatus.EXPIRED:
        raise ACTIVITY_EXPIRED()
    if not change.activity.is_live:
        raise ACTIVITY_DEACTIVATED()
    return change
