"""What time does to sessions: the buyer is queued, an agent takes over, the session ends."""

from __future__ import annotations

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import due
from shopwright.platform.clock.store import DueAction
from shopwright.platform.database.transaction import Tx

from .conversation_change import ASSIGN, CLOSE, QUEUE, ConversationChange
from .open_conversation import change_conversation
from .states import Phase
from .store import Agents


@due(QUEUE)
def queue_buyer(tx: Tx, action: DueAction) -> None:
    """The automatic reply did not end the matter: the buyer waits for an agent."""
    _change(tx, action).ask_for_agent()


@due(ASSIGN)
def assign_agent(tx: Tx, action: DueAction) -> None:
    """An agent takes over, if agents still accept chats."""
    change = _change(tx, action)
    if change.conversation.phase is Phase.QUEUED and tx[Agents].get(action.shop_id).can_accept_chat:
        change.assign()


@due(CLOSE)
def close_session(tx: Tx, action: DueAction) -> None:
    """Nobody wrote for too long."""
    _change(tx, action).end("closed")


def _change(tx: Tx, action: DueAction) -> ConversationChange:
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    return change_conversation(tx, shop, action.subject)
