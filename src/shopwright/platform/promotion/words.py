"""What the states and types of promotions are called on a page."""

from __future__ import annotations

ACTIVITY_STATES = {
    "NOT_START": ("info", "To come"),
    "ONGOING": ("done", "Running"),
    "EXPIRED": ("quiet", "Over"),
    "DEACTIVATED": ("quiet", "Ended by the seller"),
    "NOT_EFFECTIVE": ("late", "Ended by the platform"),
}

TYPES = {
    "FIXED_PRICE": "Fixed price",
    "DIRECT_DISCOUNT": "Discount",
    "FLASHSALE": "Flash deal",
    "SHIPPING_DISCOUNT": "Shipping discount",
    "BUY_MORE_SAVE_MORE": "Buy more, save more",
    "BUY_X_GET_Y": "Buy X, get Y",
    "GIFT_WITH_PURCHASE": "Gift with purchase",
    "COUPON": "Coupon",
}

LEVELS = {"PRODUCT": "Products", "VARIATION": "SKUs", "SHOP": "Whole shop"}
