"""For each endpoint of promotions a command, the path and query that it calls, and the body that it sends."""

from __future__ import annotations

from typing import Any

PROMOTIONS: dict[str, tuple[str, str, Any]] = {
    "GET /sandbox/activities": ("promote", "activities?size=20", None),
    "POST /sandbox/activities": (
        "promote start 11 12 --off 20 --days 7 --limit 5",
        "activities",
        {
            "shop_cipher": "GCP_x",
            "type": "DIRECT_DISCOUNT",
            "sku_ids": ["11", "12"],
            "percent": 20,
            "lasts": 604_800,
            "quantity_limit": 5,
        },
    ),
    "POST /sandbox/activities/{activity_id}/begin": ("promote begin 5", "activities/5/begin", {}),
    "POST /sandbox/activities/{activity_id}/end": (
        "promote stop 5 --by-platform",
        "activities/5/end",
        {"by": "PLATFORM"},
    ),
    "GET /sandbox/coupons": ("promote coupons --shop 7", "coupons?shop_id=7&size=20", None),
    "POST /sandbox/coupons": (
        "promote coupons make Welcome --off 10 --most 5 --days 3 --by-platform",
        "coupons",
        {"shop_cipher": "GCP_x", "title": "Welcome", "percent": 10, "max_discount": "5", "days": 3, "by": "PLATFORM"},
    ),
    "POST /sandbox/coupons/{coupon_id}/claim": ("promote coupons claim 6 31", "coupons/6/claim", {"buyer_id": "31"}),
    "POST /sandbox/coupons/{coupon_id}/deactivate": ("promote coupons stop 6", "coupons/6/deactivate", {}),
    "GET /sandbox/prices/{sku_id}": (
        "promote price 11 --quantity 3 --coupon 6",
        "prices/11?quantity=3&coupon_id=6",
        None,
    ),
}
