"""createConversation, getConversations, getConversation, markBuyerMessagesAsRead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.registry import operation
from shopwright.platform.customer_service.conversation import Conversation
from shopwright.platform.customer_service.errors import CONVERSATION_UNKNOWN, DAILY_QUOTA, OPENING_FORBIDDEN
from shopwright.platform.customer_service.open_conversation import change_conversation, open_for_seller
from shopwright.platform.customer_service.presenter import (
    present_conversation,
    present_participants,
    present_session,
)
from shopwright.platform.customer_service.quota import count_call
from shopwright.platform.customer_service.store import ConversationFilter, Conversations

if TYPE_CHECKING:
    from shopwright.contract.types.replies_customer_service import (
        CreateConversationResponseData,
        GetConversationResponseData,
        GetConversationResponseDataConversation,
        GetConversationResponseDataConversationParticipant,
        GetConversationsResponseData,
    )
    from shopwright.contract.types.requests_customer_service import CreateConversationRequest, Empty


@operation("createConversation", raises=(OPENING_FORBIDDEN,), webhooks=(13, 14))
def create_conversation(call: Call, body: CreateConversationRequest) -> CreateConversationResponseData:
    """Open the conversation with a buyer: a new one, or the one that was there, with an agent in it."""
    conversation = open_for_seller(call.tx, call.shop, body.buyer_user_id)
    return {"conversation_id": conversation.conversation_id}


@operation("getConversations", raises=(DAILY_QUOTA,))
def get_conversations(call: Call) -> GetConversationsResponseData:
    """The shop's conversations, those in which something was written last first."""
    count_call(call)
    shop_id, every = call.shop.shop_id, ConversationFilter()

    def find(after: Position, size: int) -> list[Conversation]:
        place = (int(after[0]), str(after[1])) if after else None
        return call.tx[Conversations].page(shop_id, every, by="updated_at", descending=True, after=place, size=size)

    page = find_page(
        call,
        start=(0, ""),
        selects=[],
        count=lambda: call.tx[Conversations].count(shop_id, every),
        find=find,
        position=lambda row: (row.updated_at, row.conversation_id),
    )
    return {
        "next_page_token": page.next_token,
        "conversations": [present_conversation(call, conversation) for conversation in page.rows],
    }


@operation("getConversation", raises=(CONVERSATION_UNKNOWN,))
def get_conversation(call: Call) -> GetConversationResponseData:
    """One conversation, with its session where the call asks for it."""
    conversation = find_conversation(call)
    participants: list[GetConversationResponseDataConversationParticipant] = [
        {
            "im_user_id": participant["im_user_id"],
            "role": participant["role"],
            "nickname": participant["nickname"],
            "avatar": participant["avatar"],
        }
        for participant in present_participants(call, conversation)
    ]
    participants[0]["user_id"] = conversation.buyer_id
    participants[0]["platform"] = conversation.platform
    seen: GetConversationResponseDataConversation = {
        "id": conversation.conversation_id,
        "participant_count": len(participants),
        "participants": participants,
        "create_time": conversation.created_at // 1000,
        "unread_count": conversation.unread,
    }
    if conversation.session is not None:
        if call.flag("need_session_id"):
            seen["cur_session_id"] = conversation.session.session_id
        if call.flag("need_session_info"):
            seen["cur_session"] = present_session(conversation.session)
    return {"conversation": seen}


@operation("markBuyerMessagesAsRead", raises=(CONVERSATION_UNKNOWN, DAILY_QUOTA))
def mark_buyer_messages_as_read(call: Call, body: Empty) -> dict[str, object]:
    """The shop has read all that the buyer wrote."""
    count_call(call)
    change_conversation(call.tx, call.shop, call.path["conversation_id"]).read_by_seller()
    return {}


def find_conversation(call: Call) -> Conversation:
    """The conversation that the path names; 45101003 where the shop has none of that id."""
    conversation_id = call.path["conversation_id"]
    conversation = call.tx[Conversations].get(call.shop.shop_id, conversation_id)
    if conversation is None:
        raise CONVERSATION_UNKNOWN(conversation_id=conversation_id[:40])
    return conversation
