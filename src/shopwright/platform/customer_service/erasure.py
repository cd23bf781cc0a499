"""Erases a buyer in their conversation: what was written is gone, that and when it was written stays."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from shopwright.platform.core.erased import Erased
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .conversation import Conversation, Message, MessageType, Role
from .conversation_change import text_content
from .open_conversation import change_conversation
from .presenter import read_fields
from .store import Conversations, Messages, Sessions

_AT_ONCE = 100

#: Messages that hold what people write or show; cards hold ids.
_PERSONAL = frozenset(
    {MessageType.TEXT, MessageType.IMAGE, MessageType.VIDEO, MessageType.EMOTICONS, MessageType.OTHER}
)


def erase_in_conversations(tx: Tx, shop: Shop, erased: Erased) -> None:
    """Empty the messages of a buyer's conversation, whoever wrote them, and the nickname; an open session ends."""
    erased.counts |= {"messages": 0, "sessions": 0}
    conversation_id = tx[Conversations].of_buyer(shop.shop_id, erased.buyer_id)
    if conversation_id is None:
        return
    erased.ids.add(conversation_id)
    change = change_conversation(tx, shop, conversation_id)
    conversation = change.conversation
    change.end("ended")
    erased.note(conversation.nickname)
    _rename(conversation)
    tx.flush()
    erased.counts["sessions"] = tx.stored(Sessions).rename(shop.shop_id, conversation_id, "")
    erased.counts["messages"] = _erase_messages(tx, shop.shop_id, conversation_id, erased)


def _rename(conversation: Conversation) -> None:
    conversation.nickname = ""
    if conversation.session is not None:
        conversation.session.nickname = ""
    if conversation.latest is not None:
        conversation.latest = _emptied(conversation.latest)


def _erase_messages(tx: Tx, shop_id: str, conversation_id: str, erased: Erased) -> int:
    after: tuple[int, str] | None = None
    number, store = 0, tx.stored(Messages)
    while page := store.page(shop_id, conversation_id, descending=False, after=after, size=_AT_ONCE):
        for message in page:
            _note(message, erased)
        changed = [_emptied(message) for message in page if _is_personal(message)]
        store.rewrite(shop_id, changed)
        number, after = number + len(changed), (page[-1].index, page[-1].message_id)
    return number


def _is_personal(message: Message) -> bool:
    return not message.words and message.type in _PERSONAL


def _note(message: Message, erased: Erased) -> None:
    if not _is_personal(message):
        return
    fields = read_fields(message)
    if message.type is MessageType.TEXT:
        erased.note(fields["content"])
    elif message.role is Role.BUYER and "url" in fields:
        erased.media.add(urlsplit(fields["url"]).path.partition("/media/")[2])


def _emptied(message: Message) -> Message:
    """A message without what was written or shown in it."""
    if not _is_personal(message):
        return message
    return msgspec.structs.replace(message, type=MessageType.TEXT, content=text_content(""))
