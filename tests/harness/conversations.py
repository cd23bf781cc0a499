"""Conversations of buyers and shops, as tests drive them."""

from __future__ import annotations

import json
from typing import Any

from tests.harness.calls import Seller
from tests.harness.server import Reply
from tests.harness.trade import buy, stocked


def write(seller: Seller, text: str | None = "Hello", **fields: object) -> dict[str, Any]:
    """A buyer writes: ids of the message and its conversation, and the phase of its session."""
    body = {"shop_cipher": seller.cipher, **({"text": text} if text is not None else {}), **fields}
    written: dict[str, Any] = seller.platform.post("/sandbox/messages", body)
    return written


def write_about_order(seller: Seller, text: str = "Where is my order?") -> tuple[str, dict[str, Any]]:
    """A buyer of something writes about it: the conversation's id, and the order."""
    order = buy(seller, stocked(seller, 20))
    return str(write(seller, text, order_id=order["order_id"])["conversation_id"]), order


def send(seller: Seller, conversation_id: str, kind: str = "TEXT", content: object = None, **fields: object) -> Reply:
    """The shop sends a message: a text unless another content is named."""
    body = {"type": kind, "content": json.dumps({"content": "Hi"} if content is None else content), **fields}
    return seller.call("sendMessage", body, conversation_id=conversation_id)


def sent(seller: Seller, conversation_id: str, kind: str = "TEXT", content: object = None, **fields: object) -> str:
    """The id of a message that the shop sends."""
    return str(send(seller, conversation_id, kind, content, **fields).data["message_id"])


def messages(seller: Seller, conversation_id: str, **query: object) -> list[dict[str, Any]]:
    """The newest messages of a conversation, the oldest of them first."""
    asked = {"page_size": 10, "locale": "en", **query}
    rows: list[dict[str, Any]] = seller.call(
        "getConversationMessages", query=asked, conversation_id=conversation_id
    ).data["messages"]
    return rows[::-1]


def conversation(seller: Seller, conversation_id: str) -> dict[str, Any]:
    """One conversation, its session included."""
    query = {"need_session_id": "true", "need_session_info": "true"}
    reply = seller.call("getConversation", query=query, conversation_id=conversation_id)
    seen: dict[str, Any] = reply.data["conversation"]
    return seen


def phase(seller: Seller, conversation_id: str) -> str | None:
    """The phase of the session that goes on."""
    session = conversation(seller, conversation_id).get("cur_session")
    return str(session["phase"]) if session else None


def listed(seller: Seller, **query: object) -> list[dict[str, Any]]:
    """The shop's conversations."""
    asked = {"page_size": 20, "need_session_id": "true", "need_session_info": "true", **query}
    rows: list[dict[str, Any]] = seller.call("getConversations", query=asked).data["conversations"]
    return rows


def act(seller: Seller, conversation_id: str, name: str, **fields: object) -> dict[str, Any]:
    """Buyer or agent do something besides writing."""
    seen: dict[str, Any] = seller.platform.post(
        f"/sandbox/conversations/{conversation_id}/acts", {"act": name, **fields}
    )
    return seen


def sessions(seller: Seller, begin: int = 0, end: int = 2**31, **fields: object) -> list[dict[str, Any]]:
    """The sessions that began in a time."""
    body = {"begin_time_ge": begin, "begin_time_lt": end, **fields}
    rows: list[dict[str, Any]] = seller.call("searchSessions", body, query={"page_size": 20, "locale": "en"}).data[
        "sessions"
    ]
    return rows
