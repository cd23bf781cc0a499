"""A conversation of a buyer and a shop, its sessions and its messages (docs/reference/customer-service.md)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from .states import Phase

BuyerPlatform = Literal["TIKTOK_SHOP", "TOKOPEDIA"]


class Role(StrEnum):
    """Who sent a message."""

    BUYER = "BUYER"
    SHOP = "SHOP"
    CUSTOMER_SERVICE = "CUSTOMER_SERVICE"
    SYSTEM = "SYSTEM"
    ROBOT = "ROBOT"


class MessageType(StrEnum):
    TEXT = "TEXT"
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    PRODUCT_CARD = "PRODUCT_CARD"
    ORDER_CARD = "ORDER_CARD"
    RETURN_REFUND_CARD = "RETURN_REFUND_CARD"
    LOGISTICS_CARD = "LOGISTICS_CARD"
    COUPON_CARD = "COUPON_CARD"
    EMOTICONS = "EMOTICONS"
    ALLOCATED_SERVICE = "ALLOCATED_SERVICE"
    NOTIFICATION = "NOTIFICATION"
    BUYER_ENTER_FROM_PRODUCT = "BUYER_ENTER_FROM_PRODUCT"
    BUYER_ENTER_FROM_ORDER = "BUYER_ENTER_FROM_ORDER"
    OTHER = "OTHER"


class Topic(StrEnum):
    """What a session is about: its tags."""

    ORDER = "ORDER"
    LOGISTICS = "LOGISTICS"
    RETURN_REFUND = "RETURN_REFUND"
    PRODUCT = "PRODUCT"
    PROMOTION = "PROMOTION"


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message. ``content`` is JSON text; where ``words`` names a text of ours, readers get that text in their
    language instead. ``index`` grows with each message of a conversation; ``at`` in milliseconds."""

    message_id: str
    conversation_id: str
    type: MessageType
    role: Role
    content: str
    at: int
    index: int
    words: str = ""
    is_visible: bool = True


class Session(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One session. Times in milliseconds, 0 for none; ``asked_at`` is the buyer's first message in it and
    ``answered_at`` the first answer of a person."""

    session_id: str
    conversation_id: str
    buyer_id: str
    nickname: str
    phase: Phase
    begin_at: int
    end_at: int = 0
    asked_at: int = 0
    answered_at: int = 0
    topics: list[Topic] = []
    score: int = 0
    complaint: str = ""

    @property
    def is_open(self) -> bool:
        return self.phase is not Phase.ENDED

    @property
    def response_ms(self) -> int | None:
        """How long the buyer waited for the first answer; ``None`` where there was no question or no answer."""
        return self.answered_at - self.asked_at if self.asked_at and self.answered_at else None

    def add_topic(self, topic: Topic) -> None:
        if topic not in self.topics:
            self.topics = [*self.topics, topic]


class Conversation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One of each buyer and shop. Times in milliseconds, 0 for none.

    ``unread`` counts the buyer's messages that the seller did not read; ``written_at`` is the buyer's last message,
    ``unanswered_at`` the first that waits for an answer; ``read_index`` the last message that the buyer has read.
    ``phase_until`` is when the session goes to its next phase by itself, ``closes_at`` when it ends by itself.
    ``reactions_left`` is how often a simulated buyer still reacts to answers.
    Without a ``session`` nobody can write but the buyer.
    """

    conversation_id: str
    buyer_id: str
    nickname: str
    platform: BuyerPlatform
    created_at: int
    updated_at: int
    unread: int = 0
    written_at: int = 0
    unanswered_at: int = 0
    phase_until: int = 0
    closes_at: int = 0
    reactions_left: int = 0
    last_index: int = 0
    read_index: int = 0
    latest: Message | None = None
    session: Session | None = None

    @property
    def phase(self) -> Phase | None:
        return self.session.phase if self.session else None


#: The first digits of the ids that senders have in conversations; what follows is of the shop's or the buyer's own id.
_IM_PREFIX = {Role.BUYER: "7385", Role.CUSTOMER_SERVICE: "7387"}
_IM_PREFIX_OF_SHOP, _IM_PREFIX_OF_CREATOR = "7386", "7388"


def creator_im_user_id(creator_id: str) -> str:
    """Who a creator is in conversations."""
    return _IM_PREFIX_OF_CREATOR + creator_id[4:]


def im_user_id(role: Role, shop_id: str, buyer_id: str) -> str:
    """Who a sender is in conversations. It is not the ``user_id`` of orders."""
    owner = buyer_id if role is Role.BUYER else shop_id
    return _IM_PREFIX.get(role, _IM_PREFIX_OF_SHOP) + owner[4:]
