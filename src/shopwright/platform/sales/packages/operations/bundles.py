"""createFirstMileBundle, createFirstMileBundleV2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.registry import operation
from shopwright.platform.documents.model import Handover
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.market.regions import ShippingProvider
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.packages.bundles import Bundle, bundle
from shopwright.platform.sales.packages.errors import (
    CARRIER_INVALID,
    LABEL_NOT_PRINTED,
    MARKET_FORBIDS,
    NOT_SHIPPED_YET,
    PARCEL_BUNDLED,
)
from shopwright.platform.sales.packages.shipping_documents import LIFETIME_MS, Waybill, link_to
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.message_keywords import FIELD_MISSING

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import CreateFirstMileBundleResponseData
    from shopwright.contract.types.requests_fulfillment import CreateFirstMileBundleRequest

_RAISES = (CARRIER_INVALID, LABEL_NOT_PRINTED, MARKET_FORBIDS, NOT_SHIPPED_YET, ORDER_NOT_YOURS, PARCEL_BUNDLED)
_DIFFERS = "The documentation names no error codes; ours are those of other operations on packages."
#: Who fetches bundles for pick-up.
_OWN_CARRIER = "TikTok Shop Logistics"
_NUMBER = re.compile(r"[A-Za-z0-9-]{1,50}")
_PHONE_TAIL = re.compile(r"\d{4}", re.ASCII)


@operation("createFirstMileBundle", raises=_RAISES, differs=_DIFFERS)
def create_first_mile_bundle(call: Call, body: CreateFirstMileBundleRequest) -> CreateFirstMileBundleResponseData:
    """Bundle orders of any of a cross-border seller's shops; those that do not fit are answered as errors."""
    return _make(call, body, {shop.shop_id: shop for shop in call.tx[Accounts].shops_of(call.account.account_id)})


@operation("createFirstMileBundleV2", raises=_RAISES, differs=_DIFFERS)
def create_first_mile_bundle_v2(call: Call, body: CreateFirstMileBundleRequest) -> CreateFirstMileBundleResponseData:
    """Bundle orders of one cross-border shop; those that do not fit are answered as errors."""
    return _make(call, body, {call.shop.shop_id: call.shop})


def _make(
    call: Call, body: CreateFirstMileBundleRequest, shops: Mapping[str, Shop]
) -> CreateFirstMileBundleResponseData:
    if not body.order_ids:
        raise INVALID(reason="OrderIds must name 1 to 9999 orders.")
    carrier = _carrier(body, shops)
    made = bundle(call.tx, shops, body.order_ids)
    reply: CreateFirstMileBundleResponseData = {
        "errors": [
            {"code": error.code, "message": error.message, "detail": {"order_id": order_id}}
            for order_id, error in made.errors.items()
        ]
    }
    if made.shop is not None:
        reply["first_mile_bundle_id"] = made.bundle_id
        reply["url"] = call.services.public_url(_waybill(call, body, made, made.shop, carrier))
    return reply


def _carrier(body: CreateFirstMileBundleRequest, shops: Mapping[str, Shop]) -> str:
    """The name of who brings the bundle; whoever drops it off must say by whom, and under which number."""
    if body.handover_method == "PICKUP":
        return _OWN_CARRIER
    for name in ("shipping_provider_id", "tracking_number", "phone_tail_number"):
        if not getattr(body, name):
            raise FIELD_MISSING(field=name.title().replace("_", ""))
    if not _PHONE_TAIL.fullmatch(body.phone_tail_number or ""):
        raise INVALID(reason="PhoneTailNumber must be four digits.")
    if not _NUMBER.fullmatch(body.tracking_number or ""):
        raise INVALID(reason="TrackingNumber must be 1 to 50 letters, digits and dashes.")
    known: dict[str, ShippingProvider] = {
        carrier.id: carrier for shop in shops.values() for carrier in carriers(shop.region)
    }
    shipping_provider = known.get(body.shipping_provider_id or "")
    if shipping_provider is None:
        raise CARRIER_INVALID(provider_id=(body.shipping_provider_id or "")[:40], reason="no such provider is known")
    return shipping_provider.name


def _waybill(call: Call, body: CreateFirstMileBundleRequest, made: Bundle, shop: Shop, carrier: str) -> str:
    now = call.tx.now_ms()
    is_dropped = body.handover_method == "DROP_OFF"
    waybill = Waybill(
        shop_id=shop.shop_id,
        bundle_id=made.bundle_id,
        carrier=carrier,
        tracking_number=(body.tracking_number or "") if is_dropped else made.bundle_id,
        handover=Handover(body.handover_method),
        order_count=len(made.order_ids),
        made_at=now,
        until=now + LIFETIME_MS,
    )
    return link_to(call.tx, waybill)
