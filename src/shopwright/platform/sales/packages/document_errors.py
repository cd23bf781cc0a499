"""Codes of packages, shipping, labels and tracking (docs/reference/codes.md#orders)."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

PACKAGE_NOT_YOURS = ErrorCode(
    21011028,
    "The package {package_id} does not exist in this shop.",
    remedy="Use a package id of one of this shop's orders.",
)
PACKAGE_STATE_FORBIDS = ErrorCode(
    21011003,
    "One cannot {act} the package {package_id} while it is {status}.",
    remedy="Read the package first; only some acts fit each state.",
)
REQUEST_PENDING = ErrorCode(
    21011007,
    "The buyer's request to cancel the order {order_id} waits for an answer.",
    remedy="Approve or reject the request, then ship.",
)
