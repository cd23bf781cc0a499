"""What the states of products and the reasons of stock movements are called on a page."""

from __future__ import annotations

PRODUCT_STATES = {
    "DRAFT": ("quiet", "Draft"),
    "PENDING": ("info", "Under audit"),
    "FAILED": ("late", "Audit failed"),
    "ACTIVATE": ("done", "On sale"),
    "SELLER_DEACTIVATED": ("quiet", "Off sale by the seller"),
    "PLATFORM_DEACTIVATED": ("late", "Taken down"),
    "FREEZE": ("info", "Frozen"),
    "DELETED": ("quiet", "Deleted"),
}


AUDIT_STATES = {
    "NONE": ("quiet", "None"),
    "AUDITING": ("info", "Auditing"),
    "FAILED": ("late", "Failed"),
    "PRE_APPROVED": ("info", "Pre-approved"),
    "APPROVED": ("done", "Approved"),
}


#: Why an order moved stock.
STOCK_REASONS = {
    "order_created": "Promised to the order",
    "order_canceled": "Let go by a cancellation",
    "order_shipped": "Shipped",
    "system_auto_replenish": "Put back from a return",
}
