"""What an engagement task must have to be created: checks by value."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.core.calendar import LAST_SECOND

from .errors import TASK_NOT_CREATED
from .templates import Template

#: How many bytes a task's name and its channel may have.
_LONGEST_NAME, _LONGEST_CHANNEL = 256, 64


def check_task(name: str, channel: str, end_time: int, now: int) -> None:
    """68009005 for a name, a channel or an end (unix seconds) that no task can have."""
    if not 1 <= len(name.encode("utf-8", "surrogatepass")) <= _LONGEST_NAME:
        raise TASK_NOT_CREATED(reason=f"task_name must have 1 to {_LONGEST_NAME} bytes")
    if not channel.strip() or len(channel) > _LONGEST_CHANNEL:
        raise TASK_NOT_CREATED(reason=f"channel must have 1 to {_LONGEST_CHANNEL} characters")
    if not now < end_time < LAST_SECOND:
        raise TASK_NOT_CREATED(reason="end_time must lie ahead")


def check_cards(template: Template, product_ids: Sequence[str], coupon_ids: Sequence[str]) -> None:
    """68009005 where a template takes fewer or more cards."""
    for name, ids, (least, most) in (
        ("product_ids", product_ids, template.products),
        ("coupon_ids", coupon_ids, template.coupons),
    ):
        if not least <= len(ids) <= most:
            raise TASK_NOT_CREATED(reason=f"the template takes {least} to {most} {name}")
