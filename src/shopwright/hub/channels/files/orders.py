"""Orders as rows of a table: one row for each line, those of one order by its number.

Columns: ``order``, and for a new order ``sku``, ``quantity`` and ``price``; beside them ``line``, ``title``,
``options``, ``product``, ``status`` (paid, unpaid, cancelled, shipped), ``currency``, ``total``, ``placed_at``,
``ship_by``, ``note``, ``shipping``, ``name``, ``email``, ``phone``, ``address1`` to ``address3``, ``city``, ``state``,
``postcode`` and ``country``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from shopwright.hub.channels.protocol import Address, ExternalLine, ExternalOrder, Payment, Progress

from .tables import Row, TableError, number, whole_number

_STATUSES = {
    "": "paid",
    "open": "paid",
    "paid": "paid",
    "unpaid": "unpaid",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "shipped": "shipped",
}


def order_of(rows: Sequence[Row], known: ExternalOrder | None, currency: str, now: datetime) -> ExternalOrder:
    """The order of its rows. ``known``: as it was before, which rows without goods change the status of.

    Raises TableError for rows that make no order.
    """
    first = rows[0]
    status = _STATUSES.get(first.get("status", "").lower())
    if status is None:
        raise TableError(f"The status {first['status']!r} is not paid, unpaid, cancelled or shipped.")
    if known is not None and not any(row.get("sku") for row in rows):
        return with_status(known, status)
    lines = tuple(_line(row, count) for count, row in enumerate(rows, start=1))
    if len({line.external_id for line in lines}) < len(lines):
        raise TableError("Two rows of the order have the same number in the column line.")
    total = first.get("total")
    placed = known.placed_at if known else now
    order = ExternalOrder(
        external_id=first["order"],
        number=first["order"],
        raw_status=status,
        payment=Payment.PAID,
        progress=Progress.OPEN,
        can_ship=True,
        currency=(first.get("currency") or currency).upper(),
        total=number(total) if total else sum((line.unit_price * line.quantity for line in lines), Decimal(0)),
        placed_at=_time(first.get("placed_at", "")) or placed,
        updated_at=now,
        buyer=_buyer(first),
        lines=lines,
        buyer_note=first.get("note", ""),
        ship_by=_time(first.get("ship_by", "")),
        shipping_option=first.get("shipping", ""),
    )
    return with_status(order, status)


def with_status(order: ExternalOrder, status: str) -> ExternalOrder:
    """An order in another status."""
    is_over = status == "cancelled"
    is_shipped = status == "shipped"
    progress = Progress.CANCELLED if is_over else Progress.SHIPPED if is_shipped else Progress.OPEN
    return replace(
        order,
        raw_status=status,
        payment=Payment.UNPAID if status == "unpaid" else Payment.PAID,
        progress=progress,
        can_ship=status == "paid",
        lines=tuple(replace(line, is_cancelled=is_over, is_gone=is_shipped) for line in order.lines),
    )


def _line(row: Row, count: int) -> ExternalLine:
    for name in ("sku", "quantity", "price"):
        if not row.get(name):
            raise TableError(f"The column {name} is empty.")
    quantity = whole_number(row["quantity"])
    if not quantity:
        raise TableError("The quantity is 0.")
    return ExternalLine(
        external_id=f"{row['order']}/{row.get('line') or count}",
        product_id=row.get("product") or row["sku"],
        sku_id=row["sku"],
        seller_sku=row["sku"],
        title=row.get("title") or row["sku"],
        options=row.get("options", ""),
        quantity=quantity,
        unit_price=number(row["price"]),
    )


def _buyer(row: Row) -> Address:
    lines = (row.get(name, "") for name in ("address1", "address2", "address3"))
    return Address(
        name=row.get("name", ""),
        phone=row.get("phone", ""),
        email=row.get("email", ""),
        lines=tuple(line for line in lines if line),
        city=row.get("city", ""),
        state=row.get("state", ""),
        postcode=row.get("postcode", ""),
        country=row.get("country", "").upper(),
    )


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise TableError(f"{text!r} is no time such as 2026-11-28T14:30:00Z.") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
