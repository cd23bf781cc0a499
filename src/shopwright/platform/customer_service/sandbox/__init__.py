"""The control API of conversations: what buyers do, and what agents answer."""

from __future__ import annotations

from shopwright.platform.core.control.endpoint import Endpoint

from .conversations import act_on_conversation, list_conversations, show_conversation
from .creators import list_creator_messages, write_as_creator
from .messages import answer_buyer, write_message

ENDPOINTS = (
    Endpoint("POST", "/sandbox/messages", write_message),
    Endpoint("POST", "/sandbox/creator-messages", write_as_creator),
    Endpoint("GET", "/sandbox/creator-messages", list_creator_messages),
    Endpoint("GET", "/sandbox/conversations", list_conversations),
    Endpoint("GET", "/sandbox/conversations/{conversation_id}", show_conversation),
    Endpoint("POST", "/sandbox/conversations/{conversation_id}/messages", answer_buyer),
    Endpoint("POST", "/sandbox/conversations/{conversation_id}/acts", act_on_conversation),
)
