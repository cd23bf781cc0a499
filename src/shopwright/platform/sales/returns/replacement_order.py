"""New goods for old: the order that a replacement or an exchange makes, for which the buyer pays nothing."""

from __future__ import annotations

from shopwright.platform.buyers.store import Buyers
from shopwright.platform.sales.orders.buyer_errors import OUT_OF_STOCK, SKU_NOT_ON_SALE, WAREHOUSE_NOT_OPEN
from shopwright.platform.sales.orders.place_order import place
from shopwright.platform.sales.orders.pricing import LineMoney
from shopwright.platform.sales.orders.purchase import BasketLine, Purchase
from shopwright.platform.sales.packages.package_change import pay_order
from shopwright.wire.errors import ApiError

from .return_change import ReturnChange
from .states import ReturnType

_LACKS = frozenset({OUT_OF_STOCK.code, SKU_NOT_ON_SALE.code, WAREHOUSE_NOT_OPEN.code})


def reship(change: ReturnChange) -> bool:
    """Order the goods anew for the buyer, at the old address; ``False`` when the shop has none."""
    try:
        with change.tx.attempt():
            _order_anew(change)
    except ApiError as error:
        if error.code not in _LACKS:
            raise
        return False
    return True


def _order_anew(change: ReturnChange) -> None:
    old, case = change.order.order, change.case
    buyer = change.tx[Buyers].get(change.shop.shop_id, old.buyer_id)
    assert buyer is not None
    is_exchange = case.type is ReturnType.EXCHANGE
    wanted: dict[str, int] = {}
    for returned_line in case.lines:
        sku_id = case.exchange_sku_id or returned_line.item.sku_id
        wanted[sku_id] = wanted.get(sku_id, 0) + 1
    purchase = Purchase(
        lines=[BasketLine(sku_id, units) for sku_id, units in wanted.items()],
        buyer=buyer,
        shipping_type=old.shipping_type,
        delivery_option_id=old.delivery_option_id,
        is_replacement=not is_exchange,
        is_exchange=is_exchange,
        source_order_id=old.order_id,
        payment_method=old.payment_method or None,
    )
    new = place(change.tx, change.shop, purchase, at=change.order.at)
    new.private = change.order.private
    new.order.held = False
    for line in new.order.lines:
        price = line.money.original_price
        line.money = LineMoney(original_price=price, seller_discount=price)
    pay_order(new)
    case.new_order_id = new.order.order_id
