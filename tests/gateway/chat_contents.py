"""A conversation and an engagement task of a shop that holds one of everything."""

from __future__ import annotations

from tests.harness.calls import Seller
from tests.harness.conversations import write
from tests.harness.simulations import now
from tests.harness.trade import DAY

#: A template that takes no cards.
THANKS = "7450900000000000001"


def new_task(seller: Seller) -> dict[str, object]:
    """The fields that every engagement task needs."""
    return {"task_name": "Spring", "end_time": now(seller.platform) + 2 * DAY, "channel": "IM"}


def chats(seller: Seller, order_id: str) -> dict[str, str]:
    """The ids of a conversation about an order, of its session, and of a task."""
    written = write(seller, order_id=order_id)
    query = {"idempotency_key": "one of everything"}
    task = seller.call("createEngagementTask", {**new_task(seller), "template_id": THANKS}, query=query).data
    return {
        "conversation": str(written["conversation_id"]),
        "session": str(written["session_id"]),
        "task": str(task["task_id"]),
    }
