"""Finds conversations for change, and opens the one of a buyer and a shop."""

from __future__ import annotations

from shopwright.platform.buyers.store import Buyer, Buyers
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.cancellations.states import CancelStatus
from shopwright.platform.sales.cancellations.store import Cancellations
from shopwright.platform.sales.cases_store import CaseFilter
from shopwright.platform.sales.orders.store import OrderFilter, Orders
from shopwright.platform.sales.returns.store import Returns
from shopwright.wire.ids import IdKind

from .conversation import BuyerPlatform, Conversation
from .conversation_change import ConversationChange
from .errors import CONVERSATION_UNKNOWN, OPENING_FORBIDDEN
from .store import Conversations
from .times import times

#: Cancellations of a buyer that are looked at.
_LOOKED_AT = 100


def change_conversation(tx: Tx, shop: Shop, conversation_id: str) -> ConversationChange:
    """A conversation, held for change; 45101003 when the shop has none of that id."""
    kept = tx.kept(ConversationChange, shop.shop_id, conversation_id)
    if kept is not None:
        return kept
    held = tx.stored(Conversations).get(shop.shop_id, conversation_id, for_change=True)
    if held is None:
        raise CONVERSATION_UNKNOWN(conversation_id=conversation_id[:40])
    return ConversationChange(tx, shop, held).keep()


def conversation_with(tx: Tx, shop: Shop, buyer: Buyer) -> ConversationChange:
    """The conversation of a shop and a buyer, which is begun where there is none, held for change."""
    tx.hold(f"conversation {shop.shop_id} {buyer.buyer_id}")
    known = tx[Conversations].of_buyer(shop.shop_id, buyer.buyer_id)
    if known is not None:
        return change_conversation(tx, shop, known)
    now = tx.now_ms()
    conversation = Conversation(
        conversation_id=tx.new_id(IdKind.CONVERSATION),
        buyer_id=buyer.buyer_id,
        nickname=buyer.person.nickname,
        platform=_platform_of(tx, shop, buyer.buyer_id),
        created_at=now,
        updated_at=now,
    )
    return ConversationChange(tx, shop, conversation).begin()


def open_for_seller(tx: Tx, shop: Shop, buyer_id: str) -> Conversation:
    """Open a shop's conversation with a buyer; 45109003 where nothing between them allows it."""
    buyer = tx[Buyers].get(shop.shop_id, buyer_id)
    if buyer is None or not _may_open(tx, shop.shop_id, buyer_id):
        raise OPENING_FORBIDDEN(buyer_id=buyer_id[:40])
    change = conversation_with(tx, shop, buyer)
    change.open_by_seller()
    return change.conversation


def _may_open(tx: Tx, shop_id: str, buyer_id: str) -> bool:
    now, known = tx.now_ms(), tx[Conversations].of_buyer(shop_id, buyer_id)
    conversation = tx[Conversations].get(shop_id, known) if known else None
    if conversation is not None and (
        conversation.session is not None or conversation.written_at > now - times().opened_by_conversation_days * DAY_MS
    ):
        return True
    since = now - times().opened_by_order_days * DAY_MS
    if tx[Orders].count(shop_id, OrderFilter(buyer_id=buyer_id, created_from=since)):
        return True
    return bool(tx[Returns].count(shop_id, CaseFilter(buyer_ids=(buyer_id,)))) or _was_refunded(tx, shop_id, buyer_id)


def _was_refunded(tx: Tx, shop_id: str, buyer_id: str) -> bool:
    """Whether a cancellation gave money back."""
    done = CaseFilter(buyer_ids=(buyer_id,), statuses=(str(CancelStatus.SUCCESS), str(CancelStatus.COMPLETE)))
    page = tx[Cancellations].page(shop_id, done, by="created_at", descending=True, after=None, size=_LOOKED_AT)
    return any(line.refund.total for _, cancellation in page for line in cancellation.lines)


def _platform_of(tx: Tx, shop: Shop, buyer_id: str) -> BuyerPlatform:
    """Where the buyer bought last."""
    page = tx[Orders].page(
        shop.shop_id, OrderFilter(buyer_id=buyer_id), by="created_at", descending=True, after=None, size=1
    )
    order = tx[Orders].get(shop.shop_id, page[0].order_id) if page else None
    return "TOKOPEDIA" if order is not None and order.commerce_platform == "TOKOPEDIA" else "TIKTOK_SHOP"
