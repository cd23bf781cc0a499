"""Whether a shop's agents take sessions from the queue."""

from __future__ import annotations

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .open_conversation import change_conversation
from .states import Phase
from .store import Agents, ConversationFilter, Conversations

#: Conversations that are read at once.
_AT_ONCE = 200


def accept_chats(tx: Tx, shop: Shop, *, is_accepted: bool) -> None:
    """Let the agents take sessions, or not. Buyers who wait in the queue are then assigned soon."""
    settings = tx[Agents].get_held(shop.shop_id)
    begins = is_accepted and not settings.can_accept_chat
    settings.can_accept_chat = is_accepted
    tx[Agents].save(shop.shop_id, settings)
    if not begins:
        return
    waiting, after = ConversationFilter(phase=str(Phase.QUEUED)), None
    while page := tx[Conversations].page(
        shop.shop_id, waiting, by="created_at", descending=False, after=after, size=_AT_ONCE
    ):
        for conversation in page:
            change_conversation(tx, shop, conversation.conversation_id).plan_assignment()
        after = page[-1].created_at, page[-1].conversation_id
