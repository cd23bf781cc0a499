"""Checks what a shop or a buyer sends, and puts it into their conversation."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .cards import Reader, check_card
from .conversation import Message, MessageType, Topic
from .conversation_change import ConversationChange
from .errors import COUPON_CARDS_TOO_FAST
from .rules import check_type, check_words, content_of, read_content, sender_role
from .store import Agents
from .times import times

_UTC = ZoneInfo("UTC")
MediaUrl = Callable[[str], str]


def send_as_seller(
    change: ConversationChange, kind: MessageType, content: str, media_url: MediaUrl, sender: str | None = None
) -> Message:
    """Send a shop's message; raises what stands in the way, by its code."""
    role = sender_role(sender)
    check_type(kind, change.conversation.platform)
    fields = read_content(kind, content)
    if kind is MessageType.TEXT:
        check_words(fields["content"])
    check_card(_reader(change, media_url), kind, fields)
    if kind is MessageType.COUPON_CARD:
        _pace_coupon_cards(change.tx, change.shop)
    return change.write_as_seller(role, kind, content_of(kind, fields))


def send_as_buyer(
    change: ConversationChange, kind: MessageType, content: str, media_url: MediaUrl, topic: Topic | None = None
) -> Message:
    """Send a buyer's message; 45101002 for a content that does not fit its type."""
    fields = read_content(kind, content)
    check_card(_reader(change, media_url), kind, fields)
    return change.write_as_buyer(kind, content_of(kind, fields), topic)


def _reader(change: ConversationChange, media_url: MediaUrl) -> Reader:
    return Reader(change.tx, change.shop, change.conversation.buyer_id, _UTC, media_url)


def _pace_coupon_cards(tx: Tx, shop: Shop) -> None:
    """45111012 where a coupon card of the shop was sent less than two seconds ago."""
    settings, now = tx[Agents].get_held(shop.shop_id), tx.now_ms()
    if 0 <= now - settings.coupon_card_at < times().coupon_card_ms:
        raise COUPON_CARDS_TOO_FAST()
    settings.coupon_card_at = now
    tx[Agents].save(shop.shop_id, settings)
