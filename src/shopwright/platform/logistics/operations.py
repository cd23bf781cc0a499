"""Operations under /logistics/ that read warehouses, delivery options, carriers and shipping templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.call import Call
from shopwright.platform.core.money import decimal
from shopwright.platform.core.registry import operation
from shopwright.platform.market.cross_border import has_global_products
from shopwright.platform.market.regions import DeliveryOption, region
from shopwright.wire.gateway_codes import INVALID

from .delivery_options import SEND_BY_SELLER, carriers, options_of, template_options, templates_of
from .errors import DELIVERY_OPTION_NOT_SUBSCRIBED, FULFILLED_BY_TIKTOK
from .global_warehouses import entity_id, global_warehouses
from .parcel_limits import LENGTH_UNITS, WEIGHT_UNITS, Parcel, unfit
from .store import SALES, Warehouse, Warehouses

if TYPE_CHECKING:
    from shopwright.contract.types.replies_logistics import (
        CheckShippingTemplateExistenceResponseData,
        GetGlobalSellerWarehousesResponseData,
        GetShippingProvidersResponseData,
        GetShippingTemplateAvailabilityResponseData,
        GetShippingTemplateAvailabilityResponseDataTemplate,
        GetWarehouseDeliveryOptionsResponseData,
        GetWarehouseDeliveryOptionsResponseDataDeliveryOption,
        GetWarehouseListResponseData,
        GetWarehouseListResponseDataWarehouseAddress,
    )
    from shopwright.contract.types.requests_logistics import (
        GetShippingTemplateAvailabilityRequest,
        GetShippingTemplateAvailabilityRequestProductAttribute,
    )

#: ``scope`` of the delivery options; TikTok's samples write capitals, its default is documented in either.
FOR_WAREHOUSE, FOR_PRODUCT = "WAREHOUSE", "PRODUCT"
#: ``template_party``: who ships by a template.
_PARTY = {"PLATFORM": 1, "SELLER": 2}

_REGION = re.compile(r"[A-Z]{2}")


@operation("getWarehouseList", differs="The geolocation is that of the warehouse's district.")
def get_warehouse_list(call: Call) -> GetWarehouseListResponseData:
    """The shop's warehouses, to ship from and to take returns at; ``entity_id`` is the same for the same address."""
    warehouses = call.tx[Warehouses].of_shop(call.shop.shop_id)
    if not warehouses:
        return {}
    return {
        "warehouses": [
            {
                "id": warehouse.warehouse_id,
                "entity_id": entity_id(warehouse),
                "name": warehouse.doc.name,
                "effect_status": warehouse.status,
                "type": warehouse.type,
                "sub_type": warehouse.doc.sub_type,
                "is_default": warehouse.is_default,
                "address": _address(warehouse.doc.address),
            }
            for warehouse in warehouses
        ]
    }


def _address(kept: Mapping[str, str]) -> GetWarehouseListResponseDataWarehouseAddress:
    """An address with the names of the contract, which calls a British post town a town."""
    fields: dict[str, object] = {"town" if name == "post_town" else name: value for name, value in kept.items()}
    latitude, longitude = fields.pop("latitude", ""), fields.pop("longitude", "")
    if latitude:
        fields["geolocation"] = {"latitude": latitude, "longitude": longitude}
    return cast("GetWarehouseListResponseDataWarehouseAddress", fields)


@operation(
    "getGlobalSellerWarehouses",
    differs="Each place that a cross-border seller, or one within the EU, ships from is a global warehouse of its own.",
)
def get_global_seller_warehouses(call: Call) -> GetGlobalSellerWarehousesResponseData:
    """The places that the shops of a seller with global products ship from, each once; none for any other seller.

    The id is the ``entity_id`` of the shops' warehouses there.
    """
    shops = call.tx[Accounts].shops_of(call.account.account_id)
    places = global_warehouses(call.tx, shops) if has_global_products(shops) else {}
    return {
        "global_warehouses": [
            {"id": id_, "name": warehouses[-1].doc.name, "ownership": "SELLER"} for id_, warehouses in places.items()
        ]
    }


@operation(
    "getWarehouseDeliveryOptions",
    differs="Every sales warehouse of a shop has all options of its market, whose limits are invented. A warehouse "
    "that is not the shop's is refused with 36009004.",
)
def get_warehouse_delivery_options(call: Call) -> GetWarehouseDeliveryOptionsResponseData:
    """The options that a warehouse ships by; a return warehouse has none.

    Scope ``PRODUCT`` answers, by id and name only, those that a product may have of its own.
    """
    warehouse = _named_warehouse(call, call.path["warehouse_id"], "WarehouseId")
    scope = (call.text("scope") or FOR_WAREHOUSE).upper()
    if scope not in (FOR_WAREHOUSE, FOR_PRODUCT):
        raise INVALID(reason=f"Scope must be one of [{FOR_WAREHOUSE}, {FOR_PRODUCT}].")
    options = options_of(call.shop) if warehouse.type == SALES else {}
    if scope == FOR_WAREHOUSE:
        return {"delivery_options": [_option(id_, option) for id_, option in options.items()]}
    may = region(call.shop.region).product_delivery_options
    return {"delivery_options": [{"id": id_, "name": option.name} for id_, option in options.items() if may]}


def _named_warehouse(call: Call, warehouse_id: str, name: str) -> Warehouse:
    warehouses = call.tx[Warehouses].of_shop(call.shop.shop_id)
    for warehouse in warehouses:
        if warehouse.warehouse_id == warehouse_id:
            return warehouse
    raise INVALID(reason=f"{name} {warehouse_id[:40]} is not a warehouse of this shop.")


def _option(id_: str, delivery_option: DeliveryOption) -> GetWarehouseDeliveryOptionsResponseDataDeliveryOption:
    size, weight = delivery_option.dimension_limit, delivery_option.weight_limit
    return {
        "id": id_,
        "name": delivery_option.name,
        "type": delivery_option.type,
        "description": delivery_option.name,
        "dimension_limit": {
            "max_length": size.max_length,
            "max_width": size.max_width,
            "max_height": size.max_height,
            "unit": size.unit,
        },
        "weight_limit": {"min_weight": weight.min_weight, "max_weight": weight.max_weight, "unit": weight.unit},
        "platform": [*delivery_option.platforms],
    }


@operation(
    "getShippingProviders",
    raises=(DELIVERY_OPTION_NOT_SUBSCRIBED, FULFILLED_BY_TIKTOK),
    differs="Of the carriers of the shop's market, warehouse_region and buyer_region leave those that are carriers "
    "there too; TikTok does not say what the two do.",
)
def get_shipping_providers(call: Call) -> GetShippingProvidersResponseData:
    """The carriers that a seller may ship by himself with, for the delivery option of type SEND_BY_SELLER.

    21008116 for an option that the shop does not have, 21008117 for one that TikTok's carriers serve.
    """
    option_id = call.path["delivery_option_id"]
    option = options_of(call.shop).get(option_id)
    if option is None:
        raise DELIVERY_OPTION_NOT_SUBSCRIBED(id=option_id[:40])
    if option.type != SEND_BY_SELLER:
        raise FULFILLED_BY_TIKTOK(id=option_id)
    stops = _region_filter(call, "warehouse_region"), _region_filter(call, "buyer_region")
    return {
        "shipping_providers": [
            {"id": carrier.id, "name": carrier.name} for carrier in carriers(call.shop.region, *stops, at=call.tx.now())
        ]
    }


def _region_filter(call: Call, name: str) -> str | None:
    code = call.text(name)
    if code is not None and not _REGION.fullmatch(code):
        raise INVALID(reason=f"{name.title().replace('_', '')} must be a region's code of two capitals.")
    return code


@operation(
    "getShippingTemplateAvailability",
    differs="Templates are invented: one ships by the platform's options, one by the seller. A template is available "
    "when one of its options takes the product. Filter types 9 and 11 have no cause here.",
)
def get_shipping_template_availability(
    call: Call, body: GetShippingTemplateAvailabilityRequest
) -> GetShippingTemplateAvailabilityResponseData:
    """Which of the shop's templates can ship a product of these sides and this weight, and why others cannot.

    JP and GB only, elsewhere 36009004. Decimal strings with units by number: 1 cm, 2 in, 3 ft, 4 mm, 5 m; 1 g, 2 lb,
    3 oz, 4 kg. What is not given is not looked at.
    """
    code, markets = call.shop.region, call.operation.markets
    if code not in markets:
        raise INVALID(reason=f"the API is for shops in {' and '.join(markets)} only, this one is in {code}.")
    parcel = _parcel(body.product_attribute) if body.product_attribute else Parcel()
    rows: list[GetShippingTemplateAvailabilityResponseDataTemplate] = []
    for id_, template in templates_of(call.shop).items():
        broken = {option_id: unfit(parcel, option) for option_id, option in template_options(code, id_).items()}
        is_available = not all(broken.values())
        row: GetShippingTemplateAvailabilityResponseDataTemplate = {
            "template_is_available": is_available,
            "template": {
                "template_id": id_,
                "template_name": template.name,
                "is_default": template.is_default,
                "template_party": _PARTY[template.shipped_by],
            },
        }
        if not is_available:
            row["service_unreachable_reason"] = [
                {
                    "service_id": option_id,
                    "filter_reason": [
                        {"filter_type": reason.filter_type, "reason": reason.reason} for reason in reasons
                    ],
                }
                for option_id, reasons in broken.items()
            ]
        rows.append(row)
    return {"templates": rows}


def _parcel(product_attribute: GetShippingTemplateAvailabilityRequestProductAttribute) -> Parcel:
    size, weight = product_attribute.dimension, product_attribute.weight
    return Parcel(
        length=_amount(size.length, size.unit, LENGTH_UNITS, "Dimension.Length") if size else None,
        width=_amount(size.width, size.unit, LENGTH_UNITS, "Dimension.Width") if size else None,
        height=_amount(size.height, size.unit, LENGTH_UNITS, "Dimension.Height") if size else None,
        weight=_amount(weight.weight, weight.unit, WEIGHT_UNITS, "Weight.Weight") if weight else None,
    )


def _amount(text: str | None, unit: int | None, units: Mapping[int, Decimal], name: str) -> Decimal | None:
    """A measure in centimetres or grams; 36009004 for what is no positive number or no unit."""
    if text is None:
        return None
    value = decimal(text)
    if value is None or value <= 0:
        raise INVALID(reason=f"ProductAttribute.{name} must be a positive decimal number.")
    if unit is None or unit not in units:
        allowed = ", ".join(map(str, units))
        raise INVALID(reason=f"ProductAttribute.{name.partition('.')[0]}.Unit must be one of [{allowed}].")
    return value * units[unit]


@operation(
    "checkShippingTemplateExistence",
    differs="A shop's templates hold for all its sales warehouses. A warehouse that is not the shop's is refused with "
    "36009004.",
)
def check_shipping_template_existence(call: Call) -> CheckShippingTemplateExistenceResponseData:
    """Whether the shop has a shipping template for a warehouse; a return warehouse needs none and has none."""
    warehouse = _named_warehouse(call, str(call.number("biz_warehouse_id")), "BizWarehouseId")
    return {"template_exist": warehouse.type == SALES and bool(templates_of(call.shop))}
