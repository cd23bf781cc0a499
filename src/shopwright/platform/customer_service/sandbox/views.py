"""Conversations and messages as the control API shows them."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.control.shapes import PlatformSeconds, View
from shopwright.platform.core.identity import Shop
from shopwright.platform.customer_service.cards import Reader
from shopwright.platform.customer_service.conversation import Conversation, Message
from shopwright.platform.customer_service.presenter import nickname_of, plain_text
from shopwright.platform.customer_service.store import Conversations
from shopwright.platform.database.transaction import Tx

_UTC = ZoneInfo("UTC")


class ConversationView(View):
    """``phase`` and ``session_id`` are null where no session is going on, ``closes_at`` where none ends by itself."""

    conversation_id: str
    shop_id: str
    buyer_id: str
    nickname: str
    phase: str | None
    session_id: str | None
    unread: int
    latest: str
    created_at: PlatformSeconds
    updated_at: PlatformSeconds
    phase_until: PlatformSeconds | None
    closes_at: PlatformSeconds | None


class MessageView(View):
    """``plain`` is what it says in words; ``content`` its JSON as the Partner API answers it."""

    message_id: str
    type: str
    role: str
    sender: str
    plain: str
    content: str
    at: PlatformSeconds
    is_read: bool


def find_conversation(tx: Tx, conversation_id: str) -> tuple[Shop, Conversation]:
    """A conversation and its shop; 404 where there is none."""
    shop_id = tx[Conversations].shop_of(conversation_id)
    shop = tx[Accounts].shop(shop_id) if shop_id else None
    conversation = tx[Conversations].get(shop.shop_id, conversation_id) if shop else None
    if shop is None or conversation is None:
        raise NOT_FOUND(what=f"The conversation {conversation_id[:40]}")
    return shop, conversation


def view(tx: Tx, shop: Shop, conversation: Conversation, media_url: Callable[[str], str]) -> ConversationView:
    """A conversation in short."""
    latest = conversation.latest
    session = conversation.session
    return ConversationView(
        conversation_id=conversation.conversation_id,
        shop_id=shop.shop_id,
        buyer_id=conversation.buyer_id,
        nickname=conversation.nickname,
        phase=str(session.phase) if session else None,
        session_id=session.session_id if session else None,
        unread=conversation.unread,
        latest=plain_text(reader_of(tx, shop, conversation, media_url), latest, "en") if latest else "",
        created_at=conversation.created_at // 1000,
        updated_at=conversation.updated_at // 1000,
        phase_until=conversation.phase_until // 1000 or None,
        closes_at=conversation.closes_at // 1000 or None,
    )


def view_message(
    tx: Tx, shop: Shop, conversation: Conversation, message: Message, media_url: Callable[[str], str]
) -> MessageView:
    """A message with its words."""
    return MessageView(
        message_id=message.message_id,
        type=str(message.type),
        role=str(message.role),
        sender=nickname_of(message.role, shop, conversation.nickname),
        plain=plain_text(reader_of(tx, shop, conversation, media_url), message, "en"),
        content=message.content,
        at=message.at // 1000,
        is_read=message.index <= conversation.read_index,
    )


def reader_of(tx: Tx, shop: Shop, conversation: Conversation, media_url: Callable[[str], str]) -> Reader:
    """Who looks up cards for a page or the control API."""
    return Reader(tx, shop, conversation.buyer_id, _UTC, media_url)
