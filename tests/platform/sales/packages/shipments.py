"""Carriers, their numbers, and the bodies by which sellers ship."""

from __future__ import annotations

import itertools
from typing import Any

from shopwright.platform.logistics.delivery_options import carriers, delivery_options
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller
from tests.harness.server import Reply
from tests.harness.trade import buy, detail, stocked
from tests.platform.support import data_of

from .packages import package_of

_numbers = itertools.count(1)
INVALID = 36009004


def carrier(seller: Seller, index: int = 0) -> str:
    """The id of one of the market's carriers."""
    return carriers(str(seller.shop["region"]))[index].id


def new_number(seller: Seller, index: int = 0) -> str:
    """A tracking number of that carrier which nobody uses."""
    return make_tracking_number(str(seller.shop["region"]), carrier(seller, index), next(_numbers))


def option_of(seller: Seller, kind: str) -> str:
    """The id of the market's delivery option of a type."""
    return next(
        id_
        for id_, delivery_option in delivery_options(str(seller.shop["region"])).items()
        if delivery_option.type == kind
    )


def bought(seller: Seller, quantity: int = 1, shipping: str = "SELLER", **fields: object) -> str:
    """The id of an order of so many units of a new product."""
    return str(buy(seller, (stocked(seller), quantity), shipping_type=shipping, **fields)["order_id"])


def mark(seller: Seller, order_id: str, *line_ids: str, number: str | None = None, **fields: object) -> Reply:
    """Mark an order, or lines of it, as shipped by the market's first carrier."""
    info = {"tracking_number": number or new_number(seller), "shipping_provider_id": carrier(seller), **fields}
    body: dict[str, Any] = {"shipping_info_list": [{k: v for k, v in info.items() if v is not None}]}
    if line_ids:
        body["order_line_list"] = [{"order_line_id": line_id} for line_id in line_ids]
    return seller.call("markPackageAsShipped", body, order_id=order_id)


def marked(seller: Seller, order_id: str, *line_ids: str, number: str | None = None) -> dict[str, Any]:
    """What the reply says of an order that was marked as shipped."""
    data: dict[str, Any] = data_of("markPackageAsShipped", mark(seller, order_id, *line_ids, number=number))
    return data


def ship(seller: Seller, package_id: str, **body: object) -> int:
    """Ship a package; answers the code of the reply, which a batch gives for the package as well."""
    code = seller.call("shipPackage", body, package_id=package_id).code
    if code not in (0, INVALID):
        data = seller.call("batchShipPackages", {"packages": [{"id": package_id, **body}]}).data
        assert [error["code"] for error in data["errors"]] == [code]
    return code


def ship_order(seller: Seller, order_id: str, **body: object) -> str:
    """Ship the only package of an order; answers its id."""
    package_id = package_of(seller, order_id)
    reply = seller.call("shipPackage", body, package_id=package_id)
    assert data_of("shipPackage", reply) == {}, reply.message
    return package_id


def by_oneself(seller: Seller, number: str | None = None, provider_id: str | None = None) -> dict[str, str]:
    """The ``self_shipment`` of a parcel with the market's first carrier."""
    return {
        "tracking_number": number or new_number(seller),
        "shipping_provider_id": provider_id or carrier(seller),
    }


def label(seller: Seller, order_id: str, ship_type: str = "1", **fields: object) -> Reply:
    """Buy a label for an order."""
    return seller.call("createPackages", {"ship_type": ship_type, "order_id": order_id, **fields})


def shipment(seller: Seller, package_id: str, sku_id: str, quantity: int = 1, **fields: object) -> dict[str, object]:
    """A package as a warehouse confirms it."""
    provider = carriers(str(seller.shop["region"]))[0]
    return {
        "id": package_id,
        "wms_order_id": "W-1",
        "time_zone": "Europe/Berlin",
        "create_time_millis": 1_700_000_000_000,
        "ship_time_millis": 1_700_000_100_000,
        "handover_time_millis": 1_700_000_200_000,
        "shipping_provider_id": provider.id,
        "shipping_provider_name": provider.name,
        "tracking_number": "WMS123456",
        "dimension": {"length": 10, "width": 20, "height": 30, "unit": "CENTIMETER"},
        "weight": {"value": 700, "unit": "GRAM"},
        "skus": [{"id": sku_id, "quantity": quantity}],
        **fields,
    }


def statuses(seller: Seller, order_id: str) -> tuple[str, list[str]]:
    """The state of an order, and those of its lines."""
    reply = detail(seller, order_id)
    return reply["status"], [line_item["display_status"] for line_item in reply["line_items"]]


def heard(receiver: WebhookReceiver, topic: int) -> list[dict[str, Any]]:
    """The data of a topic's notifications that have arrived."""
    return [notification.body["data"] for notification in receiver.received if notification.type == topic]
