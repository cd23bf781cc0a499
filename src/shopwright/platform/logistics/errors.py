"""Codes of warehouses, delivery options and carriers (docs/reference/codes.md#orders)."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

DELIVERY_OPTION_NOT_SUBSCRIBED = ErrorCode(
    21008116,
    "The shop has not subscribed to the delivery option {id}.",
    remedy="Use an id that getWarehouseDeliveryOptions answers for the same shop.",
)
FULFILLED_BY_TIKTOK = ErrorCode(
    21008117,
    "TikTok's carriers serve the delivery option {id}; there is no list of shipping providers.",
    remedy="Ask for the providers of the option of type SEND_BY_SELLER.",
)
