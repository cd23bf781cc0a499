"""The pages of a shop's conversations."""

from __future__ import annotations

from shopwright.platform.core.pages.page import GET, POST, Page

from . import conversation, conversations

_SHOP = "/portal/shops/{shop_id}"

PAGES = (
    Page(f"{_SHOP}/files/conversations.{{kind}}", GET, conversations.conversations_file),
    Page(f"{_SHOP}/conversations", GET, conversations.conversations_page),
    Page(f"{_SHOP}/conversations/bulk", POST, conversations.bulk_act_on_conversations),
    Page(f"{_SHOP}/conversations/new", POST, conversations.write_as_new_buyer),
    Page(f"{_SHOP}/conversations/{{conversation_id}}", GET, conversation.conversation_page),
    Page(f"{_SHOP}/conversations/{{conversation_id}}/messages", POST, conversation.write_message),
    Page(f"{_SHOP}/conversations/{{conversation_id}}/acts", POST, conversation.act_in_conversation),
)
