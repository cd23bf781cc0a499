"""Finds the orders of a list: by state, days and text, and by the ids of whatever belongs to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shopwright.platform.core.pages.lists import Place, Rows, Spot, rows_of
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.cancellations.store import Cancellations
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.store import OrderFilter, Orders
from shopwright.platform.sales.packages.store import Packages
from shopwright.platform.sales.returns.store import Returns


def find_orders(tx: Tx, shop_id: str, spot: Spot, size: int) -> Rows[Order]:
    """The page of orders that an address asks for."""
    if spot.text and (order_ids := order_ids_of(tx, shop_id, spot.text)):
        orders = tx[Orders].some(shop_id, order_ids).values()
        return Rows([order for order in orders if not spot.state or str(order.status) == spot.state])
    by_text = matches(spot.text) if spot.text else None
    wanted = order_filter(spot)

    def read(after: Place | None, most: int) -> Sequence[Order]:
        page = tx[Orders].page(shop_id, wanted, by=spot.by, descending=spot.descending, after=after, size=most)
        by_id = tx[Orders].some(shop_id, [row.order_id for row in page])
        return [by_id[row.order_id] for row in page]

    return rows_of(read, lambda order: place_of_order(order, spot), by_text, spot.place, size)


def order_filter(spot: Spot) -> OrderFilter:
    """What the database selects by; days are those of the purchase."""
    return OrderFilter(status=spot.state or None, created_from=spot.since_ms, created_before=spot.before_ms)


def place_of_order(order: Order, spot: Spot) -> Place:
    return (order.created_at if spot.by == "created_at" else order.updated_at), order.order_id


def order_ids_of(tx: Tx, shop_id: str, text: str) -> list[str]:
    """The shop's orders that an id names: their own, a package's, a tracking number, a cancellation's or a return's."""
    if tx[Orders].shop_of(text) == shop_id:
        return [text]
    packages = [*tx[Packages].with_number(shop_id, text), *tx[Packages].some(shop_id, [text])]
    if packages:
        return list(dict.fromkeys(order_id for package in packages for order_id in package.order_ids))
    case = tx[Returns].get(shop_id, text) or tx[Cancellations].get(shop_id, text)
    if case:
        return [case.order_id]
    replayed = tx[Orders].by_reference(shop_id, text)
    return [replayed] if replayed else []


def matches(text: str) -> Callable[[Order], bool]:
    """Whether an order has a text in its id, its reference, or what it was bought of."""
    wanted = text.casefold()

    def has_text(order: Order) -> bool:
        texts = [order.order_id, order.reference]
        for item in order.items:
            texts += [item.product_name, item.sku_name, item.seller_sku, item.sku_id, item.product_id]
        return any(wanted in text.casefold() for text in texts)

    return has_text
