"""What the states of products and the reasons of stock movements are called on a page."""

from __future__ import annotations

from .listing import ListedSku

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


GLOBAL_STATES = {
    "DRAFT": ("quiet", "Draft"),
    "UNPUBLISHED": ("info", "In no market"),
    "PUBLISHED": ("done", "Published"),
    "DELETED": ("quiet", "Deleted"),
}


AUDIT_STATES = {
    "NONE": ("quiet", "None"),
    "AUDITING": ("info", "Auditing"),
    "FAILED": ("late", "Failed"),
    "PRE_APPROVED": ("info", "Pre-approved"),
    "APPROVED": ("done", "Approved"),
}


#: How good a listing is.
QUALITY_TIERS = {
    "POOR": ("late", "Listing quality: poor"),
    "FAIR": ("soon", "Listing quality: fair"),
    "GOOD": ("done", "Listing quality: good"),
}


#: The parts of a listing that are diagnosed.
DIAGNOSED_FIELDS = {
    "TITLE": "Title",
    "DESCRIPTION": "Description",
    "IMAGE": "Images",
    "ATTRIBUTE": "Attributes",
    "SIZE_CHART": "Size chart",
}


#: How a SKU's stock looks, over all warehouses.
INVENTORY_STATES = {
    "IN_STOCK": ("done", "In stock"),
    "LOW_STOCK": ("soon", "Low"),
    "OUT_OF_STOCK": ("late", "None left"),
}


#: Why stock moved.
STOCK_REASONS = {
    "api_sync": "Set by a call",
    "manual_adjustment": "Set by hand",
    "campaign_lock": "Locked for a campaign",
    "campaign_unlock": "Let go by a campaign",
    "creator_lock": "Locked for a creator",
    "creator_unlock": "Let go by a creator",
    "order_created": "Promised to the order",
    "order_canceled": "Let go by a cancellation",
    "order_shipped": "Shipped",
    "system_auto_replenish": "Put back from a return",
}


def variant_of(sku: ListedSku) -> str:
    """What tells a SKU from the product's others: ``Red, M``; empty where nothing does."""
    return ", ".join(
        sales_attribute.value_name for sales_attribute in sku.sales_attributes or () if sales_attribute.value_name
    )
