"""Shopify's orders as the channel protocol has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shopwright.hub.channels.parcels import Parcel
from shopwright.hub.channels.protocol import Address, ExternalLine, ExternalOrder, Payment, Progress

from . import order_queries as shapes

_PROGRESS = {"FULFILLED": Progress.SHIPPED, "PARTIALLY_FULFILLED": Progress.PARTLY_SHIPPED}
_PAYMENTS = {"PAID": Payment.PAID, "PARTIALLY_REFUNDED": Payment.PAID, "REFUNDED": Payment.REFUNDED}
#: States of a fulfilment order that can be sent now.
_OPEN = frozenset({"OPEN", "IN_PROGRESS"})


def gid(kind: str, number: str) -> str:
    """Shopify's id of an object by its number."""
    return f"gid://shopify/{kind}/{number}"


def number_of(global_id: str) -> str:
    """The number in one of Shopify's ids, without the query behind some of them."""
    return global_id.rpartition("/")[2].partition("?")[0]


def order_of(row: shapes.Order, lines: Sequence[shapes.Line], sent: Mapping[str, int]) -> ExternalOrder:
    """The order of a row that is whole. ``sent``: how much of lines was sent, where fewer are left than were bought."""
    is_over = row.cancelled_at is not None
    parts = row.fulfillment_orders.nodes
    places = [part.assigned_location.location for part in parts]
    financial = row.display_financial_status or "PENDING"
    return ExternalOrder(
        external_id=number_of(row.id),
        number=row.name,
        raw_status="CANCELLED" if is_over else f"{financial} {row.display_fulfillment_status}",
        payment=_PAYMENTS.get(financial, Payment.UNPAID),
        progress=Progress.CANCELLED if is_over else _progress(row),
        can_ship=not is_over and any(part.status in _OPEN for part in parts),
        currency=row.currency_code,
        total=row.total_price_set.shop_money.amount,
        placed_at=row.created_at,
        updated_at=row.updated_at,
        buyer=_address(row),
        lines=tuple(_line(line, sent.get(line.id, 0), is_over=is_over) for line in lines),
        buyer_note=row.note or "",
        ship_by=min((part.fulfill_by for part in parts if part.fulfill_by), default=None),
        location_id=next((number_of(place.id) for place in places if place), ""),
        shipping_option=row.shipping_line.title if row.shipping_line else "",
    )


def parcel_of(part: shapes.Part) -> Parcel | None:
    """The parcel of a fulfilment order; None for one that is not to be sent."""
    sent = [item for item in part.fulfillments.nodes if item.status == "SUCCESS"]
    if part.status == "CANCELLED" or (part.status == "CLOSED" and not sent):
        return None
    tracking = sent[0].tracking_info[0] if sent and sent[0].tracking_info else shapes.Tracking()
    return Parcel(
        external_id=number_of(part.id),
        line_ids=tuple(number_of(line.line_item.id) for line in part.line_items.nodes if line.total_quantity),
        carrier=tracking.company or "",
        tracking_number=tracking.number or "",
        is_arranged=part.status == "CLOSED",
        is_own=True,
        trouble="Shopify holds this part of the order: release it there." if part.status == "ON_HOLD" else "",
    )


def _progress(row: shapes.Order) -> Progress:
    if row.fulfillments and all(item.display_status == "DELIVERED" for item in row.fulfillments):
        return Progress.DELIVERED if row.display_fulfillment_status == "FULFILLED" else Progress.PARTLY_SHIPPED
    return _PROGRESS.get(row.display_fulfillment_status, Progress.OPEN)


def _line(line: shapes.Line, sent: int, *, is_over: bool) -> ExternalLine:
    """A line. What was sent stays sent when it comes back: Shopify takes it off the quantity, and a return has it."""
    is_cancelled = not sent and (is_over or line.current_quantity == 0)
    return ExternalLine(
        external_id=number_of(line.id),
        product_id=number_of(line.product.id) if line.product else "",
        sku_id=number_of(line.variant.id) if line.variant else "",
        seller_sku=line.sku or "",
        title=line.title,
        options=line.variant_title or "",
        quantity=max(line.current_quantity, sent) or line.quantity,
        unit_price=line.discounted_unit_price_after_all_discounts_set.shop_money.amount,
        image_url=line.image.url if line.image else "",
        is_cancelled=is_cancelled,
        is_gone=not is_cancelled and line.unfulfilled_quantity == 0,
    )


def _address(row: shapes.Order) -> Address:
    address = row.shipping_address or shapes.Address()
    return Address(
        name=address.name or "",
        phone=address.phone or "",
        email=row.email or "",
        lines=tuple(line for line in (address.address1, address.address2) if line),
        city=address.city or "",
        state=address.province or "",
        postcode=address.zip or "",
        country=address.country_code_v2 or "",
    )
