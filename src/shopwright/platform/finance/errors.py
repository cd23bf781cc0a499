"""Codes of settlements and payments."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

MERCHANT_UNKNOWN = ErrorCode(
    22005007,
    "The merchant of the shop {shop_id} is not known: its account is not opened.",
    remedy="Open the account first; for a shop of this platform, has_account with PATCH /sandbox/finance.",
)

NOT_PROCESSING = ErrorCode(
    40971, "The payment {payment_id} is {status}.", 409, "Only a payment that is PROCESSING arrives or fails."
)
NOT_SETTLEABLE = ErrorCode(
    40972,
    "The order {order_id} cannot be settled now: {reason}.",
    409,
    "Let it be delivered, and answer what is requested against it.",
)
AMOUNT_UNKNOWN = ErrorCode(
    40973, "No order's account has an amount {name}.", 409, "Name a field of a breakdown of getTransactionsByOrder."
)
SKU_NOT_IN_ORDER = ErrorCode(
    40974, "The order {order_id} has no unit left of the SKU {sku_id}.", 409, "Name a SKU of the order, or none."
)
AMOUNT_TOO_FINE = ErrorCode(
    40975, "{amount} is no amount in {currency}.", 409, "Give a number other than 0, with the currency's decimals."
)
REVERSAL_REFUSED = ErrorCode(
    40977, "It is not taken back: {reason}.", 409, "Name a withdrawal, and no more than is left of it."
)
ACCOUNT_TOO_LOW = ErrorCode(
    40976, "The account for trade-ins holds {balance}, less than {amount}.", 409, "Recharge it first, or take less."
)
