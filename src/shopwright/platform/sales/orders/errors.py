"""Codes of orders, packages and shipping (docs/reference/codes.md#orders)."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

ORDER_NOT_YOURS = ErrorCode(
    21008111,
    "The order {order_id} does not exist in this shop.",
    remedy="Use an id that getOrderList answers for this shop's cipher.",
)
ORDER_ID_WRONG = ErrorCode(
    21001001,
    "{order_id} is no id of an order.",
    remedy="Use an id that getOrderList answers.",
)
ORDER_ON_HOLD = ErrorCode(
    21011044,
    "The order {order_id} is on hold: its buyer may still cancel it freely.",
    remedy="Wait until the order is AWAITING_SHIPMENT, which webhook 1 tells.",
)
ORDER_STATE_FORBIDS = ErrorCode(
    21011003,
    "One cannot {act} the order {order_id} while it is {status}.",
    remedy="Read the order's status first; only some acts fit each.",
)
STOCK_FULL = ErrorCode(
    21011012,
    "The stock of the SKU {sku_id} cannot be moved for the order {order_id}.",
    remedy="A warehouse holds at most 999,999 of a SKU: lower its stock first.",
)
LINE_NOT_IN_ORDER = ErrorCode(
    21011029,
    "The line item {line_id} is not in the order {order_id}.",
    remedy="Use the ids of line_items that getOrderDetail answers for the order.",
)
