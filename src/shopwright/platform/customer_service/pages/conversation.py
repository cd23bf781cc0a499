"""The page of one conversation, on which a person is the buyer and the agent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.lists import Due
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.customer_service.cards import data_of
from shopwright.platform.customer_service.conversation import Conversation, Message, MessageType, Role
from shopwright.platform.customer_service.conversation_change import ConversationChange, text_content
from shopwright.platform.customer_service.open_conversation import change_conversation, open_for_seller
from shopwright.platform.customer_service.pictures import keep_picture
from shopwright.platform.customer_service.presenter import nickname_of, plain_text, read_fields
from shopwright.platform.customer_service.ratings import rate
from shopwright.platform.customer_service.rules import content_of
from shopwright.platform.customer_service.sandbox.views import reader_of
from shopwright.platform.customer_service.send import send_as_buyer, send_as_seller
from shopwright.platform.customer_service.store import Conversations, Messages, SessionFilter, Sessions
from shopwright.platform.customer_service.texts import names_of, words_for
from shopwright.platform.database.transaction import Tx

from .conversations import next_due
from .words import PHASES

#: Messages of a page: the newest; sessions beside it.
_MOST_MESSAGES, _MOST_SESSIONS = 200, 6

Side = Literal["buyer", "agent", "platform"]
_SIDES: dict[Role, Side] = {
    Role.BUYER: "buyer",
    Role.CUSTOMER_SERVICE: "agent",
    Role.SHOP: "agent",
    Role.ROBOT: "agent",
}


class Bubble(msgspec.Struct, frozen=True):
    """A message on the page: whose it is, what it says, and the picture or the order or product that it shows."""

    message: Message
    side: Side
    sender: str
    words: str
    picture: str
    link: str
    is_read: bool


class PastSession(msgspec.Struct, frozen=True):
    """A session in a line."""

    begin_at: int
    end_at: int
    score: int
    waited: int | None
    topics: list[str]


class ConversationDetail(msgspec.Struct, frozen=True):
    """All that the page shows. ``waits_for`` is what time does next, ``closes`` when the session ends by itself."""

    shop: Shop
    conversation: Conversation
    look: str
    state: str
    due: Due | None
    bubbles: list[Bubble]
    sessions: list[PastSession]
    clock: str


async def conversation_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/conversations/{conversation_id}``."""
    detail = await ask.read(lambda tx: _detail(ask, tx))
    if ask.part:
        return ask.fragment("_conversation.html", detail=detail)
    complaints = {name: words_for(f"complaint.{name}", "en") for name in names_of("complaint")}
    return ask.page("conversation.html", detail=detail, complaints=complaints)


def _detail(ask: Ask, tx: Tx) -> ConversationDetail:
    shop = find_shop(tx, ask.path("shop_id"))
    conversation = _find(tx, shop, ask.path("conversation_id"))
    look, state = PHASES[str(conversation.phase or "CLOSED")]
    messages = tx[Messages].page(
        shop.shop_id, conversation.conversation_id, descending=True, after=None, size=_MOST_MESSAGES
    )
    return ConversationDetail(
        shop=shop,
        conversation=conversation,
        look=look,
        state=state,
        due=next_due(tx, conversation),
        bubbles=[_bubble(ask, tx, shop, conversation, message) for message in reversed(messages)],
        sessions=_sessions(tx, shop, conversation),
        clock=clock_words(tx),
    )


def _find(tx: Tx, shop: Shop, conversation_id: str) -> Conversation:
    conversation = tx[Conversations].get(shop.shop_id, conversation_id)
    if conversation is None:
        raise NOT_FOUND(what=f"The conversation {conversation_id[:40]}")
    return conversation


def _bubble(ask: Ask, tx: Tx, shop: Shop, conversation: Conversation, message: Message) -> Bubble:
    reader, fields = reader_of(tx, shop, conversation, ask.services.media_url), read_fields(message)
    data = data_of(reader, message.type, fields) or {}
    is_picture = message.type is MessageType.IMAGE and bool(data)
    return Bubble(
        message=message,
        side=_SIDES.get(message.role, "platform"),
        sender=nickname_of(message.role, shop, conversation.nickname),
        words=plain_text(reader, message, "en"),
        picture=f"/media/{fields['url'].partition('/media/')[2]}" if is_picture else "",
        link=_link(shop, data),
        is_read=message.index <= conversation.read_index,
    )


def _link(shop: Shop, data: object) -> str:
    """Where a card leads to on the pages; empty where it leads nowhere."""
    if not isinstance(data, dict):
        return ""
    for name, folder in (("order_id", "orders"), ("product_id", "products")):
        if data.get(name):
            return f"/portal/shops/{shop.shop_id}/{folder}/{data[name]}"
    return ""


def _sessions(tx: Tx, shop: Shop, conversation: Conversation) -> list[PastSession]:
    mine = SessionFilter(conversation_id=conversation.conversation_id)
    return [
        PastSession(
            begin_at=session.begin_at,
            end_at=session.end_at,
            score=session.score,
            waited=session.response_ms // 1000 if session.response_ms is not None else None,
            topics=[words_for(f"topic.{topic}", "en") for topic in session.topics],
        )
        for session in tx[Sessions].page(shop.shop_id, mine, descending=True, after=None, size=_MOST_SESSIONS)
    ]


async def write_message(ask: Ask) -> Response:
    """``…/messages``: the buyer or the agent writes a text or sends a picture."""
    who, words, picture = ask.form.text("who"), ask.form.text("text"), ask.form.data("picture")
    if who not in ("buyer", "agent"):
        raise BAD_REQUEST(reason="Either the buyer or the agent writes.")

    def write(tx: Tx) -> None:
        shop = find_shop(tx, ask.path("shop_id"))
        change = change_conversation(tx, shop, ask.path("conversation_id"))
        kind, content = MessageType.TEXT, text_content(words)
        if picture:
            kind = MessageType.IMAGE
            content = content_of(kind, keep_picture(tx, ask.services, shop.account_id, picture))
        send = send_as_buyer if who == "buyer" else send_as_seller
        send(change, kind, content, ask.services.media_url)

    await ask.write(write)
    return ask.go(_here(ask))


async def act_in_conversation(ask: Ask) -> Response:
    """``…/acts``: the buyer or the agent does something besides writing."""
    name = ask.form.text("act")
    doing = _DOING.get(name)
    if doing is None:
        raise BAD_REQUEST(reason=f"There is no act {name[:40]!r} in a conversation.")

    def act(tx: Tx) -> None:
        shop = find_shop(tx, ask.path("shop_id"))
        doing(change_conversation(tx, shop, ask.path("conversation_id")), ask)

    await ask.write(act)
    return ask.go(_here(ask))


def _here(ask: Ask) -> str:
    return f"/portal/shops/{ask.path('shop_id')}/conversations/{ask.path('conversation_id')}"


def _open(change: ConversationChange, ask: Ask) -> None:
    open_for_seller(change.tx, change.shop, change.conversation.buyer_id)


def _rate(change: ConversationChange, ask: Ask) -> None:
    score, reason = ask.form.text("score"), ask.form.text("reason")
    if score not in ("1", "2", "3", "4", "5") or reason not in ("", *names_of("complaint")):
        raise BAD_REQUEST(reason="Choose a score from 1 to 5.")
    rate(change, int(score), reason if int(score) < 3 else "")


_DOING: dict[str, Callable[[ConversationChange, Ask], object]] = {
    "READ": lambda change, ask: change.read_by_buyer(),
    "SEE": lambda change, ask: change.read_by_seller(),
    "END": lambda change, ask: change.end("ended"),
    "OPEN": _open,
    "RATE": _rate,
}
