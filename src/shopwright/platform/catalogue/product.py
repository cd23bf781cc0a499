"""A product: its audit and the listings it holds."""

from __future__ import annotations

import msgspec

from .listing import Listing
from .states import AuditStatus, ProductStatus


class Audit(msgspec.Struct, omit_defaults=True):
    """The audit of the listing under review.

    ``number`` tells a stale verdict from the current one; ``has_passed`` stays once the product went live.
    """

    status: AuditStatus = AuditStatus.NONE
    pre_approved_reasons: list[str] = []
    failed_reasons: list[str] = []
    number: int = 0
    has_passed: bool = False


class Product(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One product of one shop.

    ``live`` is what buyers see, ``review`` what is under audit or failed it, ``draft`` what was not submitted.
    Times in milliseconds.
    """

    product_id: str
    status: ProductStatus
    created_at: int
    updated_at: int
    audit: Audit = msgspec.field(default_factory=Audit)
    live: Listing | None = None
    review: Listing | None = None
    draft: Listing | None = None
    suspended_reason: str = ""

    @property
    def listing(self) -> Listing:
        """The version that readers get unless they ask for another."""
        listing = self.live or self.review or self.draft
        assert listing is not None, f"product {self.product_id} holds no listing"
        return listing

    @property
    def versions(self) -> list[Listing]:
        return [listing for listing in (self.live, self.review, self.draft) if listing is not None]

    @property
    def has_draft(self) -> bool:
        return self.draft is not None and self.status is not ProductStatus.DRAFT
