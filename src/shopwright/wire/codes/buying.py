"""Why a buyer cannot buy: codes of the control API, as TikTok's buyers meet them in the app."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

SKU_NOT_ON_SALE = ErrorCode(
    40911, "The SKU {sku_id} is not on sale in this shop.", 409, "Activate its product first, and take one of its SKUs."
)
OUT_OF_STOCK = ErrorCode(
    40912,
    "No warehouse has {quantity} of the SKU {sku_id} available beside all else that is ordered.",
    409,
    "Raise its stock with updateInventory, or order less.",
)
DELIVERY_UNKNOWN = ErrorCode(
    40913,
    "There is no delivery option {option_id} in {region}.",
    409,
    "Take one that getWarehouseDeliveryOptions answers.",
)
WAREHOUSE_NOT_OPEN = ErrorCode(
    40914, "The warehouse {warehouse_id} does not sell.", 409, "Take an enabled sales warehouse of the shop."
)
CANNOT_ADVANCE = ErrorCode(
    40915, "The order {order_id} is {status}: it does not become {target}.", 409, "Name a state that lies ahead."
)
BUYER_UNKNOWN = ErrorCode(40402, "There is no buyer {buyer_id}.", 404, "Leave buyer_id out for a new buyer.")
BUYER_MAY_NOT_CANCEL = ErrorCode(
    40916,
    "The buyer cannot cancel the order {order_id} while it is {status}.",
    409,
    "Buyers cancel before the parcel leaves; afterwards they return it.",
)
NOTHING_TO_BUY = ErrorCode(
    40917, "The shop {shop_id} has nothing that is on sale and in stock.", 409, "List a product with stock first."
)
