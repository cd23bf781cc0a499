"""What readers of the API see of conversations, messages and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from shopwright import decoders
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.services import Services

from .cards import Reader, data_of, told_of
from .conversation import Conversation, Message, MessageType, Role, Session, im_user_id
from .conversation_change import text_content
from .states import Phase
from .texts import words_for
from .times import times

if TYPE_CHECKING:
    from shopwright.contract.types.replies_customer_service import (
        CurSession,
        GetConversationMessagesResponseDataMessage,
        GetConversationsResponseDataConversation,
        GetConversationsResponseDataConversationLatestMessage,
        GetConversationsResponseDataConversationParticipant,
        MessageSender,
        SearchSessionsResponseDataSession,
    )

#: Types that only Seller Center shows.
UNSUPPORTED = frozenset({MessageType.OTHER, MessageType.EMOTICONS})

_NAMES = {Role.CUSTOMER_SERVICE: "Customer service", Role.SYSTEM: "TikTok Shop", Role.ROBOT: "Assistant"}


def nickname_of(role: Role, shop: Shop, nickname: str) -> str:
    """What a sender is called."""
    if role is Role.BUYER:
        return nickname
    return _NAMES.get(role, shop.doc.name)


def present_participants(
    call: Call, conversation: Conversation
) -> list[GetConversationsResponseDataConversationParticipant]:
    """The buyer and the shop, and an agent where one has the session."""
    roles = [Role.BUYER, Role.SHOP]
    if conversation.phase is Phase.ASSIGNED:
        roles.append(Role.CUSTOMER_SERVICE)
    participants: list[GetConversationsResponseDataConversationParticipant] = []
    for role in roles:
        participant: GetConversationsResponseDataConversationParticipant = {
            "im_user_id": im_user_id(role, call.shop.shop_id, conversation.buyer_id),
            "avatar": _avatar(call.services),
            "role": str(role),
            "nickname": nickname_of(role, call.shop, conversation.nickname),
        }
        if role is Role.BUYER:
            participant["user_id"] = conversation.buyer_id
        participants.append(participant)
    return participants


def present_conversation(call: Call, conversation: Conversation) -> GetConversationsResponseDataConversation:
    """A conversation of a list, with its latest message in the locale of the call."""
    participants = present_participants(call, conversation)
    participants[0]["buyer_platform"] = conversation.platform
    listed: GetConversationsResponseDataConversation = {
        "id": conversation.conversation_id,
        "participant_count": len(participants),
        "can_send_message": conversation.session is not None,
        "unread_count": conversation.unread,
        "create_time": conversation.created_at // 1000,
        "participants": participants,
    }
    if conversation.latest is not None:
        listed["latest_message"] = _message(call, conversation, conversation.latest)
    if conversation.session is not None:
        if call.flag("need_session_id"):
            listed["cur_session_id"] = conversation.session.session_id
        if call.flag("need_session_info"):
            listed["cur_session"] = present_session(conversation.session)
    return listed


def present_session(session: Session) -> CurSession:
    """The current session of a conversation."""
    return {"id": session.session_id, "phase": str(session.phase)}


def present_message(
    call: Call, conversation: Conversation, message: Message, zone: ZoneInfo
) -> GetConversationMessagesResponseDataMessage:
    """A message in the locale of the call, with what it stands for where the call asks."""
    reader = Reader(call.tx, call.shop, conversation.buyer_id, zone, call.services.media_url)
    basic = _message(call, conversation, message)
    seen: GetConversationMessagesResponseDataMessage = {
        "id": basic["id"],
        "type": basic["type"],
        "content": basic["content"],
        "create_time": basic["create_time"],
        "is_visible": basic["is_visible"],
        "sender": basic["sender"],
        "index": basic["index"],
    }
    if call.flag("need_data"):
        data = data_of(reader, message.type, read_fields(message))
        if data is not None:
            seen["data"] = msgspec.json.encode(data).decode()
    if call.flag("need_plaintext"):
        seen["plaintext"] = plain_text(reader, message, call.text("locale") or "en")
    return seen


def _message(
    call: Call, conversation: Conversation, message: Message
) -> GetConversationsResponseDataConversationLatestMessage:
    sender: MessageSender = {
        "im_user_id": im_user_id(message.role, call.shop.shop_id, conversation.buyer_id),
        "avatar": _avatar(call.services),
        "role": str(message.role),
        "nickname": nickname_of(message.role, call.shop, conversation.nickname),
    }
    locale = call.text("locale") or "en"
    return {
        "id": message.message_id,
        "type": str(message.type),
        "content": text_content(words_for(message.words, locale)) if message.words else message.content,
        "create_time": message.at // 1000,
        "is_visible": message.is_visible,
        "sender": sender,
        "index": str(message.index),
    }


def read_fields(message: Message) -> dict[str, str]:
    """The fields of a stored message's content."""
    fields = decoders.decode(message.content)
    return {str(name): str(value) for name, value in fields.items()} if isinstance(fields, dict) else {}


def plain_text(reader: Reader, message: Message, locale: str) -> str:
    """A message in words: a text itself, of a card what it is and what it stands for."""
    if message.words:
        return words_for(message.words, locale)
    fields = read_fields(message)
    if message.type is MessageType.TEXT:
        return fields["content"]
    if message.type is MessageType.OTHER:
        return words_for("unsupported", locale)
    return words_for(f"plain.{message.type}", locale, told_of(reader, message.type, fields))


def present_listed_session(session: Session, locale: str) -> SearchSessionsResponseDataSession:
    """A session of a search, its words in a locale."""
    listed: SearchSessionsResponseDataSession = {
        "id": session.session_id,
        "conversation_id": session.conversation_id,
        "begin_time": session.begin_at // 1000,
        "buyer_nickname": session.nickname,
        "chat_tags": [words_for(f"topic.{topic}", locale) for topic in session.topics],
        "first_response_late": is_late(session),
    }
    if session.end_at:
        listed["end_time"] = session.end_at // 1000
    if session.score:
        listed["satisfaction_score"] = session.score
    if session.complaint:
        listed["dissatisfaction_reason"] = words_for(f"complaint.{session.complaint}", locale)
    if session.response_ms is not None:
        listed["first_response_time"] = session.response_ms // 1000
    return listed


def is_late(session: Session) -> bool:
    """Whether the first answer came late, or never came."""
    if session.response_ms is not None:
        return session.response_ms > times().late_seconds * 1000
    waited = session.end_at - session.asked_at if session.end_at and session.asked_at else 0
    return waited > times().late_seconds * 1000


def _avatar(services: Services) -> str:
    return services.public_url("/static/icon.svg")
