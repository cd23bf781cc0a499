"""getPackageHandoverTimeSlots: when and how TikTok's carriers take a package over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.pickup_slots import has_van_collection, pickup_slots
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.packages.document_errors import PACKAGE_NOT_YOURS
from shopwright.platform.sales.packages.shipping_errors import NO_HANDOVER
from shopwright.platform.sales.packages.store import Packages

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import GetPackageHandoverTimeSlotsResponseData


@operation(
    "getPackageHandoverTimeSlots",
    raises=(NO_HANDOVER, PACKAGE_NOT_YOURS),
    differs="Slots are invented: two a day but on Sundays, for three days; every two hours for INSTANT and SAMEDAY. "
    "drop_off_point_url is absent.",
)
def get_package_handover_time_slots(call: Call) -> GetPackageHandoverTimeSlotsResponseData:
    """How a package that awaits shipment can be handed over, and the pick-up slots from today on, in unix seconds."""
    package_id, shop, rules = call.path["package_id"], call.shop, rules_of(call.shop)
    package = call.tx[Packages].get(shop.shop_id, package_id)
    if package is None:
        raise PACKAGE_NOT_YOURS(package_id=package_id[:40])
    if package.shipping_type != "TIKTOK" or rules.shipped_by["TIKTOK"] != "SHIP_PACKAGE":
        raise NO_HANDOVER(package_id=package_id, reason="it is shipped in another way")
    if not package.is_open:
        raise NO_HANDOVER(package_id=package_id, reason=f"it is {package.status}")
    can_pickup = "PICKUP" in rules.handover
    slots = pickup_slots(shop.region, package.delivery_type, call.tx.now()) if can_pickup else []
    return {
        "can_pickup": can_pickup,
        "can_drop_off": "DROP_OFF" in rules.handover,
        "can_van_collection": has_van_collection(shop.region),
        "pickup_slots": [
            {"start_time": slot.start, "end_time": slot.end, "avaliable": slot.is_available} for slot in slots
        ],
    }
