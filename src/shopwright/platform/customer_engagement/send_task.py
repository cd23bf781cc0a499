"""Sends a task's message to buyers, each once."""

from __future__ import annotations

import msgspec

from shopwright.platform.buyers.store import Buyer, Buyers
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.customer_service.conversation import MessageType, Role
from shopwright.platform.customer_service.conversation_change import text_content
from shopwright.platform.customer_service.open_conversation import conversation_with
from shopwright.platform.customer_service.rules import content_of
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.presenter import buyer_id_of
from shopwright.platform.sales.orders.store import OrderFilter, Orders
from shopwright.wire.errors import ApiError

from .errors import ADDRESS_UNKNOWN, BUYER_SILENT, TASK_OVER
from .store import Tasks
from .task import Recipient, Task
from .templates import engagement


class Failure(msgspec.Struct, frozen=True):
    """An address that nothing was sent to, and why."""

    email: str
    error: ApiError


def find_open_task(tx: Tx, shop: Shop, task_id: str | None) -> Task:
    """The task of that id, or the newest that is open; 68009002 where it is over or there is none."""
    now = tx.now_ms()
    if task_id is None:
        newest = tx[Tasks].newest(shop.shop_id, 1, ends_after=now)
        task = newest[0] if newest else None
    else:
        task = tx[Tasks].get(shop.shop_id, task_id)
    if task is None or not task.is_open(now):
        raise TASK_OVER(task_id=(task_id or "the shop has none")[:40])
    return task


def send_task(tx: Tx, shop: Shop, task: Task, emails: list[str]) -> list[Failure]:
    """Send a task's message to the buyers with these addresses; answers those that nothing could be sent to."""
    failures = []
    for email in dict.fromkeys(emails):
        try:
            buyer = _find_buyer(tx, shop, email)
        except ApiError as error:
            failures.append(Failure(email, error))
            continue
        if not tx[Tasks].has_recipient(shop.shop_id, task.task_id, buyer.buyer_id):
            _write(tx, shop, task, buyer)
    return failures


def _find_buyer(tx: Tx, shop: Shop, email: str) -> Buyer:
    buyer_id = buyer_id_of(email)
    buyer = tx[Buyers].get(shop.shop_id, buyer_id) if buyer_id else None
    if buyer is None:
        raise ADDRESS_UNKNOWN()
    days = engagement().silent_days
    since = tx.now_ms() - days * DAY_MS
    if not tx[Orders].count(shop.shop_id, OrderFilter(buyer_id=buyer.buyer_id, created_from=since)):
        raise BUYER_SILENT(days=days)
    return buyer


def _write(tx: Tx, shop: Shop, task: Task, buyer: Buyer) -> None:
    """Put text and cards into the conversation with the buyer, without a session."""
    change = conversation_with(tx, shop, buyer)
    message = change.add(Role.SHOP, MessageType.TEXT, text_content(f"{task.title}\n\n{task.body}"))
    for product_id in task.product_ids:
        card = content_of(MessageType.PRODUCT_CARD, {"product_id": product_id})
        message = change.add(Role.SHOP, MessageType.PRODUCT_CARD, card)
    for coupon_id in task.coupon_ids:
        card = content_of(MessageType.COUPON_CARD, {"coupon_id": coupon_id})
        message = change.add(Role.SHOP, MessageType.COUPON_CARD, card)
    recipient = Recipient(buyer.buyer_id, change.conversation.conversation_id, tx.now_ms(), message.index)
    tx[Tasks].add_recipient(shop.shop_id, task.task_id, recipient)
