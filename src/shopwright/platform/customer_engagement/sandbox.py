"""``/sandbox/engagement``: what a shop may use of customer engagement, and its tasks."""

from __future__ import annotations

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.shapes import Body, Key, PageSize, PlatformSeconds, Query, View
from shopwright.platform.database.transaction import Tx

from .store import EngagementPermissions, Tasks
from .task import Permissions, status_of


class EngagementQuery(Query):
    shop_id: Key
    size: PageSize = 50


class EngagementChange(Body):
    """``fundamental``: the shop may use customer engagement; ``custom_message``: with texts of its own. What is not
    given stays as it is."""

    shop_id: Key
    fundamental: bool | None = None
    custom_message: bool | None = None


class TaskView(View):
    task_id: str
    name: str
    channel: str
    template_id: str
    title: str
    product_ids: list[str]
    coupon_ids: list[str]
    status: str
    recipients: int
    end_time: PlatformSeconds


class EngagementView(View):
    """The newest tasks first."""

    shop_id: str
    fundamental: bool
    custom_message: bool
    tasks: list[TaskView]


def show_engagement(tx: Tx, query: EngagementQuery) -> EngagementView:
    """What a shop may use, and its tasks."""
    return _view(tx, find_shop(tx, query.shop_id).shop_id, query.size)


def change_engagement(tx: Tx, body: EngagementChange) -> EngagementView:
    """Let a shop use customer engagement, or not."""
    shop_id = find_shop(tx, body.shop_id, for_change=True).shop_id
    before = tx[EngagementPermissions].get(shop_id)
    after = Permissions(
        fundamental=before.fundamental if body.fundamental is None else body.fundamental,
        custom_message=before.custom_message if body.custom_message is None else body.custom_message,
    )
    tx[EngagementPermissions].save(shop_id, after)
    return _view(tx, shop_id, EngagementQuery(shop_id=shop_id).size)


def _view(tx: Tx, shop_id: str, size: int) -> EngagementView:
    permissions, now = tx[EngagementPermissions].get(shop_id), tx.now_ms()
    rows = [(task, tx[Tasks].count_recipients(shop_id, task.task_id)) for task in tx[Tasks].newest(shop_id, size)]
    return EngagementView(
        shop_id=shop_id,
        fundamental=permissions.fundamental,
        custom_message=permissions.custom_message,
        tasks=[
            TaskView(
                task_id=task.task_id,
                name=task.name,
                channel=task.channel,
                template_id=task.template_id,
                title=task.title,
                product_ids=task.product_ids,
                coupon_ids=task.coupon_ids,
                status=status_of(task, recipients, now),
                recipients=recipients,
                end_time=task.end_at // 1000,
            )
            for task, recipients in rows
        ],
    )


ENDPOINTS = (
    Endpoint("GET", "/sandbox/engagement", show_engagement),
    Endpoint("POST", "/sandbox/engagement", change_engagement),
)
