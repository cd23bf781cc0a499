"""getEligibleShippingServices: which labels can be bought for a parcel, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO, decimal, text
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.label_services import Service, price, services, takes, usual_measures
from shopwright.platform.logistics.measures import Measures
from shopwright.platform.market.regions import ShippingProvider, region
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.errors import LINE_NOT_IN_ORDER, ORDER_NOT_YOURS, ORDER_ON_HOLD
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.states import LineStatus, OrderStatus
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.repack import grams_of
from shopwright.platform.sales.packages.shipping_errors import (
    ACT_FORBIDDEN,
    NAME_THE_LINES,
    NO_SERVICE,
    ORDER_SHIPPED,
    PLATFORM_SHIPS,
    SHIPPING_PARAMETER,
)

from .request_lines import line_ids, named_lines, refuse_state

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        GetEligibleShippingServicesResponseData,
        GetEligibleShippingServicesResponseDataShippingService,
    )
    from shopwright.contract.types.requests_fulfillment import (
        CreatePackagesRequestDimension,
        CreatePackagesRequestWeight,
        GetEligibleShippingServicesRequest,
        GetEligibleShippingServicesRequestDimension,
        GetEligibleShippingServicesRequestWeight,
    )

#: Why no label can be bought for an order, by its state.
CODES = {
    OrderStatus.UNPAID: ACT_FORBIDDEN,
    OrderStatus.CANCELLED: ACT_FORBIDDEN,
    OrderStatus.AWAITING_COLLECTION: ORDER_SHIPPED,
    OrderStatus.IN_TRANSIT: ORDER_SHIPPED,
    OrderStatus.DELIVERED: ORDER_SHIPPED,
    OrderStatus.COMPLETED: ORDER_SHIPPED,
}
_WEIGHT_UNITS, _SIZE_UNITS = ("GRAM", "POUND"), ("CM", "INCH")


class Offer(msgspec.Struct, frozen=True):
    """A service with its carrier and its fees as decimal text of the market's currency."""

    service: Service
    carrier: ShippingProvider
    price: str
    shipping_fee: str
    app_service_fee: str


@operation(
    "getEligibleShippingServices",
    raises=(
        ACT_FORBIDDEN,
        LINE_NOT_IN_ORDER,
        NAME_THE_LINES,
        NO_SERVICE,
        ORDER_NOT_YOURS,
        ORDER_ON_HOLD,
        ORDER_SHIPPED,
        PLATFORM_SHIPS,
        SHIPPING_PARAMETER,
    ),
    differs="The services and their prices are invented, and there are some for the US only. The first is the default.",
)
def get_eligible_shipping_services(
    call: Call, body: GetEligibleShippingServicesRequest
) -> GetEligibleShippingServicesResponseData:
    """The services for a parcel with all that is left of an order, or the lines named. Prices are decimal text.

    Without a weight the parcel has that of its goods, without a dimension that of the market's usual box.
    """
    order = call.tx[Orders].get(call.shop.shop_id, call.path["order_id"])
    if order is None:
        raise ORDER_NOT_YOURS(order_id=call.path["order_id"][:40])
    refuse_state(order, "buy a label for", CODES)
    lines = named_lines(order, line_ids(body.order_line_list, body.order_line_item_ids))
    if any(line.status is not LineStatus.AWAITING_SHIPMENT for line in lines):
        raise ORDER_SHIPPED(order_id=order.order_id, status="shipped in part")
    known = services_for(call.shop, order)
    measures = measured(call.shop, body.weight, body.dimension, sum_of_grams([(order, lines)]))
    offers = [offer(call.shop, service, measures) for service in known if takes(service, measures)]
    if not offers:
        raise NO_SERVICE(order_id=order.order_id, reason="the parcel is too large or too heavy for all of them")
    return {
        "order_id": order.order_id,
        "order_line_id": [line.id for line in lines],
        "weight": {"value": measures.weight, "unit": measures.weight_unit},
        "dimension": {
            "length": measures.length,
            "width": measures.width,
            "height": measures.height,
            "unit": measures.size_unit,
        },
        "shipping_services": [_service_reply(call.shop, offer, is_default=offer is offers[0]) for offer in offers],
    }


def services_for(shop: Shop, order: Order) -> tuple[Service, ...]:
    """The services that serve an order, the preferred one first; 21011037 where there is none."""
    order_id = order.order_id
    if order.shipping_type != "TIKTOK":
        raise NO_SERVICE(order_id=order_id, reason="the seller's own carriers ship it")
    if rules_of(shop).shipped_by["TIKTOK"] != "CREATE_PACKAGES":
        raise NO_SERVICE(order_id=order_id, reason=f"no labels are bought in {shop.region}")
    offered = services(shop.region, order.delivery_type)
    if not offered:
        raise NO_SERVICE(order_id=order_id, reason=f"there is none for {order.delivery_type} in {shop.region}")
    return offered


def sum_of_grams(parts: Sequence[tuple[Order, Sequence[Line]]]) -> int:
    """What the lines of orders weigh together."""
    return sum(grams_of(order, lines) for order, lines in parts)


def measured(
    shop: Shop,
    weight: CreatePackagesRequestWeight | GetEligibleShippingServicesRequestWeight | None,
    size: CreatePackagesRequestDimension | GetEligibleShippingServicesRequestDimension | None,
    grams: int,
) -> Measures:
    """What a parcel measures: as a body says, else the weight of its goods and the market's usual box."""
    measures = usual_measures(shop.region, grams)
    if weight is not None:
        _check(weight.value, weight.unit, _WEIGHT_UNITS, "weight")
        measures = msgspec.structs.replace(measures, weight=weight.value, weight_unit=weight.unit)
    if size is not None:
        for side in (size.length, size.width, size.height):
            _check(side, size.unit, _SIZE_UNITS, "dimension")
        measures = msgspec.structs.replace(
            measures, length=size.length, width=size.width, height=size.height, size_unit=size.unit
        )
    return measures


def _check(value: str, unit: str, units: Sequence[str], name: str) -> None:
    number = decimal(value)
    if number is None or number <= 0:
        raise SHIPPING_PARAMETER(reason=f"{name} must be a positive decimal number")
    if unit not in units:
        raise SHIPPING_PARAMETER(reason=f"the unit of {name} must be one of {', '.join(units)}")


def offer(shop: Shop, service: Service, measures: Measures) -> Offer:
    """What a service costs for a parcel, and which of the market's carriers it is."""
    cost, decimals = price(shop.region, service, measures), region(shop.region).currency_decimals
    carrier = next(carrier for carrier in carriers(shop.region) if carrier.name == service.carrier)
    return Offer(
        service,
        carrier,
        text(cost.total, decimals),
        text(cost.shipping_fee, decimals),
        text(cost.app_service_fee, decimals),
    )


def _service_reply(
    shop: Shop, offer: Offer, *, is_default: bool
) -> GetEligibleShippingServicesResponseDataShippingService:
    market = region(shop.region)
    return {
        "id": offer.service.id,
        "name": offer.service.name,
        "price": offer.price,
        "currency": market.currency,
        "earliest_delivery_days": offer.service.days[0],
        "latest_delivery_days": offer.service.days[1],
        "is_default": is_default,
        "shipping_provider_name": offer.carrier.name,
        "shipping_provider_id": offer.carrier.id,
        "shipping_fee": offer.shipping_fee,
        "shipping_app_service_fee": offer.app_service_fee,
        "signature_fee": text(ZERO, market.currency_decimals),
    }
