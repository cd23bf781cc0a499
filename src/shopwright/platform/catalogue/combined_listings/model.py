"""A combined listing: which products it joins."""

from __future__ import annotations

import msgspec

from .states import CombinedStatus

#: How many products a combined listing joins at least, and has on sale while it is live (invented).
FEWEST_PRODUCTS = 2


class CombinedListing(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Products that are shown as one; ``is_off`` while the seller has taken it down. Times in milliseconds."""

    combined_listing_id: str
    product_ids: list[str]
    status: CombinedStatus
    created_at: int
    updated_at: int
    is_off: bool = False
