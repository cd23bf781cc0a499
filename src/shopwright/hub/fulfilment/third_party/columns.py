"""The columns of hand-off files and of tracking files: their fields, headings and values."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from shopwright.hub.channels.protocol import Address
from shopwright.hub.core.spreadsheets import write_csv

from .models import FileFormat, HandOff, HandOffRow, ThirdParty

#: The fields of a hand-off file, with their usual headings and what they hold.
FIELDS: dict[str, tuple[str, str]] = {
    "action": ("action", "ship, ship again (a file before had it too) or cancel"),
    "order": ("order", "the order's number"),
    "sku": ("sku", "of one kind of goods: an order has a row for each"),
    "gtin": ("gtin", ""),
    "title": ("title", "the goods and their options"),
    "quantity": ("quantity", "pieces"),
    "recipient": ("recipient", ""),
    "address_1": ("address_1", ""),
    "address_2": ("address_2", "the rest of the street address"),
    "city": ("city", ""),
    "state": ("state", ""),
    "postcode": ("postcode", ""),
    "country": ("country", "two letters"),
    "phone": ("phone", ""),
    "email": ("email", ""),
    "note": ("note", "the buyer's, and for packers"),
    "ship_by": ("ship_by", "time in UTC"),
    "shipping": ("shipping", "what the buyer chose"),
    "carrier": ("carrier", "where the channel gives the label"),
    "tracking_number": ("tracking_number", "where the channel gives the label"),
    "label": ("label", "its file in the folder labels"),
    "file": ("file", "the number of this file"),
}

#: The fields of a tracking file, with their usual headings.
TRACKING_FIELDS = {
    "order": "order",
    "sku": "sku",
    "quantity": "quantity",
    "carrier": "carrier",
    "tracking_number": "tracking_number",
}

_ACTIONS = {"ship": "ship", "again": "ship again", "cancel": "cancel"}


class ColumnsError(Exception):
    """A list of columns that cannot be used; the text says why."""


def default_columns() -> list[tuple[str, str]]:
    return [(field, heading) for field, (heading, _) in FIELDS.items()]


def read_columns(text: str) -> list[tuple[str, str]]:
    """Columns from lines of ``field = heading``, in order; a line of a field alone has its usual heading."""
    columns: list[tuple[str, str]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        field, _, heading = (part.strip() for part in line.partition("="))
        if field not in FIELDS:
            raise ColumnsError(f"{field} is no field. There are: {', '.join(FIELDS)}.")
        columns.append((field, (heading or FIELDS[field][0])[:80]))
    if not {"order", "sku", "quantity", "action"} <= {field for field, _ in columns}:
        raise ColumnsError("The columns action, order, sku and quantity are needed.")
    headings = [heading.casefold() for _, heading in columns]
    if len(set(headings)) < len(headings):
        raise ColumnsError("Two columns have the same heading.")
    return columns


def read_tracking_columns(text: str) -> dict[str, str]:
    """Headings of a tracking file from lines of ``field = heading``; what is left out has its usual heading."""
    headings = dict(TRACKING_FIELDS)
    for line in filter(None, (line.strip() for line in text.splitlines())):
        field, _, heading = (part.strip() for part in line.partition("="))
        if field not in TRACKING_FIELDS:
            raise ColumnsError(f"{field} is no field. There are: {', '.join(TRACKING_FIELDS)}.")
        headings[field] = (heading or TRACKING_FIELDS[field])[:80]
    keys = {heading_key(heading) for heading in headings.values()}
    if len(keys) < len(headings):
        raise ColumnsError("Two columns have the same heading.")
    return headings


def as_text(columns: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{field} = {heading}" for field, heading in columns)


def heading_key(heading: str) -> str:
    """A heading as tables that were read have it."""
    return heading.strip().lower().replace(" ", "_")


def file_of(hand_off: HandOff, rows: Sequence[HandOffRow], parcels: Mapping[int, tuple[str, str, str]]) -> bytes:
    """A hand-off file. ``parcels``: carrier, tracking number and the label's name, by the ids of orders."""
    third_party = hand_off.third_party
    columns = third_party.columns or default_columns()
    lines = [
        [values.get(field, "") for field, _ in columns]
        for row in rows
        for values in _values(hand_off, row, parcels.get(row.order_id, ("", "", "")))
    ]
    return table_of(third_party, [heading for _, heading in columns], lines)


def table_of(third_party: ThirdParty, headings: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """A table in the format of a third party; texts that a spreadsheet would run are made harmless."""
    if third_party.file_format == FileFormat.XLSX:
        return _xlsx(headings, lines)
    file = io.BytesIO()
    write_csv(headings, lines, file)
    return file.getvalue()


def _xlsx(headings: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet("Orders")
    page.freeze_panes(1, 0)
    for number, line in enumerate([headings, *lines]):
        for column, value in enumerate(line):
            if isinstance(value, int):
                page.write_number(number, column, value)
            else:
                page.write_string(number, column, str(value)[:32_767])
    book.close()
    return file.getvalue()


def _values(hand_off: HandOff, row: HandOffRow, parcel: tuple[str, str, str]) -> Iterator[dict[str, object]]:
    order = row.order
    # A cancellation needs no buyer.
    buyer = order.buyer if row.act != "cancel" else Address()
    common: dict[str, object] = {
        "action": _ACTIONS[row.act],
        "order": order.number,
        "recipient": buyer.name,
        "address_1": buyer.lines[0] if buyer.lines else "",
        "address_2": ", ".join(buyer.lines[1:]),
        "city": buyer.city,
        "state": buyer.state,
        "postcode": buyer.postcode,
        "country": buyer.country,
        "phone": buyer.phone,
        "email": buyer.email,
        "note": " / ".join(filter(None, [order.buyer_note, order.note])) if row.act != "cancel" else "",
        "ship_by": _time(order.ship_by),
        "shipping": order.shipping_option,
        "carrier": parcel[0],
        "tracking_number": parcel[1],
        "label": parcel[2],
        "file": str(hand_off),
    }
    for goods in row.goods:
        title = f"{goods['title']}, {goods['options']}" if goods["options"] else goods["title"]
        yield {**common, **{name: goods[name] for name in ("sku", "gtin", "quantity")}, "title": title}


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
