"""getPackageDetail, searchPackage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging_by_time import find_page_by_time, from_seconds
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.measures import Measures, stacked
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.presenter import MEDIA
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.errors import PACKAGE_NOT_PERMITTED
from shopwright.platform.sales.packages.package import Package
from shopwright.platform.sales.packages.shipping_documents import recipient_of, weight_of
from shopwright.platform.sales.packages.states import PackageStatus
from shopwright.platform.sales.packages.store import PackageFilter, Packages

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        GetPackageDetailAddress,
        GetPackageDetailResponseData,
        PackageOrder,
        SearchPackageResponseData,
        SearchPackageResponseDataPackage,
    )
    from shopwright.contract.types.requests_fulfillment import SearchPackageRequest

_SUB_STATUS = {
    PackageStatus.TO_FULFILL: "STOCKING",
    PackageStatus.PROCESSING: "RTS",
    PackageStatus.FULFILLING: "TTS",
    PackageStatus.COMPLETED: "DELIVERED",
    PackageStatus.CANCELLED: "CANCELLED",
}
#: Why a parcel did not arrive; the first is the contract's spelling.
_EXCEPTIONS = {
    "DAMAGED": "PACKAGE_DAMAGAED",
    "LOST": "PACKAGE_LOST",
    "REFUSED": "RETURNED_TO_SHIPPER",
    "UNDELIVERABLE": "RETURNED_TO_SHIPPER",
}
_ADDRESS = (
    "full_address",
    "phone_number",
    "name",
    "postal_code",
    "address_detail",
    "region_code",
    "address_line1",
    "address_line2",
    "address_line3",
    "address_line4",
)


@operation(
    "getPackageDetail",
    raises=(PACKAGE_NOT_PERMITTED,),
    differs="insurance and biz_extension_tags are absent. Weight and dimension are those of what is "
    "inside, laid upon each other, until they are given.",
)
def get_package_detail(call: Call) -> GetPackageDetailResponseData:
    """One package: what is in it, who carries it, where it goes, as far as the seller may see that now."""
    shop, package_id = call.shop, call.path["package_id"]
    package = call.tx[Packages].get(shop.shop_id, package_id)
    if package is None:
        raise PACKAGE_NOT_PERMITTED(package_id=package_id[:40])
    looked_up = [call.tx[Orders].get_whole(shop.shop_id, order_id) for order_id in package.order_ids]
    present = [order_and_private for order_and_private in looked_up if order_and_private is not None]
    orders = {order.order_id: order for order, _ in present}
    inside = _orders(call, package, orders)
    weight, unit = weight_of(package, list(orders.values()))
    reply: GetPackageDetailResponseData = {
        "package_id": package.package_id,
        "orders": inside,
        "package_status": str(package.status),
        "package_sub_status": _sub_status(package, orders),
        "split_and_combine_tag": package.tag,
        "has_multi_skus": len({sku["id"] for package_order in inside for sku in package_order["skus"]}) > 1,
        "note_tag": "BUYER_NOTED" if any(order.buyer_message for order in orders.values()) else "BUYER_UNNOTED",
        "shipping_provider_name": package.provider_name,
        "shipping_provider_id": package.provider_id,
        "shipping_type": package.shipping_type,
        "delivery_option_name": package.delivery_option_name,
        "delivery_option_id": package.delivery_option_id,
        "tracking_number": package.tracking_number,
        "create_time": package.created_at // 1000,
        "update_time": package.updated_at // 1000,
        "handover_method": package.handover_method,
        "order_line_item_ids": package.line_ids,
        "sender_address": _sender(call, package),
        "weight": {"value": weight, "unit": unit},
        "warehouse_id": package.warehouse_id,
    }
    recipient = recipient_of(shop, *present[0])
    if recipient is not None:
        reply["recipient_address"] = _address(recipient)
    within = set(package.line_ids)
    sizes = [order.item_of(line).size for order in orders.values() for line in order.lines if line.id in within]
    _add_what_is_known(reply, package, sizes, crosses_border=shop.crosses_borders)
    return reply


def _add_what_is_known(
    reply: GetPackageDetailResponseData, package: Package, sizes: Sequence[Measures], *, crosses_border: bool
) -> None:
    size = package.measures if package.measures.length else stacked(sizes)
    if size.length:
        reply["dimension"] = {
            "length": size.length,
            "width": size.width,
            "height": size.height,
            "unit": size.size_unit,
        }
    if package.pickup_start:
        reply["pickup_slot"] = {"start_time": package.pickup_start, "end_time": package.pickup_end}
    if package.status is PackageStatus.CANCELLED and package.outcome in _EXCEPTIONS and package.shipped_time:
        reply["ship_exception_reason"] = _EXCEPTIONS[package.outcome]
    if crosses_border and package.tracking_number:
        reply["last_mile_tracking_number"] = package.tracking_number


def _sub_status(package: Package, orders: Mapping[str, Order]) -> str:
    if package.status is PackageStatus.TO_FULFILL and any(
        order.status is OrderStatus.ON_HOLD for order in orders.values()
    ):
        return "CREATED"
    if package.status is PackageStatus.CANCELLED and package.outcome in _EXCEPTIONS and package.shipped_time:
        return "SHIP_EXCEPTION"
    return _SUB_STATUS[package.status]


def _address(kept: Mapping[str, object]) -> GetPackageDetailAddress:
    return cast("GetPackageDetailAddress", {name: str(kept.get(name) or "") for name in _ADDRESS})


def _sender(call: Call, package: Package) -> GetPackageDetailAddress:
    kept = dict(call.tx[Warehouses].sender(call.shop.shop_id, package.warehouse_id).doc.address)
    kept["name"] = kept.get("contact_person", "")
    kept.setdefault("address_detail", ", ".join(kept[key] for key in sorted(kept) if key.startswith("address_line")))
    return _address(kept)


def _orders(call: Call, package: Package, orders: Mapping[str, Order]) -> list[PackageOrder]:
    """The orders in a package with its units by SKU; images get the address at which this platform shows them."""
    package_orders: list[PackageOrder] = []
    for content in package.contents:
        order, inside = orders[content.order_id], set(content.line_ids)
        counts: dict[int, int] = {}
        for line in order.lines:
            if line.id in inside:
                counts[line.item] = counts.get(line.item, 0) + 1
        skus = [(order.items[index], quantity) for index, quantity in counts.items()]
        package_orders.append(
            {
                "id": order.order_id,
                "skus": [
                    {
                        "id": item.sku_id,
                        "name": item.sku_name,
                        "image_url": call.services.media_url(item.image.removeprefix(MEDIA)) if item.image else "",
                        "quantity": quantity,
                    }
                    for item, quantity in skus
                ],
            }
        )
    return package_orders


@operation("searchPackage", differs="order_pay_time sorts by the time at which the package was made.")
def search_package(call: Call, body: SearchPackageRequest) -> SearchPackageResponseData:
    """A page of the shop's packages by time of creation or change, the newest first."""
    page = find_page_by_time(
        call,
        call.tx[Packages],
        _filter(body),
        lambda last: (last[0], last[1].package_id),
        more_columns={"order_pay_time": "created_at"},
    )
    packages = [package for _, package in page.rows]
    orders = call.tx[Orders].some(call.shop.shop_id, _order_ids(packages))
    return {
        "packages": [_row(call, package, orders) for package in packages],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _order_ids(packages: Iterable[Package]) -> list[str]:
    return list(dict.fromkeys(order_id for package in packages for order_id in package.order_ids))


def _row(call: Call, package: Package, orders: Mapping[str, Order]) -> SearchPackageResponseDataPackage:
    return {
        "id": package.package_id,
        "orders": _orders(call, package, orders),
        "create_time": package.created_at // 1000,
        "update_time": package.updated_at // 1000,
        "status": str(package.status),
        "tracking_number": package.tracking_number,
        "shipping_provider_name": package.provider_name,
        "shipping_provider_id": package.provider_id,
        "order_line_item_ids": package.line_ids,
    }


def _filter(body: SearchPackageRequest) -> PackageFilter:
    return PackageFilter(
        status=body.package_status,
        created_from=from_seconds(body.create_time_ge),
        created_before=from_seconds(body.create_time_lt),
        updated_from=from_seconds(body.update_time_ge),
        updated_before=from_seconds(body.update_time_lt),
    )
