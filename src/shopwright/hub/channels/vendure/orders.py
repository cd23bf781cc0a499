"""Vendure's orders and fulfilments as the channel protocol has them."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.channels.parcels import Parcel
from shopwright.hub.channels.protocol import Address, ExternalLine, ExternalOrder, Payment, Progress

from . import order_queries as shapes
from .money import decimal_of

CANCELLED = "Cancelled"
_SENT = frozenset({"Shipped", "Delivered"})
#: States in which Vendure's own process of orders lets the rest of an order be sent.
_SHIPPABLE = frozenset({"PaymentSettled", "PartiallyShipped", "PartiallyDelivered"})
#: What the part of a parcel's id says that Vendure has no fulfilment of yet.
_REST = "rest"


def order_of(row: shapes.Order, precision: int) -> ExternalOrder:
    """The order of a row. ``precision``: decimals of Vendure's money."""
    is_over = row.state == CANCELLED
    return ExternalOrder(
        external_id=row.id,
        number=row.code,
        raw_status=row.state,
        payment=_payment(row),
        progress=_progress(row),
        can_ship=row.state in _SHIPPABLE and any(rest_of(line) for line in row.lines),
        currency=row.currency_code,
        total=decimal_of(row.total_with_tax, precision),
        placed_at=row.order_placed_at or row.created_at,
        updated_at=row.updated_at,
        buyer=_address(row),
        lines=tuple(_line(line, precision, is_over=is_over) for line in sorted(row.lines, key=_age)),
        shipping_option=row.shipping_lines[0].shipping_method.name if row.shipping_lines else "",
    )


def _age(line: shapes.Line) -> tuple[int, str]:
    """By which lines stand in the order in which they were bought: Vendure answers with them in any."""
    return len(line.id), line.id


def rest_of(line: shapes.Line) -> int:
    """How many pieces of a line no fulfilment has."""
    taken = sum(item.quantity for item in line.fulfillment_lines or [] if item.fulfillment.state != CANCELLED)
    return max(line.quantity - taken, 0)


def paid(row: shapes.Order) -> int:
    """The money that the seller has of an order, in Vendure's whole numbers."""
    return sum(payment.amount for payment in row.payments or [] if payment.state == "Settled")


def refunded(row: shapes.Order) -> int:
    """The money that was given back, or is on its way back."""
    return sum(refund.total for refund in refunds_of(row.payments) if refund.state != "Failed")


def refunds_of(payments: Sequence[shapes.Payment] | None) -> list[shapes.Refund]:
    """The refunds of an order's payments."""
    return [refund for payment in payments or [] for refund in payment.refunds]


def parcels_of(row: shapes.Order) -> Sequence[Parcel]:
    """A parcel for each fulfilment, and one for what no fulfilment has yet."""
    parcels = [_parcel(row, sent) for sent in row.fulfillments or [] if _is_parcel(row, sent)]
    rest = tuple(line.id for line in row.lines if rest_of(line))
    if rest and row.state in _SHIPPABLE:
        parcels.append(Parcel(f"{row.id}/{_REST}", rest, "", "", is_arranged=False, is_own=True))
    return parcels


def split_parcel_id(parcel_id: str) -> tuple[str, str]:
    """The ids of the order and of the fulfilment, which is "" where there is none yet."""
    order_id, _, fulfilment_id = parcel_id.partition("/")
    return order_id, "" if fulfilment_id == _REST else fulfilment_id


def parcel_id_of(order_id: str, fulfilment_id: str) -> str:
    return f"{order_id}/{fulfilment_id}"


def is_sent(sent: shapes.Sent) -> bool:
    return sent.state in _SENT


def _is_parcel(row: shapes.Order, sent: shapes.Sent) -> bool:
    """What was prepared for a cancelled order is not sent any more."""
    return sent.state != CANCELLED and (row.state != CANCELLED or is_sent(sent))


def _parcel(row: shapes.Order, sent: shapes.Sent) -> Parcel:
    return Parcel(
        external_id=parcel_id_of(row.id, sent.id),
        line_ids=tuple(line.order_line_id for line in sent.lines),
        carrier=sent.method,
        tracking_number=sent.tracking_code or "",
        is_arranged=is_sent(sent),
        is_own=True,
    )


def _payment(row: shapes.Order) -> Payment:
    money = paid(row)
    if not money:
        return Payment.PAID if row.total_with_tax == 0 and row.state != CANCELLED else Payment.UNPAID
    if refunded(row) >= money:
        return Payment.REFUNDED
    return Payment.PAID if money >= row.total_with_tax else Payment.UNPAID


def _progress(row: shapes.Order) -> Progress:
    if row.state == CANCELLED:
        return Progress.CANCELLED
    lines = [line for line in row.lines if line.quantity]
    gone = [line for line in lines if _gone(line) >= line.quantity]
    if row.state == "Delivered":
        return Progress.DELIVERED
    if lines and len(gone) == len(lines):
        return Progress.SHIPPED
    return Progress.PARTLY_SHIPPED if any(_gone(line) for line in lines) else Progress.OPEN


def _gone(line: shapes.Line) -> int:
    return sum(item.quantity for item in line.fulfillment_lines or [] if item.fulfillment.state in _SENT)


def _line(line: shapes.Line, precision: int, *, is_over: bool) -> ExternalLine:
    is_cancelled = is_over or line.quantity == 0
    variant = line.product_variant
    return ExternalLine(
        external_id=line.id,
        product_id=variant.product_id,
        sku_id=variant.id,
        seller_sku=variant.sku,
        title=variant.product.name,
        options=", ".join(option.name for option in variant.options),
        quantity=line.quantity or line.order_placed_quantity,
        unit_price=decimal_of(line.prorated_unit_price_with_tax, precision),
        image_url=line.featured_asset.preview if line.featured_asset else "",
        is_cancelled=is_cancelled,
        is_gone=not is_cancelled and _gone(line) >= line.quantity,
    )


def _address(row: shapes.Order) -> Address:
    address = row.shipping_address or shapes.Address()
    customer = row.customer
    name = f"{customer.first_name} {customer.last_name}".strip() if customer else ""
    return Address(
        name=address.full_name or name,
        phone=address.phone_number or (customer.phone_number if customer else "") or "",
        email=customer.email_address if customer else "",
        lines=tuple(line for line in (address.company, address.street_line1, address.street_line2) if line),
        city=address.city or "",
        state=address.province or "",
        postcode=address.postal_code or "",
        country=address.country_code or "",
    )
