"""What conversations know of coupons. The capability that keeps coupons joins by :func:`join_coupons`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx


class Coupon(msgspec.Struct, frozen=True):
    """A coupon of a shop that buyers may use; ``title`` is what they read."""

    coupon_id: str
    title: str


class CouponSource(Protocol):
    """Who knows the coupons of shops."""

    def find(self, tx: Tx, shop: Shop, coupon_id: str) -> Coupon | None:
        """A coupon that may be sent now."""

    def count_claims(
        self, tx: Tx, shop: Shop, coupon_ids: Collection[str], buyer_ids: Collection[str], since_ms: int
    ) -> int:
        """How often some buyers claimed some coupons since a moment."""


class _NoCoupons:
    """Knows none."""

    def find(self, tx: Tx, shop: Shop, coupon_id: str) -> Coupon | None:
        return None

    def count_claims(
        self, tx: Tx, shop: Shop, coupon_ids: Collection[str], buyer_ids: Collection[str], since_ms: int
    ) -> int:
        return 0


_source: CouponSource = _NoCoupons()


def join_coupons(source: CouponSource) -> CouponSource:
    """Ask a source for coupons from now on; answers the one before it."""
    global _source
    before, _source = _source, source
    return before


def coupons() -> CouponSource:
    """Who is asked for coupons."""
    return _source
