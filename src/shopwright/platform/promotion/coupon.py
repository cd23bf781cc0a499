"""A coupon: what it takes off, when it can be claimed and used, by whom."""

from __future__ import annotations

import msgspec

from .states import CouponStatus


class Coupon(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One coupon of one shop, or of the platform for it (``is_platform``), which then pays it.

    An amount or ``percentage`` off, the latter up to ``max_discount``, from ``min_spend`` on; amounts are decimal texts
    in the shop's currency. ``valid_days``: it is used within so many days of its claim, otherwise between
    ``use_from`` and ``use_until``. Limits are 0 where there is none. Times in unix seconds, ``created_at`` and
    ``updated_at`` in milliseconds.
    """

    coupon_id: str
    title: str
    status: CouponStatus
    created_at: int
    updated_at: int
    claim_from: int
    claim_until: int
    use_from: int
    use_until: int
    valid_days: int = 0
    is_platform: bool = False
    display_type: str = "REGULAR"
    display_channels: tuple[str, ...] = ("ALL",)
    promo_code: str = ""
    target: str = "ALL"
    amount: str = ""
    percentage: int = 0
    max_discount: str = ""
    min_spend: str = ""
    product_ids: tuple[str, ...] = ()
    claims_per_buyer: int = 1
    claim_limit: int = 0
    use_limit: int = 0
    claimed: int = 0
    used: int = 0
    terms: str = ""
    source: str = "SELLER_CENTER"

    @property
    def last_use(self) -> int:
        """When the last claim can be used, at the latest."""
        return self.claim_until + self.valid_days * 86_400 if self.valid_days else self.use_until


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon in a buyer's hand; used by ``order_id``, which is empty before. Times in unix seconds."""

    claim_id: str
    coupon_id: str
    buyer_id: str
    usable_from: int
    usable_until: int
    order_id: str = ""
