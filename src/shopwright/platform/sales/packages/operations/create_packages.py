"""createPackages: a label of TikTok's is bought, which ships what is in the package (US)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.label_services import is_too_heavy, is_too_large, takes
from shopwright.platform.logistics.measures import Measures
from shopwright.platform.market.regions import region
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.errors import LINE_NOT_IN_ORDER, ORDER_NOT_YOURS, ORDER_ON_HOLD
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.states import LineStatus
from shopwright.platform.sales.packages.document_errors import REQUEST_PENDING
from shopwright.platform.sales.packages.package import ShippingService
from shopwright.platform.sales.packages.package_change import PackageChange
from shopwright.platform.sales.packages.platform_fulfilment import assign_carrier
from shopwright.platform.sales.packages.repack import box, box_together
from shopwright.platform.sales.packages.shared_parcel import MAX_COMBINED, same_recipient, service_of
from shopwright.platform.sales.packages.shipment import ship_parcel
from shopwright.platform.sales.packages.shipping_errors import (
    ACT_FORBIDDEN,
    LABEL_BOUGHT,
    NAME_THE_LINES,
    NO_SERVICE,
    NOT_FOR_ONE_PACKAGE,
    NOT_IN_THIS_MARKET,
    ORDER_SHIPPED,
    PACKAGE_SHIPPED,
    PARCEL_TOO_LARGE,
    PLATFORM_SHIPS,
    SELLER_PRINTS,
    SERVICE_CONFLICT,
    SERVICE_UNKNOWN,
    SHIPPING_PARAMETER,
)
from shopwright.platform.sales.packages.simulated_carrier import hand_over
from shopwright.platform.sales.packages.store import Packages

from .request_lines import line_ids, named_lines, refuse_state
from .shipping_services import CODES, Offer, measured, offer, services_for, sum_of_grams

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import CreatePackagesResponseData
    from shopwright.contract.types.requests_fulfillment import CreatePackagesRequest

#: ``ship_type``: a whole order, a part of one, several whole orders in one package.
_WHOLE, _PART, _SEVERAL = "1", "2", "3"

_Part = tuple[OrderChange, list[Line]]


@operation(
    "createPackages",
    raises=(
        ACT_FORBIDDEN,
        LABEL_BOUGHT,
        LINE_NOT_IN_ORDER,
        NAME_THE_LINES,
        NOT_FOR_ONE_PACKAGE,
        NOT_IN_THIS_MARKET,
        NO_SERVICE,
        ORDER_NOT_YOURS,
        ORDER_ON_HOLD,
        ORDER_SHIPPED,
        PACKAGE_SHIPPED,
        PARCEL_TOO_LARGE,
        PLATFORM_SHIPS,
        REQUEST_PENDING,
        SELLER_PRINTS,
        SERVICE_CONFLICT,
        SERVICE_UNKNOWN,
        SHIPPING_PARAMETER,
    ),
    webhooks=(1, 4, 11, 71),
    differs="In the US only, unless the shop's trade rules say otherwise; elsewhere TikTok's carriers take packages "
    "over by shipPackage. There are no sub-items.",
)
def create_packages(call: Call, body: CreatePackagesRequest) -> CreatePackagesResponseData:
    """Buy a label: by ``ship_type`` for all of an order (1), for lines of it (2), or for several orders (3)."""
    shop = call.shop
    if rules_of(shop).shipped_by["TIKTOK"] != "CREATE_PACKAGES":
        raise NOT_IN_THIS_MARKET(what="createPackages", region=shop.region)
    parts = _parts(call, body)
    grams = sum_of_grams([(change.order, lines) for change, lines in parts])
    measures = measured(shop, body.weight, body.dimension, grams)
    chosen = _chosen(shop, parts[0][0], body.shipping_service_id, measures)
    parcel = box(*parts[0]) if len(parts) == 1 else box_together(parts)
    _label(parcel, chosen, measures)
    ship_parcel(parcel)
    hand_over(parcel)
    return _created_package(shop, parcel, chosen, measures)


def _parts(call: Call, body: CreatePackagesRequest) -> list[_Part]:
    """The orders, held for change, with the lines of each that go into the package."""
    ids = line_ids(body.order_line_item, body.order_line_item_ids)
    kind = body.ship_type or (_PART if ids else _WHOLE)
    if kind == _SEVERAL:
        return _several(call, list(dict.fromkeys(body.order_list_ids or ())))
    if kind not in (_WHOLE, _PART):
        raise SHIPPING_PARAMETER(reason=f"ship_type must be one of {_WHOLE}, {_PART}, {_SEVERAL}")
    if not body.order_id:
        raise SHIPPING_PARAMETER(reason=f"ship_type {kind} needs an order_id")
    change = change_order(call.tx, call.shop, body.order_id)
    _refuse(change)
    if kind == _PART and not ids:
        raise NAME_THE_LINES(order_id=body.order_id)
    lines = named_lines(change.order, ids if kind == _PART else ())
    for line in lines:
        _refuse_shipped(change, line)
    return [(change, lines)]


def _several(call: Call, order_ids: Sequence[str]) -> list[_Part]:
    if not 2 <= len(order_ids) <= MAX_COMBINED:
        raise NOT_FOR_ONE_PACKAGE(reason=f"order_list_ids names {len(order_ids)} orders")
    at = call.tx.now_ms()
    changes = [change_order(call.tx, call.shop, order_id, at=at) for order_id in sorted(order_ids)]
    first = changes[0]
    for change in changes:
        _refuse(change)
        order, other = first.order, change.order
        if service_of(order) != service_of(other):
            raise SERVICE_CONFLICT(order_id=order.order_id, other=other.order_id)
        if not same_recipient(first, change):
            raise NOT_FOR_ONE_PACKAGE(reason=f"{order.order_id} and {other.order_id} have different recipients")
    return [(change, named_lines(change.order, ())) for change in changes]


def _refuse(change: OrderChange) -> None:
    order = change.order
    refuse_state(order, "buy a label for", CODES)
    if order.shipping_type != "TIKTOK":
        raise SELLER_PRINTS(order_id=order.order_id)


def _refuse_shipped(change: OrderChange, line: Line) -> None:
    if line.status is LineStatus.AWAITING_SHIPMENT:
        return
    package = change.tx[Packages].get(change.shop.shop_id, line.package_id)
    if package is not None and package.service is not None:
        raise LABEL_BOUGHT(line_id=line.id, package_id=package.package_id)
    raise PACKAGE_SHIPPED(what=f"The line item {line.id}")


def _chosen(shop: Shop, change: OrderChange, service_id: str | None, measures: Measures) -> Offer:
    """The service that is named, else the default one."""
    order, known = change.order, services_for(shop, change.order)
    if not service_id:
        service = next((service for service in known if takes(service, measures)), None)
        if service is None:
            raise NO_SERVICE(order_id=order.order_id, reason="the parcel is too large or too heavy for all of them")
        return offer(shop, service, measures)
    chosen = next((service for service in known if service.id == service_id), None)
    if chosen is None:
        raise SERVICE_UNKNOWN(service_id=service_id[:40])
    if is_too_large(chosen, measures):
        raise PARCEL_TOO_LARGE(service=chosen.name)
    if is_too_heavy(chosen, measures):
        raise NO_SERVICE(order_id=order.order_id, reason=f"the parcel is too heavy for {chosen.name}")
    return offer(shop, chosen, measures)


def _label(parcel: PackageChange, chosen: Offer, measures: Measures) -> None:
    service, package = chosen.service, parcel.package
    package.measures = measures
    package.handover_method = service.handover
    package.service = ShippingService(service.id, service.name, chosen.price, *service.days)
    assign_carrier(parcel, chosen.carrier.id)


def _created_package(
    shop: Shop, parcel: PackageChange, chosen: Offer, measures: Measures
) -> CreatePackagesResponseData:
    service, package = chosen.service, parcel.package
    return {
        "package_id": package.package_id,
        "create_time": package.created_at // 1000,
        "weight": {"value": measures.weight, "unit": measures.weight_unit},
        "dimension": {
            "length": measures.length,
            "width": measures.width,
            "height": measures.height,
            "unit": measures.size_unit,
        },
        "shipping_service_info": {
            "id": service.id,
            "name": service.name,
            "price": chosen.price,
            "currency": region(shop.region).currency,
            "earliest_delivery_days": service.days[0],
            "latest_delivery_days": service.days[1],
            "shipping_provider_id": chosen.carrier.id,
            "shipping_provider_name": chosen.carrier.name,
        },
    }
