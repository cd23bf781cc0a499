"""Requests that name orders and packages."""

from __future__ import annotations

from tests.harness.calls import Seller

from .request_cases import Case, Request, carrier_and_number, in_filter, in_path, in_query
from .shop_contents import Ids


def shipment(ids: Ids, seller: Seller) -> dict[str, object]:
    """What a warehouse tells of a package."""
    return {
        "id": ids["package"],
        "wms_order_id": "W1",
        "time_zone": "UTC",
        "create_time_millis": 1,
        "ship_time_millis": 2,
        "handover_time_millis": 3,
        "shipping_provider_name": "Carrier",
        "dimension": {},
        "skus": [{"id": ids["sku"], "quantity": 2}],
        **carrier_and_number(seller),
    }


def tracks(ids: Ids, seller: Seller) -> dict[str, object]:
    number = carrier_and_number(seller)
    track = {"action_code": 1, "occur_time": 1, "description": "Seen", "tracking_no": number["tracking_number"]}
    place = {"country": seller.shop["region"], "provider_id": number["shipping_provider_id"]}
    return {**place, "order_id": ids["sold order"], "tracks": [track]}


def reference(ids: Ids, seller: Seller) -> dict[str, object]:
    lines = [{"id": "1", "origin_id": ids["line"]}]
    return {"id": ids["order"], "external_order": {"id": "E-1", "platform": "SHOPIFY", "line_items": lines}}


_PARCEL = {
    "weight": {"value": "500", "unit": "GRAM"},
    "dimension": {"length": "10", "width": "10", "height": "10", "unit": "CM"},
}
_LABEL = {"document_type": "SHIPPING_LABEL"}

ORDERS = (
    *(in_path(name, "order_id", "order") for name in ("getOrderPriceDetails", "getAftersaleEligibility")),
    *(in_path(name, "order_id", "sold order") for name in ("getOrderTracking", "getLogisticsTracking")),
    in_query("getOrderDetail", "ids", "order"),
    in_query("getOrderSplitAttributes", "order_ids", "order"),
    in_filter("getOrderList", "buyer_user_id", "buyer"),
    in_filter("getOrderList", "warehouse_ids", "warehouse"),
    Case("addExternalOrderReferences", lambda ids, seller: Request(body={"orders": [reference(ids, seller)]})),
    Case(
        "getExternalOrderReferences",
        lambda ids, seller: Request({"order_id": ids["order"]}, {"platform": "SHOPIFY"}),
    ),
    in_query("searchOrdersByExternalOrderReference", "external_order_id", "reference", {"platform": "SHOPIFY"}),
    Case(
        "getEligibleShippingServices",
        lambda ids, seller: Request(
            {"order_id": ids["platform order"]}, body={**_PARCEL, "order_line_item_ids": [ids["platform line"]]}
        ),
        region="US",
    ),
    Case(
        "createPackages",
        lambda ids, seller: Request(
            body={"ship_type": "2", "order_id": ids["platform order"], "order_line_item_ids": [ids["platform line"]]}
        ),
        region="US",
    ),
    Case(
        "getEligibleShippingServices",
        lambda ids, seller: Request(
            {"order_id": ids["platform order"]},
            body={**_PARCEL, "order_line_list": [{"order_line_id": ids["platform line"]}]},
        ),
        region="US",
        about="lines",
    ),
    Case(
        "createPackages",
        lambda ids, seller: Request(
            body={
                "ship_type": "2",
                "order_id": ids["platform order"],
                "order_line_item": [{"order_line_id": ids["platform line"]}],
            }
        ),
        region="US",
        about="lines",
    ),
    Case(
        "createPackages",
        lambda ids, seller: Request(
            body={"ship_type": "3", "order_list_ids": [ids["platform order"], ids["second platform order"]]}
        ),
        region="US",
        about="orders",
    ),
    Case(
        "confirmOrderSplit",
        lambda ids, seller: Request(
            {"order_id": ids["order"]},
            body={
                "splittable_groups": [],
                "splittable_groups_v2": [{"id": "1", "order_line_list": [{"order_line_id": ids["line"]}]}],
            },
        ),
        about="lines",
    ),
    Case(
        "markPackageAsShipped",
        lambda ids, seller: Request(
            {"order_id": ids["order"]}, body={"order_line_item_ids": [ids["line"]], **carrier_and_number(seller)}
        ),
        about="older fields",
    ),
    Case(
        "confirmOrderSplit",
        lambda ids, seller: Request(
            {"order_id": ids["order"]},
            body={"splittable_groups": [{"id": "1", "order_line_item_ids": [ids["line"]]}]},
        ),
    ),
    Case(
        "markPackageAsShipped",
        lambda ids, seller: Request(
            {"order_id": ids["order"]},
            body={
                "order_line_list": [{"order_line_id": ids["line"]}],
                "shipping_info_list": [carrier_and_number(seller)],
            },
        ),
    ),
    Case(
        "updateOrderShippingInfo",
        lambda ids, seller: Request({"order_id": ids["order"]}, body=carrier_and_number(seller)),
    ),
    Case("trackingStatusUpdate", lambda ids, seller: Request(body=tracks(ids, seller)), region="US"),
    *(
        Case(
            name,
            lambda ids, seller: Request(body={"order_ids": [ids["sold order"]], "handover_method": "PICKUP"}),
            region="SG",
            crosses_border=True,
        )
        for name in ("createFirstMileBundle", "createFirstMileBundleV2")
    ),
)

PACKAGES = (
    in_path("getPackageDetail", "package_id", "package"),
    in_path("getPackageHandoverTimeSlots", "package_id", "package", region="SG"),
    Case(
        "getPackageShippingDocument",
        lambda ids, seller: Request({"package_id": ids["shipped package"]}, _LABEL),
    ),
    in_path("shipPackage", "package_id", "package", {}, region="SG"),
    in_path(
        "updatePackageShippingInfo", "package_id", "package", {"tracking_number": "1", "shipping_provider_id": "1"}
    ),
    Case(
        "uncombinePackages",
        lambda ids, seller: Request(
            {"package_id": ids["combined package"]}, body={"order_ids": [ids["combined order"]]}
        ),
        region="SG",
    ),
    Case(
        "combinePackage",
        lambda ids, seller: Request(
            body={"combinable_packages": [{"id": ids["combinable package"], "order_ids": [ids["combinable order"]]}]}
        ),
        region="SG",
    ),
    Case("batchShipPackages", lambda ids, seller: Request(body={"packages": [{"id": ids["package"]}]}), region="SG"),
    Case(
        "updatePackageDeliveryStatus",
        lambda ids, seller: Request(
            body={"packages": [{"id": ids["shipped package"], "delivery_type": "DELIVERY_SUCCESS"}]}
        ),
        region="ID",
    ),
    Case(
        "uploadInvoice",
        lambda ids, seller: Request(
            body={
                "invoices": [
                    {"package_id": ids["package"], "order_ids": [ids["order"]], "file_type": "XML", "file": "PHg+"}
                ]
            }
        ),
        region="BR",
    ),
    Case(
        "confirmPackageShipment",
        lambda ids, seller: Request(body={"warehouse_provider_id": "1", "packages": [shipment(ids, seller)]}),
        region="SG",
    ),
)
