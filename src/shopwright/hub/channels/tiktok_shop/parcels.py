"""Packages of TikTok's orders: which there are, which will be, and how each market ships them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from shopwright.client.api.fulfillment_bodies import PickupSlot, ShippingInfoList
from shopwright.client.errors import ShopwrightError
from shopwright.client.shop import Shop
from shopwright.hub.channels.parcels import Carrier, Parcel, ShippingService
from shopwright.hub.channels.protocol import Outcome, Result

from .errors import outcome_of

Json = Mapping[str, Any]

#: Before the id of an order whose package TikTok makes only when it is shipped.
TO_CREATE = "order:"

#: States of a package after the seller arranged its hand-over.
_ARRANGED = frozenset({"PROCESSING", "FULFILLING", "COMPLETED"})
#: Markets in which a seller's own parcel is shipped by shipPackage with self_shipment; the others mark the order.
_SELF_SHIPMENT = frozenset({"BR", "MX", "ID", "MY", "PH", "SG", "TH", "VN"})
#: Markets in which TikTok's carriers get a package by its label being bought, also one that is there already.
_BUYS_LABELS = frozenset({"US"})
#: The ``ship_type`` of createPackages that ships the lines it names.
_PART = "2"
_NOTHING_WAITS = "Nothing of this order waits for a package on TikTok any more."
_INVOICE_TROUBLE = {
    "NEED_INVOICE": (
        "In Brazil TikTok ships nothing without its invoice. Upload the NF-e of this order in Seller Center or through "
        "your invoicing program, then ship again."
    ),
    "INVOICE_PROCESSING": "TikTok is still checking the invoice (NF-e) of this order. Ship again in a few minutes.",
}


def parcels_of(client: Shop, row: Json) -> Sequence[Parcel]:
    """The packages of an order that are not cancelled, and one for its lines that have none yet."""
    is_own = row.get("shipping_type") == "SELLER"
    parcels = _parcels(row, is_own=is_own)
    if not is_own or all(parcel.is_arranged for parcel in parcels):
        return parcels
    carriers = _carriers(client, row["delivery_option_id"])
    return [_with_carriers(parcel, carriers) for parcel in parcels]


def ship(client: Shop, region: str, parcel_id: str, carrier: str, number: str) -> Outcome:
    """Ship a package, or the lines of an order that have none, in the way of the market.

    ``carrier`` and ``number``: of a seller's own parcel; without a carrier the number tells it.
    """
    try:
        if _is_bought(region, parcel_id, number):
            return _create(client, parcel_id, carrier, number)
        if number and region in _SELF_SHIPMENT:
            client.fulfillment.ship_package(
                parcel_id, self_shipment={"tracking_number": number, "shipping_provider_id": carrier}
            )
        elif number:
            package = client.fulfillment.get_package_detail(parcel_id)
            return _mark(client, package["orders"][0]["id"], package["order_line_item_ids"], carrier, number)
        else:
            _hand_over(client, parcel_id)
    except ShopwrightError as error:
        return outcome_of(error)
    return Outcome(Result.DONE)


def _parcels(row: Json, *, is_own: bool) -> list[Parcel]:
    lines: dict[str, list[Json]] = {}
    for item in row["line_items"]:
        if item.get("display_status") != "CANCELLED":
            lines.setdefault(item.get("package_id") or f"{TO_CREATE}{row['id']}", []).append(item)
    return [_parcel(package_id, items, row, is_own=is_own) for package_id, items in lines.items()]


def _parcel(package_id: str, items: Sequence[Json], row: Json, *, is_own: bool) -> Parcel:
    is_arranged = bool(items[0].get("package_id")) and items[0].get("package_status") in _ARRANGED
    return Parcel(
        external_id=package_id,
        line_ids=tuple(item["id"] for item in items),
        carrier=items[0].get("shipping_provider_name") or "",
        tracking_number=items[0].get("tracking_number") or "",
        is_arranged=is_arranged,
        is_own=is_own,
        trouble="" if is_arranged else _INVOICE_TROUBLE.get(row.get("need_upload_invoice", ""), ""),
    )


def _carriers(client: Shop, delivery_option_id: str) -> tuple[Carrier, ...]:
    rows = client.logistics.get_shipping_providers(delivery_option_id)["shipping_providers"]
    return tuple(Carrier(row["id"], row["name"]) for row in rows)


def _with_carriers(parcel: Parcel, carriers: tuple[Carrier, ...]) -> Parcel:
    return Parcel(
        parcel.external_id,
        parcel.line_ids,
        parcel.carrier,
        parcel.tracking_number,
        parcel.is_arranged,
        is_own=True,
        carriers=carriers,
        trouble=parcel.trouble,
    )


def _is_bought(region: str, parcel_id: str, number: str = "") -> bool:
    """Whether a parcel gets its package, or its label, only when it is shipped."""
    return parcel_id.startswith(TO_CREATE) or (region in _BUYS_LABELS and not number)


def _create(client: Shop, parcel_id: str, carrier: str, number: str) -> Outcome:
    """Ship what has no package or no label: with a label of TikTok's default service, or the seller's own number."""
    order_id, parcel = _to_create(client, parcel_id)
    if parcel is None:
        return Outcome(Result.REFUSED, message=_NOTHING_WAITS)
    if number:
        return _mark(client, order_id, parcel.line_ids, carrier, number)
    services = _services(client, order_id, parcel)
    service = next((each for each in services if each.is_default), services[0] if services else None)
    if service is None:
        return Outcome(
            Result.REFUSED,
            message="TikTok offers no shipping service for this order.",
            remedy="Check weight and size of its products, or ship it in Seller Center.",
        )
    return _buy(client, order_id, parcel, service.external_id)


def shipping_services(client: Shop, region: str, parcel_id: str) -> Sequence[ShippingService]:
    """What TikTok sends a package with whose label is bought; none for any other."""
    if not _is_bought(region, parcel_id):
        return ()
    order_id, parcel = _to_create(client, parcel_id)
    return _services(client, order_id, parcel) if parcel else ()


def ship_with(client: Shop, region: str, parcel_id: str, service_id: str) -> Outcome:
    """Buy the label of a service for a parcel."""
    try:
        order_id, parcel = _to_create(client, parcel_id) if _is_bought(region, parcel_id) else ("", None)
        if parcel is None:
            return Outcome(Result.REFUSED, message=_NOTHING_WAITS)
        return _buy(client, order_id, parcel, service_id)
    except ShopwrightError as error:
        return outcome_of(error)


def _to_create(client: Shop, parcel_id: str) -> tuple[str, Parcel | None]:
    """The order of a parcel that is not shipped yet, and what it holds; None where nothing of it waits any more."""
    order_id = parcel_id.removeprefix(TO_CREATE)
    if order_id == parcel_id:
        order_id = client.fulfillment.get_package_detail(parcel_id)["orders"][0]["id"]
    rows = client.order.get_order_detail(ids=[order_id])["orders"]
    waiting = (parcel for row in rows for parcel in _parcels(row, is_own=False) if not parcel.is_arranged)
    return order_id, next((parcel for parcel in waiting if parcel.external_id == parcel_id), None)


def _services(client: Shop, order_id: str, parcel: Parcel) -> Sequence[ShippingService]:
    rows = client.fulfillment.get_eligible_shipping_services(
        order_id, order_line_list=[{"order_line_id": line_id} for line_id in parcel.line_ids]
    )["shipping_services"]
    return [_service(row) for row in rows]


def _service(row: Json) -> ShippingService:
    least, most = row.get("earliest_delivery_days"), row.get("latest_delivery_days")
    return ShippingService(
        row["id"],
        row["name"],
        row.get("shipping_provider_name") or "",
        Decimal(row["price"]),
        row["currency"],
        days=None if least is None or most is None else (int(least), int(most)),
        is_default=bool(row.get("is_default")),
    )


def _buy(client: Shop, order_id: str, parcel: Parcel, service_id: str) -> Outcome:
    made = client.fulfillment.create_packages(
        ship_type=_PART,
        order_id=order_id,
        order_line_item=[{"order_line_id": line_id} for line_id in parcel.line_ids],
        shipping_service_id=service_id,
    )
    return Outcome(Result.DONE, external_id=made["package_id"])


def _mark(client: Shop, order_id: str, line_ids: Sequence[str], carrier: str, number: str) -> Outcome:
    info: ShippingInfoList = {"tracking_number": number}
    if carrier:
        info["shipping_provider_id"] = carrier
    made = client.fulfillment.mark_package_as_shipped(
        order_id, order_line_list=[{"order_line_id": line_id} for line_id in line_ids], shipping_info_list=[info]
    )
    return Outcome(Result.DONE, external_id=made.get("package_id") or "")


def _hand_over(client: Shop, package_id: str) -> None:
    """Have a package collected in the first slot that is open; where there is none the seller drops it off."""
    slots = client.fulfillment.get_package_handover_time_slots(package_id)
    free = [slot for slot in slots.get("pickup_slots", []) if slot.get("avaliable")]
    if slots.get("can_pickup", bool(free)) and free:
        slot: PickupSlot = {"start_time": free[0]["start_time"], "end_time": free[0]["end_time"]}
        client.fulfillment.ship_package(package_id, handover_method="PICKUP", pickup_slot=slot)
    else:
        client.fulfillment.ship_package(package_id, handover_method="DROP_OFF")
