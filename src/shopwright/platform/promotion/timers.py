"""What time does to activities and coupons."""

from __future__ import annotations

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import due
from shopwright.platform.clock.store import DueAction
from shopwright.platform.database.transaction import Tx

from .activity_change import ACTIVITY_DUE, change_activity
from .coupon_change import COUPON_DUE, follow_time
from .states import ActivityEvent, ActivityStatus


@due(ACTIVITY_DUE)
def begin_or_end_activity(tx: Tx, action: DueAction) -> None:
    """Begin an activity that is to begin, or end one that runs."""
    shop = tx[Accounts].shop(action.shop_id)
    change = change_activity(tx, shop, action.subject) if shop is not None else None
    if change is not None and change.activity.is_live:
        waits = change.activity.status is ActivityStatus.NOT_START
        change.apply(ActivityEvent.BEGIN if waits else ActivityEvent.END)


@due(COUPON_DUE)
def begin_or_end_coupon(tx: Tx, action: DueAction) -> None:
    """Let a coupon be claimed, or end it after its last use."""
    follow_time(tx, action.shop_id, action.subject)
