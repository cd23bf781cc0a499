"""What lists of conversations, messages and sessions need in a call beside their page."""

from __future__ import annotations

from tests.harness.calls import Seller
from tests.harness.conversations import write


def fill_chats(seller: Seller) -> None:
    """Make two conversations, each with a session and two messages."""
    for buyer in ("Ann", "Bob"):
        write(seller, buyer=buyer)


def needed_path(operation_id: str, seller: Seller) -> dict[str, str]:
    """The ids in the path of a list: of a conversation of the shop, which gets one where it has none."""
    if operation_id != "getConversationMessages":
        return {}
    known = seller.platform.get("/sandbox/conversations", shop_id=seller.shop_id)["conversations"]
    return {"conversation_id": str((known or [write(seller)])[0]["conversation_id"])}


def needed_body(operation_id: str) -> dict[str, object]:
    """The fields that must stand in the body of a list."""
    return {"begin_time_ge": 0, "begin_time_lt": 2**31} if operation_id == "searchSessions" else {}
