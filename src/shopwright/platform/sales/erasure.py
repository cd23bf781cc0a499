"""Erases a buyer in orders and in what is claimed against them; amounts, units and states stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from shopwright.platform.buyers.private_block import words_in
from shopwright.platform.core.control.replies import WRONG_STATE
from shopwright.platform.core.erased import Erased
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.presenter import alias_of
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.orders.store import OrderFilter, Orders

from .cancellations.cancellation import Cancellation
from .cancellations.store import Cancellations
from .cases_store import Cases
from .returns.return_case import Record, Return
from .returns.store import Returns

_DONE = frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED})
_AT_ONCE = 20

Case = TypeVar("Case", Cancellation, Return)


def orders_of(tx: Tx, shop_id: str, buyer_id: str) -> Iterator[Order]:
    """Every order of a buyer, the oldest first."""
    after: tuple[int, str] | None = None
    wanted = OrderFilter(buyer_id=buyer_id)
    while page := tx[Orders].page(shop_id, wanted, by="created_at", descending=False, after=after, size=_AT_ONCE):
        yield from tx[Orders].some(shop_id, [seen.order_id for seen in page]).values()
        after = page[-1].at, page[-1].order_id


def check_erasable(tx: Tx, shop: Shop, buyer_id: str) -> None:
    """40901 while an order of the buyer's is under way: what was bought could not be delivered or taken back."""
    for order in orders_of(tx, shop.shop_id, buyer_id):
        if order.status not in _DONE or order.claims:
            state = "has open requests" if order.status in _DONE else f"is {order.status}"
            raise WRONG_STATE(
                reason=f"The order {order.order_id} {state}: erase its buyer once all is completed or cancelled."
            )


def erase_in_sales(tx: Tx, shop: Shop, erased: Erased) -> None:
    """Empty names, addresses, notes and texts in the buyer's orders, cancellations and returns."""
    erased.ids |= {erased.buyer_id, alias_of(erased.buyer_id)}
    orders = list(orders_of(tx, shop.shop_id, erased.buyer_id))
    for order in orders:
        _erase_order(change_order(tx, shop, order.order_id), erased)
    tx.flush()
    erased.counts["orders"] = len(orders)
    order_ids = [order.order_id for order in orders]
    cancellations = _of_orders(tx[Cancellations], shop.shop_id, order_ids)
    for cancellation in cancellations:
        erased.ids.add(cancellation.cancel_id)
        _erase_cancellation(cancellation, erased)
    tx.stored(Cancellations).rewrite(shop.shop_id, {case.cancel_id: case for case in cancellations})
    returns = _of_orders(tx[Returns], shop.shop_id, order_ids)
    for case in returns:
        erased.ids.add(case.return_id)
        case.records = [_without_words(record, erased) for record in case.records]
    tx.stored(Returns).rewrite(shop.shop_id, {case.return_id: case for case in returns})
    erased.counts["cancellations"], erased.counts["returns"] = len(cancellations), len(returns)


def _erase_order(change: OrderChange, erased: Erased) -> None:
    order = change.order
    erased.ids.add(order.order_id)
    erased.note(order.buyer_nickname, order.buyer_message, order.seller_note, *words_in(change.private))
    erased.note(*(line.customization for line in order.lines))
    order.buyer_nickname = order.buyer_message = order.seller_note = ""
    for line in order.lines:
        line.customization = ""
    change.delete_buyer()


def _of_orders(cases: Cases[Case], shop_id: str, order_ids: list[str]) -> list[Case]:
    """Every case of some orders, asked for in small parts, since an answer has an end."""
    parts = [order_ids[start : start + _AT_ONCE] for start in range(0, len(order_ids), _AT_ONCE)]
    return [case for part in parts for case in cases.of_orders(shop_id, part)]


def _erase_cancellation(cancellation: Cancellation, erased: Erased) -> None:
    erased.note(cancellation.reject_comment)
    cancellation.reject_comment = ""


def _without_words(record: Record, erased: Erased) -> Record:
    erased.note(record.note)
    is_buyers = record.role == "BUYER"
    if is_buyers:
        erased.media |= set(record.images)
    return msgspec.structs.replace(record, note="", images=() if is_buyers else record.images)
