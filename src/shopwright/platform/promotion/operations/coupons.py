"""searchCouponList, getCoupon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import find_page
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.platform.promotion.coupon_store import CouponFilter, Coupons
from shopwright.platform.promotion.presenter import present_coupon, present_whole_coupon
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_promotion import GetCouponResponseData, SearchCouponListResponseData
    from shopwright.contract.types.requests_promotion import SearchCouponListRequest


@operation("searchCouponList")
def search_coupon_list(call: Call, body: SearchCouponListRequest) -> SearchCouponListResponseData:
    """A page of the shop's coupons, the newest first; those that the platform pays are not among them."""
    keyword = body.title_keyword or None
    if keyword is not None and len(keyword.encode()) > 100:
        raise INVALID(reason="TitleKeyword has more than 100 bytes.")
    wanted = CouponFilter(
        statuses=tuple(sorted(set(body.status or ()))),
        display_types=tuple(sorted(set(body.display_type or ()))),
        title=keyword,
        is_platform=False,
    )
    shop_id, coupons = call.shop.shop_id, call.tx[Coupons]
    page = find_page(
        call,
        start=(0, ""),
        selects=[wanted],
        count=lambda: coupons.count(shop_id, wanted),
        find=lambda after, most: coupons.page(
            shop_id,
            wanted,
            by="created_at",
            descending=True,
            after=(int(after[0]), str(after[1])) if after else None,
            size=most,
        ),
        position=lambda coupon: (coupon.created_at, coupon.coupon_id),
    )
    market = region(call.shop.region)
    return {
        "total_count": page.total,
        "next_page_token": page.next_token,
        "coupons": [present_coupon(coupon, market) for coupon in page.rows],
    }


@operation(
    "getCoupon",
    differs="The documentation names no code for an unknown coupon; 36009004 answers.",
)
def get_coupon(call: Call) -> GetCouponResponseData:
    """One coupon of the seller's."""
    coupon = call.tx[Coupons].get(call.shop.shop_id, call.path["coupon_id"])
    if coupon is None or coupon.is_platform:
        raise INVALID(reason=f"CouponId: there is no coupon {call.path['coupon_id'][:40]} in this shop.")
    return {"coupon": present_whole_coupon(coupon, region(call.shop.region))}
