"""getConversationMessages, sendMessage, uploadImageForBuyerMessages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Form
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.registry import operation
from shopwright.platform.customer_service.conversation import Message, MessageType
from shopwright.platform.customer_service.errors import (
    CONTENT_SENSITIVE,
    CONVERSATION_OF_ANOTHER,
    CONVERSATION_UNKNOWN,
    COUPON_CARDS_TOO_FAST,
    COUPON_INVALID,
    DAILY_QUOTA,
    IMAGE_NOT_UPLOADED,
    MESSAGE_INVALID,
    SENDING_FORBIDDEN,
    TYPE_UNSUPPORTED,
)
from shopwright.platform.customer_service.open_conversation import change_conversation
from shopwright.platform.customer_service.pictures import keep_picture
from shopwright.platform.customer_service.presenter import UNSUPPORTED, present_message
from shopwright.platform.customer_service.quota import count_call
from shopwright.platform.customer_service.send import send_as_seller
from shopwright.platform.customer_service.store import Conversations, Messages
from shopwright.platform.customer_service.texts import words_for
from shopwright.platform.market.regions import region
from shopwright.platform.media.uploads import read_data
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID

from .conversations import find_conversation

if TYPE_CHECKING:
    from shopwright.contract.types.replies_customer_service import (
        GetConversationMessagesResponseData,
        MessageResponseData,
        SizedImageUrl,
    )
    from shopwright.contract.types.requests_customer_service import SendMessageRequest


@operation("getConversationMessages", raises=(CONVERSATION_UNKNOWN, DAILY_QUOTA))
def get_conversation_messages(call: Call) -> GetConversationMessagesResponseData:
    """The messages of a conversation, the newest first unless asked otherwise."""
    count_call(call)
    conversation, zone = find_conversation(call), _zone(call)
    if (call.text("sort_field") or "create_time") != "create_time":
        raise INVALID(reason="SortField must be one of [create_time].")
    shop_id, conversation_id = call.shop.shop_id, conversation.conversation_id
    descending = (call.text("sort_order") or "DESC") == "DESC"

    def find(after: Position, size: int) -> list[Message]:
        place = (int(after[0]), str(after[1])) if after else None
        return call.tx[Messages].page(shop_id, conversation_id, descending=descending, after=place, size=size)

    page = find_page(
        call,
        start=(0, ""),
        selects=[conversation_id, descending],
        count=lambda: call.tx[Messages].count(shop_id, conversation_id),
        find=find,
        position=lambda message: (message.index, message.message_id),
    )
    seen: GetConversationMessagesResponseData = {
        "next_page_token": page.next_token,
        "messages": [present_message(call, conversation, message, zone) for message in page.rows],
    }
    if any(message.type in UNSUPPORTED for message in page.rows):
        seen["unsupported_msg_tips"] = words_for("unsupported", call.text("locale") or "en")
    return seen


def _zone(call: Call) -> ZoneInfo:
    """The zone that times in cards are told in: the call's, or the market's."""
    name = call.text("time_zone") or region(call.shop.region).time_zone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # whatever the system makes of a wrong name
        raise INVALID(reason=f"TimeZone {name[:40]!r} is no zone of the IANA data base.") from error


@operation(
    "sendMessage",
    raises=(
        CONTENT_SENSITIVE,
        CONVERSATION_OF_ANOTHER,
        CONVERSATION_UNKNOWN,
        COUPON_CARDS_TOO_FAST,
        COUPON_INVALID,
        DAILY_QUOTA,
        MESSAGE_INVALID,
        SENDING_FORBIDDEN,
        TYPE_UNSUPPORTED,
    ),
    webhooks=(13, 14),
)
def send_message(call: Call, body: SendMessageRequest) -> MessageResponseData:
    """Send a message to the buyer; it takes the session over, unless it is a robot's."""
    count_call(call)
    conversation_id = call.path["conversation_id"]
    try:
        change = change_conversation(call.tx, call.shop, conversation_id)
    except ApiError:
        if call.tx[Conversations].shop_of(conversation_id) is not None:
            raise CONVERSATION_OF_ANOTHER(conversation_id=conversation_id[:40]) from None
        raise
    message = send_as_seller(change, MessageType(body.type), body.content, call.services.media_url, body.sender_role)
    return {"message_id": message.message_id}


@operation("uploadImageForBuyerMessages", raises=(IMAGE_NOT_UPLOADED,))
def upload_image_for_buyer_messages(call: Call, body: Form) -> SizedImageUrl:
    """Keep a picture of up to 10 MB, which a message of type IMAGE can show then."""
    fields = keep_picture(call.tx, call.services, call.account.account_id, read_data(body))
    return {"width": int(fields["width"]), "height": int(fields["height"]), "url": fields["url"]}
