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
NOT_ON_SALE_YET = ErrorCode(
    40941,
    "The product {product_id} goes on sale later.",
    409,
    "Wait until its schedule_sale_time, or move the clock there.",
)
NOT_FOR_SALE = ErrorCode(
    40942,
    "The product {product_id} is not for sale.",
    409,
    "Let it be a gift (is_gift) beside something that is bought, or a sample.",
)
QUANTITY_REFUSED = ErrorCode(
    40943,
    "A buyer orders {least} to {most} of the product {product_id}, and {quantity} would be {where}.",
    409,
    "Order a quantity that the product's listing allows.",
)
NO_CASH_ON_DELIVERY = ErrorCode(
    40944, "The product {product_id} is not sold for cash on delivery.", 409, "Pay in another way."
)
DELIVERY_NOT_OFFERED = ErrorCode(
    40945,
    "The product {product_id} is not delivered by the option {option_id}.",
    409,
    "Take one of the product's delivery_options.",
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
DISCOUNT_OVER_PRICE = ErrorCode(
    40923, "{what} costs {price}, and {discount} would be taken off it.", 409, "Take off no more than it costs."
)
AMOUNT_NOT_PAYABLE = ErrorCode(
    40924,
    "Nobody can pay {amount} {currency}: the currency has {decimals} decimals.",
    409,
    "Round the amount to the currency's smallest coin.",
)
ADDRESS_FIXED = ErrorCode(
    40918,
    "The address of the order {order_id} cannot change while it is {status}.",
    409,
    "Buyers change their address before the first parcel is shipped.",
)
ORDER_TYPE_UNKNOWN = ErrorCode(
    40919,
    "There are no {order_type} orders in {region}, only {known}.",
    409,
    "Take another type, or leave order_type out.",
)
NOT_COMBINED_HERE = ErrorCode(
    40920, "Orders of {region} are not combined by a live session.", 409, "Leave auto_combine_group_id out."
)
PARCEL_NOT_TRAVELLING = ErrorCode(
    40921,
    "The package {package_id} is {status}: the carrier has nothing to {act}.",
    409,
    "Ship it first; a package that was delivered or cancelled is at its end.",
)
BUYER_MAY_NOT_WITHDRAW = ErrorCode(
    40922,
    "The request {cancel_id} is {status}: its buyer cannot withdraw it.",
    409,
    "Withdraw a request before the seller answers it.",
)
BUYER_MAY_NOT_RETURN = ErrorCode(
    40930, "The buyer cannot ask for this: {reason}", 409, "Buyers ask while an order is on its way or just delivered."
)
BUYER_MAY_NOT_ACT = ErrorCode(
    40931,
    "One cannot {act} the return {return_id} while it is {status}.",
    409,
    "Read the return's status first; only some acts fit each.",
)
NOT_PRINTED_ON = ErrorCode(
    40946,
    "Nothing is printed on the product {product_id}.",
    409,
    "Leave customization out, or list the product with pod_info.",
)
