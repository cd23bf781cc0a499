"""checkTikTokShippingAndCollectionByTikTokCoverage: whose label a tracking number is from (US)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.packages.store import Packages
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        CheckTikTokShippingAndCollectionByTikTokCoverageResponseData,
    )


@operation(
    "checkTikTokShippingAndCollectionByTikTokCoverage",
    differs="Knows the shop's own labels only. TikTok collects those whose service is one with collection.",
)
def check_tik_tok_shipping_and_collection_by_tik_tok_coverage(
    call: Call,
) -> CheckTikTokShippingAndCollectionByTikTokCoverageResponseData:
    """Whether a number is on a label bought from TikTok, and whether TikTok collects that parcel.

    Both are false for a number that the shop has no such label with. US only, elsewhere 36009004.
    """
    if call.shop.region not in call.operation.markets:
        raise INVALID(reason=f"the API is for shops in the US only, this one is in {call.shop.region}.")
    packages = call.tx[Packages].with_number(call.shop.shop_id, call.text("tracking_number") or "")
    bought = [package for package in packages if package.shipping_type == "TIKTOK"]
    return {
        "is_tiktok_shipping": bool(bought),
        "is_tiktok_collection": any(package.handover_method == "PICKUP" for package in bought),
    }
