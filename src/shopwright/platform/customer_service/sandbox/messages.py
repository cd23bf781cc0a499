"""``/sandbox/messages``: a buyer writes; and what an agent answers without the Partner API."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal

from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop_by_cipher
from shopwright.platform.buyers.store import Buyer, Buyers
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import Body, Key, View
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.services import Services
from shopwright.platform.customer_service.conversation import Message, MessageType, Topic
from shopwright.platform.customer_service.conversation_change import ConversationChange
from shopwright.platform.customer_service.errors import ORDER_OF_ANOTHER
from shopwright.platform.customer_service.open_conversation import change_conversation, conversation_with
from shopwright.platform.customer_service.pictures import keep_picture
from shopwright.platform.customer_service.rules import content_of, read_content
from shopwright.platform.customer_service.send import send_as_buyer, send_as_seller
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.find import find_order
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as
from shopwright.platform.sales.orders.buyer_errors import BUYER_UNKNOWN
from shopwright.wire.ids import IdKind

from .views import find_conversation

#: A text in a message, as it is sent.
MessageText = Annotated[str, Meta(min_length=1, max_length=2000)]
#: A picture as base64.
Base64 = Annotated[str, Meta(min_length=1, max_length=4_000_000, description="a picture, as base64")]


class NewMessage(Body):
    """A buyer writes to the shop of ``shop_cipher``: who bought ``order_id``, has ``buyer_id``, or is known by the word
    ``buyer``; a new one where none is named. ``text``, ``image``, or a card of ``product_id`` or ``order_id`` by
    ``type``; beside a text they say from where the buyer comes. ``topic`` becomes a tag of the session."""

    shop_cipher: Key
    order_id: Key | None = None
    buyer_id: Key | None = None
    buyer: Key | None = None
    type: Literal["TEXT", "IMAGE", "PRODUCT_CARD", "ORDER_CARD", "EMOTICONS", "OTHER"] = "TEXT"
    text: MessageText | None = None
    image: Base64 | None = None
    product_id: Key | None = None
    topic: Topic | None = None


class SellerMessage(Body):
    """What an agent answers: a ``text``, an ``image``, or a ``content`` as JSON text that fits the ``type``."""

    type: Literal[
        "TEXT",
        "IMAGE",
        "VIDEO",
        "PRODUCT_CARD",
        "ORDER_CARD",
        "RETURN_REFUND_CARD",
        "LOGISTICS_CARD",
        "COUPON_CARD",
    ] = "TEXT"
    text: MessageText | None = None
    image: Base64 | None = None
    content: MessageText | None = None
    sender_role: Literal["CUSTOMER_SERVICE", "SHOP", "ROBOT"] = "CUSTOMER_SERVICE"


class WrittenView(View):
    """``phase`` is that of the session which goes on."""

    message_id: str
    conversation_id: str
    buyer_id: str
    session_id: str
    phase: str


def write_message(tx: Tx, services: Services, body: NewMessage) -> WrittenView:
    """A buyer writes, which begins a session where none goes on."""
    shop = find_shop_by_cipher(tx, body.shop_cipher)
    change = conversation_with(tx, shop, _buyer(tx, shop, body))
    kind = MessageType(body.type)
    if kind not in (MessageType.PRODUCT_CARD, MessageType.ORDER_CARD):
        _enter(change, body)
    content = _content(tx, services, shop, kind, body)
    return _written(change, send_as_buyer(change, kind, content, services.media_url, body.topic))


def answer_buyer(tx: Tx, services: Services, conversation_id: str, body: SellerMessage) -> WrittenView:
    """An agent answers, as with sendMessage."""
    shop, _ = find_conversation(tx, conversation_id)
    change = change_conversation(tx, shop, conversation_id)
    kind, content = MessageType(body.type), body.content
    if content is None:
        if body.image is not None:
            kind = MessageType.IMAGE
            content = content_of(kind, keep_picture(tx, services, shop.account_id, _bytes(body.image)))
        elif body.text is not None and kind is MessageType.TEXT:
            content = content_of(kind, {"content": body.text})
        else:
            raise BAD_REQUEST(reason="Give `text`, `image` or `content` - at `$`.")
    return _written(change, send_as_seller(change, kind, content, services.media_url, body.sender_role))


def _buyer(tx: Tx, shop: Shop, body: NewMessage) -> Buyer:
    buyer_id = body.buyer_id
    if body.order_id is not None:
        of_shop, order = find_order(tx, body.order_id)
        if of_shop.shop_id != shop.shop_id or buyer_id not in (None, order.buyer_id):
            raise ORDER_OF_ANOTHER(buyer_id=buyer_id or "", what="order", thing_id=body.order_id)
        buyer_id = order.buyer_id
    if buyer_id is None:
        return buyer_known_as(tx, shop, body.buyer or f"new {tx.new_id(IdKind.BUYER)}")
    buyer = tx[Buyers].get(shop.shop_id, buyer_id)
    if buyer is None:
        raise BUYER_UNKNOWN(buyer_id=buyer_id)
    return buyer


def _enter(change: ConversationChange, body: NewMessage) -> None:
    """Note from where the buyer comes."""
    if body.order_id is not None:
        kind, fields = MessageType.BUYER_ENTER_FROM_ORDER, {"order_id": body.order_id}
    elif body.product_id is not None:
        kind, fields = MessageType.BUYER_ENTER_FROM_PRODUCT, {"product_id": body.product_id}
    else:
        return
    change.enter_from(kind, content_of(kind, fields))


def _content(tx: Tx, services: Services, shop: Shop, kind: MessageType, body: NewMessage) -> str:
    if kind is MessageType.IMAGE:
        if body.image is None:
            raise BAD_REQUEST(reason="Give `image` with the type IMAGE - at `$.image`.")
        return content_of(kind, keep_picture(tx, services, shop.account_id, _bytes(body.image)))
    if kind is MessageType.PRODUCT_CARD:
        return content_of(kind, {"product_id": _needed(body.product_id, "product_id")})
    if kind is MessageType.ORDER_CARD:
        return content_of(kind, {"order_id": _needed(body.order_id, "order_id")})
    content = content_of(kind, {"content": _needed(body.text, "text")})
    read_content(kind, content)
    return content


def _needed(value: str | None, name: str) -> str:
    if value is None:
        raise BAD_REQUEST(reason=f"Give `{name}` - at `$.{name}`.")
    return value


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BAD_REQUEST(reason="It is no base64 - at `$.image`.") from error


def _written(change: ConversationChange, message: Message) -> WrittenView:
    session = change.conversation.session
    assert session is not None, "who writes has a session"
    return WrittenView(
        message_id=message.message_id,
        conversation_id=change.conversation.conversation_id,
        buyer_id=change.conversation.buyer_id,
        session_id=session.session_id,
        phase=str(session.phase),
    )
