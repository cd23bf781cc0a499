"""A buyer rates the session that they had."""

from __future__ import annotations

from .conversation import Session
from .conversation_change import ConversationChange
from .errors import NO_SESSION, RATING_TOO_LATE
from .store import Sessions
from .times import times


def rate(change: ConversationChange, score: int, complaint: str = "") -> Session:
    """Rate the session that is going on, or else the last one, from 1 to 5. Raises 40966 and 40967."""
    conversation, shop_id = change.conversation, change.shop.shop_id
    session = conversation.session or change.tx[Sessions].last_of(shop_id, conversation.conversation_id)
    if session is None:
        raise NO_SESSION(conversation_id=conversation.conversation_id)
    if session.end_at and session.end_at < change.tx.now_ms() - times().rating_seconds * 1000:
        raise RATING_TOO_LATE(session_id=session.session_id)
    session.score, session.complaint = score, complaint
    if not session.is_open:
        change.tx[Sessions].save(shop_id, session)
    return session
