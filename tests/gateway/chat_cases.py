"""Requests that name conversations, sessions and engagement tasks."""

from __future__ import annotations

from tests.harness.calls import Seller

from .chat_contents import THANKS, new_task
from .request_cases import Case, Request, in_list, in_path
from .shop_contents import Ids

_TEXT = {"type": "TEXT", "content": '{"content":"Hello"}'}
_OWN = {"custom_message": {"title": "Hello", "body": "Come back"}}


def _task(ids: Ids, seller: Seller, **fields: object) -> Request:
    body = {**new_task(seller), **fields, "product_ids": [ids["product"]]}
    return Request(query={"idempotency_key": f"key {ids['product']}"}, body=body)


CHATS = (
    Case("createConversation", lambda ids, seller: Request(body={"buyer_user_id": ids["buyer"]})),
    in_path("getConversation", "conversation_id", "conversation"),
    Case(
        "getConversationMessages",
        lambda ids, seller: Request({"conversation_id": ids["conversation"]}, query={"page_size": 10}),
    ),
    in_path("markBuyerMessagesAsRead", "conversation_id", "conversation", {}),
    in_path("sendMessage", "conversation_id", "conversation", _TEXT),
    Case(
        "endSession",
        lambda ids, seller: Request({"conversation_id": ids["conversation"], "session_id": ids["session"]}, body={}),
    ),
    Case("createEngagementTask", lambda ids, seller: _task(ids, seller, template_id=THANKS)),
    Case("createCustomEngagementTask", lambda ids, seller: _task(ids, seller, **_OWN)),
    Case(
        "sendEngagementMessage",
        lambda ids, seller: Request(
            body={"buyer_emails": [f"v{seller.shop_id}@chat.seller.tiktok.com"], "task_id": ids["task"]}
        ),
    ),
    in_list("getEngagementTaskPerformances", "task_ids", "task"),
)
