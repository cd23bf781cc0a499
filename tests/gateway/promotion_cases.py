"""Requests that name activities, what is on offer in them, and coupons."""

from __future__ import annotations

import time

from tests.harness.calls import Seller

from .request_cases import Build, Case, Request, in_path
from .shop_contents import Ids

HOUR, DAY = 3_600, 86_400


def period() -> dict[str, int]:
    """An hour from now, for a day."""
    begin = int(time.time()) + HOUR
    return {"begin_time": begin, "end_time": begin + DAY}


def gift(ids: Ids) -> dict[str, object]:
    detail = {"product_id": ids["product"], "sku_id": ids["sku"], "total_claim_limit": "1"}
    threshold = {"threshold_type": "MINIMAL_ITEM_QUANTITY", "threshold_value": "2"}
    tier = {"tier": 1, **threshold, "gift_details": [detail]}
    return {"gift_discount": {"gift_receiving_type": "ALL_RECEIVE", "gift_infos": [tier]}}


def with_gift(ids: Ids, _: Seller) -> Request:
    body = {
        "title": "Something on top",
        "activity_type": "GIFT_WITH_PURCHASE",
        "product_level": "PRODUCT",
        "participation_limit": [{"type": "BUYER_NO_LIMIT"}],
        "discount": gift(ids),
        **period(),
    }
    return Request(body=body)


def offer(ids: Ids, _: Seller) -> Request:
    no_limit = {"quantity_limit": -1, "quantity_per_user": -1}
    sku = {"id": ids["sku"], "discount": "30", **no_limit}
    products = [{"id": ids["product"], "skus": [sku], **no_limit}]
    return Request({"activity_id": ids["activity"]}, body={"activity_id": ids["activity"], "products": products})


def relation(name: str) -> Build:
    return lambda ids, seller: Request(
        {"activity_id": ids["shop activity"]}, body={"activity_id": ids["shop activity"], name: [ids["product"]]}
    )


def removal(name: str, activity: str, kind: str) -> Build:
    return lambda ids, seller: Request({"activity_id": ids[activity]}, body={name: [ids[kind]]})


PROMOTIONS = (
    Case("createPromotionActivity", with_gift),
    in_path("getActivity", "activity_id", "activity"),
    in_path("deactivateActivity", "activity_id", "activity", {}),
    Case(
        "updatePromotionActivity",
        lambda ids, seller: Request({"activity_id": ids["activity"]}, body={"title": "Autumn", **period()}),
    ),
    Case("republishActivity", lambda ids, seller: Request({"activity_id": ids["activity"]}, body=period())),
    Case("updatePromotionActivityProducts", offer),
    Case("updatePromotionActivityProducts", relation("benefit_product_ids"), about="benefit_product_ids"),
    Case("updatePromotionActivityProducts", relation("exclude_product_ids"), about="exclude_product_ids"),
    Case("removePromotionActivityProducts", removal("product_ids", "activity", "product")),
    Case("removePromotionActivityProducts", removal("sku_ids", "activity", "sku"), about="sku_ids"),
    *(
        Case("removePromotionActivityProducts", removal(name, "shop activity", "product"), about=name)
        for name in ("benefit_product_ids", "exclude_product_ids")
    ),
    in_path("getCoupon", "coupon_id", "coupon"),
)

#: The code for a field over its limit.
PROMOTION_LIMIT_CODES = {
    "createPromotionActivity title": 17029002,
    "updatePromotionActivity title": 17029002,
    "updatePromotionActivityProducts products": 17029046,
    "quantity_limit": 17029050,
    "quantity_per_user": 17029014,
    "benefit_product_ids": 17029113,
    "exclude_product_ids": 17029113,
    "removePromotionActivityProducts product_ids": 17029046,
    "removePromotionActivityProducts sku_ids": 17029046,
}

#: By operation and kind the documented code for what is another's (docs/reference/codes.md#promotions).
OF_ANOTHER = {(name, "product"): 17029017 for name in ("createPromotionActivity", "updatePromotionActivityProducts")}
