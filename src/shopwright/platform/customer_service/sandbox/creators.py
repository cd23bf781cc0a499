"""``/sandbox/creator-messages``: a creator writes to a shop."""

from __future__ import annotations

from typing import Literal

import msgspec

from shopwright.platform.accounts.sandbox.find import find_account, find_shop, find_shop_by_cipher
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import Body, Key, PageSize, PlatformSeconds, Query, View
from shopwright.platform.core.identity import Account, Shop, UserType
from shopwright.platform.customer_service.conversation import creator_im_user_id
from shopwright.platform.customer_service.creator_messages_store import CreatorMessage, CreatorMessages
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit
from shopwright.wire.ids import IdKind

from .messages import MessageText

#: The field that the content of each type has (documented with webhook 33).
_FIELDS = {
    "TEXT": "content",
    "PRODUCT_CARD": "product_id",
    "TARGET_COLLABORATION_CARD": "invitation_group_id",
    "FREE_SAMPLE_CARD": "apply_id",
}


class NewCreatorMessage(Body):
    """A creator writes to the shop of ``shop_cipher``: a ``text``, or by ``type`` a card of a product of the shop, of a
    collaboration or of an application for a sample. The latter two are any ids, as there is no affiliate program."""

    shop_cipher: Key
    creator_id: Key
    type: Literal["TEXT", "PRODUCT_CARD", "TARGET_COLLABORATION_CARD", "FREE_SAMPLE_CARD"] = "TEXT"
    text: MessageText | None = None
    card_id: Key | None = None


class CreatorQuery(Query):
    shop_id: Key
    creator_id: Key
    size: PageSize = 50


class CreatorMessageView(View):
    message_id: str
    conversation_id: str
    creator_id: str
    type: str
    content: str
    index: str
    at: PlatformSeconds


class CreatorMessagesView(View):
    """The newest first."""

    messages: list[CreatorMessageView]


def write_as_creator(tx: Tx, body: NewCreatorMessage) -> CreatorMessageView:
    """A creator writes to a shop; webhook 33 tells of it."""
    shop, creator = find_shop_by_cipher(tx, body.shop_cipher), _creator(tx, body.creator_id)
    content = msgspec.json.encode({_FIELDS[body.type]: _said(tx, shop, body)}).decode()
    tx.hold(f"creator {shop.shop_id} {creator.account_id}")
    last = next(iter(tx[CreatorMessages].newest(shop.shop_id, creator.account_id, 1)), None)
    now = tx.now_ms()
    message = CreatorMessage(
        message_id=tx.new_id(IdKind.MESSAGE),
        conversation_id=last.conversation_id if last else tx.new_id(IdKind.CONVERSATION),
        creator_id=creator.account_id,
        type=body.type,
        content=content,
        position=max(now * 1000, last.position + 1 if last else 0),
        at=now,
    )
    tx[CreatorMessages].add(shop.shop_id, message)
    emit(tx, shop, 33, _data(message))
    return _view(message)


def list_creator_messages(tx: Tx, query: CreatorQuery) -> CreatorMessagesView:
    """What a creator wrote to a shop, the newest first."""
    shop, creator = find_shop(tx, query.shop_id), _creator(tx, query.creator_id)
    messages = tx[CreatorMessages].newest(shop.shop_id, creator.account_id, query.size)
    return CreatorMessagesView(messages=[_view(message) for message in messages])


def _creator(tx: Tx, account_id: str) -> Account:
    account = find_account(tx, account_id)
    if account.kind is not UserType.CREATOR:
        raise BAD_REQUEST(reason=f"The account {account_id} is no creator - at `$.creator_id`.")
    return account


def _said(tx: Tx, shop: Shop, body: NewCreatorMessage) -> str:
    """What stands in the content, by the type."""
    said, name = (body.text, "text") if body.type == "TEXT" else (body.card_id, "card_id")
    if said is None:
        raise BAD_REQUEST(reason=f"Give `{name}` with the type {body.type} - at `$.{name}`.")
    if body.type == "PRODUCT_CARD" and tx[Products].get(shop.shop_id, said) is None:
        raise BAD_REQUEST(reason=f"There is no product {said} in this shop - at `$.card_id`.")
    return said


def _data(message: CreatorMessage) -> dict[str, object]:
    """The data of webhook 33; times are text there."""
    return {
        "index": str(message.position),
        "message_id": message.message_id,
        "conversation_id": message.conversation_id,
        "msg_type": message.type,
        "content": message.content,
        "create_time": str(message.at // 1000),
        "sender": {"sender_im_user_id": creator_im_user_id(message.creator_id)},
    }


def _view(message: CreatorMessage) -> CreatorMessageView:
    return CreatorMessageView(
        message_id=message.message_id,
        conversation_id=message.conversation_id,
        creator_id=message.creator_id,
        type=message.type,
        content=message.content,
        index=str(message.position),
        at=message.at // 1000,
    )
