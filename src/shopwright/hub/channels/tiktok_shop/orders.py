"""TikTok's orders as the channel protocol has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shopwright.hub.channels.protocol import Address, ExternalLine, ExternalOrder, Payment, Progress

Json = Mapping[str, Any]

#: How far an order is, by TikTok's status.
PROGRESS = {
    "UNPAID": Progress.OPEN,
    "ON_HOLD": Progress.OPEN,
    "AWAITING_SHIPMENT": Progress.OPEN,
    "PARTIALLY_SHIPPING": Progress.PARTLY_SHIPPED,
    "AWAITING_COLLECTION": Progress.SHIPPED,
    "IN_TRANSIT": Progress.SHIPPED,
    "DELIVERED": Progress.DELIVERED,
    "COMPLETED": Progress.DELIVERED,
    "CANCELLED": Progress.CANCELLED,
}

_SHIPPABLE = frozenset({"AWAITING_SHIPMENT", "PARTIALLY_SHIPPING"})
#: States of a line that a carrier has, or had.
_GONE = frozenset({"IN_TRANSIT", "DELIVERED", "COMPLETED"})


def order_of(row: Json) -> ExternalOrder:
    """The order of a row of Get Order Detail or Get Order List."""
    status = row["status"]
    money = row["payment"]
    return ExternalOrder(
        external_id=row["id"],
        number=row["id"],
        raw_status=status,
        payment=Payment.UNPAID if status == "UNPAID" else Payment.PAID,
        progress=PROGRESS.get(status, Progress.OPEN),
        can_ship=status in _SHIPPABLE,
        currency=money["currency"],
        total=Decimal(money["total_amount"]),
        placed_at=_time(row["create_time"]),
        updated_at=_time(row["update_time"]),
        buyer=_address(row),
        lines=tuple(_line(item) for item in row["line_items"]),
        buyer_note=row.get("buyer_message", ""),
        hold_until=_hold(row),
        ship_by=_optional_time(row.get("rts_sla_time") or row.get("shipping_due_time")),
        location_id=row.get("warehouse_id", ""),
        shipping_option=row.get("delivery_option_name", ""),
    )


def _line(item: Json) -> ExternalLine:
    return ExternalLine(
        external_id=item["id"],
        product_id=item["product_id"],
        sku_id=item["sku_id"],
        seller_sku=item.get("seller_sku", ""),
        title=item["product_name"],
        options=item.get("sku_name", ""),
        quantity=1,
        unit_price=Decimal(item["sale_price"]),
        image_url=item.get("sku_image", ""),
        is_cancelled=item.get("display_status") == "CANCELLED",
        is_gone=item.get("display_status") in _GONE,
        package_id=item.get("package_id", ""),
    )


def _address(row: Json) -> Address:
    address: Json = row.get("recipient_address") or {}
    levels = {level.get("address_level_name", "").lower(): level.get("address_name", "") for level in _levels(address)}
    lines = [address.get(f"address_line{number}", "") for number in range(1, 5)]
    return Address(
        name=address.get("name", ""),
        phone=address.get("phone_number", ""),
        email=row.get("buyer_email", ""),
        lines=tuple(line for line in lines if line) or tuple(filter(None, [address.get("address_detail", "")])),
        city=levels.get("city") or levels.get("town") or levels.get("post town", ""),
        state=levels.get("state") or levels.get("province") or levels.get("county", ""),
        postcode=address.get("postal_code", ""),
        country=address.get("region_code", ""),
    )


def _levels(address: Json) -> Sequence[Json]:
    levels: Sequence[Json] = address.get("district_info") or []
    return levels


def _hold(row: Json) -> datetime | None:
    """The end of the buyer's hour, in which an order is not shipped: an hour after it was paid."""
    if row["status"] != "ON_HOLD":
        return None
    begun = row.get("paid_time") or row["create_time"]
    return datetime.fromtimestamp(begun + 3600, UTC)


def _optional_time(seconds: int | None) -> datetime | None:
    return _time(seconds) if seconds else None


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
