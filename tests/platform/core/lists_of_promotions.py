"""Lists of promotions for the tests of pages."""

from __future__ import annotations

from tests.harness.calls import Seller
from tests.platform.promotion.promo import coupon, create

#: More than the smallest page of each list has.
_ROWS = 12


def fill_promotions(seller: Seller) -> None:
    """Let a shop have activities and coupons."""
    for number in range(_ROWS):
        create(seller, title=f"Activity {number}")
        coupon(seller, title=f"Coupon {number}", amount="1000")
