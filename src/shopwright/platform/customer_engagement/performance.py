"""What came of an engagement task: who read it, and what was bought after it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.customer_service.coupons import count_claims
from shopwright.platform.customer_service.store import Conversations
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.store import OrderFilter, Orders

from .store import Tasks
from .task import Recipient, Task, status_of
from .templates import engagement

#: Orders of a buyer that are looked at.
_MOST_ORDERS = 500


class Performance(msgspec.Struct, frozen=True):
    """Counts of buyers and orders; ``gmv`` in the market's currency."""

    status: str
    sent: int
    read: int
    orders: int
    gmv: Decimal
    claimed: int


def performance_of(tx: Tx, shop: Shop, task: Task) -> Performance:
    """The figures of a task: orders count that a buyer placed within days of the message."""
    recipients = tx[Tasks].recipients(shop.shop_id, task.task_id)
    totals = [total for recipient in recipients for total in _bought(tx, shop, recipient)]
    return Performance(
        status=status_of(task, len(recipients), tx.now_ms()),
        sent=len(recipients),
        read=sum(_has_read(tx, shop, recipient) for recipient in recipients),
        orders=len(totals),
        gmv=sum(totals, Decimal(0)),
        claimed=_claimed(tx, shop, task, recipients),
    )


def _bought(tx: Tx, shop: Shop, recipient: Recipient) -> list[Decimal]:
    until = recipient.sent_at + engagement().attribution_days * DAY_MS
    wanted = OrderFilter(buyer_id=recipient.buyer_id, created_from=recipient.sent_at, created_before=until)
    page = tx[Orders].page(shop.shop_id, wanted, by="created_at", descending=False, after=None, size=_MOST_ORDERS)
    return [order.money.total for order in tx[Orders].some(shop.shop_id, [row.order_id for row in page]).values()]


def _has_read(tx: Tx, shop: Shop, recipient: Recipient) -> bool:
    conversation = tx[Conversations].get(shop.shop_id, recipient.conversation_id)
    return conversation is not None and conversation.read_index >= recipient.position


def _claimed(tx: Tx, shop: Shop, task: Task, recipients: list[Recipient]) -> int:
    if not task.coupon_ids or not recipients:
        return 0
    buyer_ids = [recipient.buyer_id for recipient in recipients]
    return count_claims(tx, shop, task.coupon_ids, buyer_ids)
