"""``/sandbox/conversations``: listed, read, and what buyer and agent do in them besides writing."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.paging import NextBefore, Place, newest
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import Body, Key, PageSize, Query, View
from shopwright.platform.core.services import Services
from shopwright.platform.customer_service.conversation import Conversation
from shopwright.platform.customer_service.open_conversation import change_conversation, open_for_seller
from shopwright.platform.customer_service.ratings import rate
from shopwright.platform.customer_service.store import ConversationFilter, Conversations, Messages
from shopwright.platform.database.transaction import Tx

from .views import ConversationView, MessageView, find_conversation, view, view_message

#: How many messages a conversation shows: the newest.
_MOST_MESSAGES = 200


class ConversationQuery(Query):
    """``unread`` selects those with messages that the seller did not read; ``before`` is the ``next_before`` of the
    page before."""

    shop_id: Key
    unread: bool = False
    before: Key | None = None
    size: PageSize = 50


class ConversationList(View):
    """Those that were written in last first; ``next_before`` leads to the next page, and is null on the last one."""

    conversations: list[ConversationView]
    next_before: NextBefore


class ConversationDetail(View):
    """A conversation with its newest messages, the oldest of them first."""

    conversation: ConversationView
    messages: list[MessageView]


class ConversationAct(Body):
    """``READ``: the buyer reads; ``RATE``: the buyer gives a ``score``, for one below 3 with a ``reason``; ``SEE``: the
    agent has read all; ``END``: the agent ends the session; ``OPEN``: the seller opens the conversation anew."""

    act: Literal["READ", "RATE", "SEE", "END", "OPEN"]
    score: Annotated[int, Meta(ge=1, le=5)] | None = None
    reason: Literal["SLOW", "UNSOLVED", "UNFRIENDLY", "UNCLEAR"] | None = None


def list_conversations(tx: Tx, services: Services, query: ConversationQuery) -> ConversationList:
    """A shop's conversations, those that were written in last first."""
    shop = find_shop(tx, query.shop_id)
    wanted = ConversationFilter(is_unread=True if query.unread else None)

    def read(shop_id: str, after: Place | None, size: int) -> list[Conversation]:
        return tx[Conversations].page(shop_id, wanted, by="updated_at", descending=True, after=after, size=size)

    rows, next_before = newest(
        read, lambda row: (row.updated_at, row.conversation_id), [shop.shop_id], query.before, query.size
    )
    return ConversationList(
        conversations=[view(tx, shop, row, services.media_url) for row in rows], next_before=next_before
    )


def show_conversation(tx: Tx, services: Services, conversation_id: str) -> ConversationDetail:
    """A conversation with its messages."""
    return detail_of(tx, services, conversation_id)


def detail_of(tx: Tx, services: Services, conversation_id: str) -> ConversationDetail:
    """A conversation with its newest messages; 404 where there is none of that id."""
    shop, conversation = find_conversation(tx, conversation_id)
    messages = tx[Messages].page(shop.shop_id, conversation_id, descending=True, after=None, size=_MOST_MESSAGES)
    return ConversationDetail(
        conversation=view(tx, shop, conversation, services.media_url),
        messages=[view_message(tx, shop, conversation, message, services.media_url) for message in reversed(messages)],
    )


def act_on_conversation(tx: Tx, services: Services, conversation_id: str, body: ConversationAct) -> ConversationDetail:
    """Buyer or agent do something in a conversation besides writing."""
    shop, conversation = find_conversation(tx, conversation_id)
    if (body.score is not None) != (body.act == "RATE"):
        raise BAD_REQUEST(reason="Give `score` with the act RATE, and with no other - at `$.score`.")
    if body.reason is not None and (body.score or 5) > 2:
        raise BAD_REQUEST(reason="Give `reason` with a score of 1 or 2 - at `$.reason`.")
    if body.act == "OPEN":
        open_for_seller(tx, shop, conversation.buyer_id)
        return detail_of(tx, services, conversation_id)
    change = change_conversation(tx, shop, conversation_id)
    if body.act == "READ":
        change.read_by_buyer()
    elif body.act == "SEE":
        change.read_by_seller()
    elif body.act == "END":
        change.end("ended")
    elif body.score is not None:
        rate(change, body.score, body.reason or "")
    return detail_of(tx, services, conversation_id)
