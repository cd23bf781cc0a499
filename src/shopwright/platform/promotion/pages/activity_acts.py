"""What is done to promotions on pages: to one, and to many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.bulk import BulkAct, act_on_many, bulk_reply
from shopwright.platform.core.pages.page import Ask, local_path
from shopwright.platform.database.transaction import Tx
from shopwright.platform.promotion.activity import Activity
from shopwright.platform.promotion.activity_change import ActivityChange, change_activity
from shopwright.platform.promotion.errors import ACTIVITY_UNKNOWN, NOT_YOUR_ACTIVITY
from shopwright.platform.promotion.republish import republish
from shopwright.platform.promotion.sandbox.activities import EndActivity, begin_activity, end_activity
from shopwright.platform.promotion.states import TRANSITIONS, ActivityEvent

ACTS = (
    BulkAct("BEGIN", "Clock", "Begin now"),
    BulkAct("DEACTIVATE", "For the seller", "End", "Ends at once: buyers pay the usual price again."),
    BulkAct("REPUBLISH", "For the seller", "Publish again"),
    BulkAct("TERMINATE", "Platform", "End for good", "Ends at once, and cannot be published again."),
)

#: Seconds from now until what is published again begins.
_AHEAD = 60


def _end(change: ActivityChange) -> None:
    _check_owner(change)
    end_activity(change.tx, change.activity.activity_id, EndActivity(by="SELLER"))


def _terminate(change: ActivityChange) -> None:
    end_activity(change.tx, change.activity.activity_id, EndActivity(by="PLATFORM"))


def _publish_again(change: ActivityChange) -> None:
    """For as long as before, beginning in a minute."""
    _check_owner(change)
    begin = change.tx.now() + _AHEAD
    republish(change, begin, begin + change.activity.end - change.activity.begin)


def _check_owner(change: ActivityChange) -> None:
    if change.activity.is_campaign:
        raise NOT_YOUR_ACTIVITY(activity_id=change.activity.activity_id)


_DOING: Mapping[str, tuple[ActivityEvent, Callable[[ActivityChange], object]]] = {
    "BEGIN": (ActivityEvent.BEGIN, lambda change: begin_activity(change.tx, change.activity.activity_id)),
    "DEACTIVATE": (ActivityEvent.DEACTIVATE, _end),
    "REPUBLISH": (ActivityEvent.REPUBLISH, _publish_again),
    "TERMINATE": (ActivityEvent.TERMINATE, _terminate),
}
_OF_SELLER = frozenset({"DEACTIVATE", "REPUBLISH"})


def acts_on(activity: Activity) -> list[BulkAct]:
    """The acts that fit an activity as it is."""
    return [
        act
        for act in ACTS
        if (activity.status, _DOING[act.name][0]) in TRANSITIONS
        and not (activity.is_campaign and act.name in _OF_SELLER)
        and (act.name != "REPUBLISH" or activity.sets_prices)
    ]


def act_on_activity(tx: Tx, shop: Shop, activity_id: str, name: str) -> None:
    """Do one act to an activity of the shop; refused where it does not fit."""
    tx.hold(f"promotion {shop.shop_id}")
    change = change_activity(tx, shop, activity_id)
    if change is None:
        raise ACTIVITY_UNKNOWN(activity_id=activity_id[:40])
    _DOING[name][1](change)


def act_of(ask: Ask) -> str:
    """The name of the act that a form asks for."""
    name = ask.form.text("act")
    if name not in _DOING:
        raise BAD_REQUEST(reason=f"There is no act {name[:40]!r} on promotions.")
    return name


async def act_on_ticked(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/bulk/promotions``: do one act to the rows that are ticked."""
    shop_id, name = ask.path("shop_id"), act_of(ask)
    shop = await ask.read(lambda tx: find_shop(tx, shop_id))
    result = await act_on_many(
        ask, ask.form.many("id"), lambda tx, activity_id: act_on_activity(tx, shop, activity_id, name)
    )
    back = local_path(ask.form.text("back") or f"/portal/shops/{shop_id}/promotions")
    return bulk_reply(ask, result, "promotion", back)
