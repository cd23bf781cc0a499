"""The control API's endpoints for promotions."""

from __future__ import annotations

from shopwright.platform.core.control.endpoint import Endpoint

from .activities import begin_activity, end_activity, list_activities, start_activity
from .coupons import claim_coupon, deactivate_coupon, list_coupons, make_coupon
from .prices import explain_price

ENDPOINTS = (
    Endpoint("GET", "/sandbox/activities", list_activities),
    Endpoint("POST", "/sandbox/activities", start_activity),
    Endpoint("POST", "/sandbox/activities/{activity_id}/begin", begin_activity),
    Endpoint("POST", "/sandbox/activities/{activity_id}/end", end_activity),
    Endpoint("GET", "/sandbox/coupons", list_coupons),
    Endpoint("POST", "/sandbox/coupons", make_coupon),
    Endpoint("POST", "/sandbox/coupons/{coupon_id}/claim", claim_coupon),
    Endpoint("POST", "/sandbox/coupons/{coupon_id}/deactivate", deactivate_coupon),
    Endpoint("GET", "/sandbox/prices/{sku_id}", explain_price),
)
