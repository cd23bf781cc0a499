"""Order exports as shops download them: rows with what matters said, in CSV and as workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from shopwright.platform.market.regions import region
from shopwright.platform.replay.history import read_history
from shopwright.platform.replay.model import History, ReplayOptions

from .histories import lines_of

Row = Mapping[str, object]

#: Seller Center's columns and the texts below them, as public programs for sellers name them.
SELLER_CENTER = {
    "Order ID": "Platform unique order ID.",
    "Order Status": "Current order status.",
    "Order Substatus": "",
    "Cancelation/Return Type": "The field to explain the order is in cancellation or in return/refund.",
    "Normal or Pre-order": "",
    "SKU ID": "Platform SKU ID.",
    "Seller SKU": "Seller sku input by the seller in the product system.",
    "Product Name": "Platform product name.",
    "Variation": "Platform SKU variation",
    " Virtual Bundle Seller SKU": "",
    "Quantity": "SKU sold quantity in the order.",
    "Sku Quantity of return": "SKU returned quantity in the order.",
    "SKU Unit Original Price": "1 SKU original price.",
    "SKU Subtotal Before Discount": "It equals to SKU Unit Original Price * Sku Quantity.",
    "SKU Platform Discount": "Total platform discount in this SKU ID.",
    "SKU Seller Discount": "Total seller discount in this SKU ID.",
    "SKU Subtotal After Discount": "",
    "Shipping Fee After Discount": "",
    "Original Shipping Fee": "",
    "Shipping Fee Seller Discount": "",
    "Shipping Fee Platform Discount": "",
    "Payment platform discount": "",
    "Taxes": "",
    "Order Amount": "",
    "Order Refund Amount": "",
    "Created Time": "The time when the order was created.",
    "Paid Time": "",
    "RTS Time": "",
    "Shipped Time": "",
    "Delivered Time": "",
    "Cancelled Time": "",
    "Cancel By": "",
    "Cancel Reason": "",
    "Fulfillment Type": "",
    "Tracking ID": "The order's tracking number.",
    "Shipping Provider Name": "",
    "Buyer Username": "",
    "Country": "",
}

SHOPIFY = (
    "Name",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Fulfilled at",
    "Accepts Marketing",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Shipping Method",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem compare at price",
    "Lineitem sku",
    "Lineitem requires shipping",
    "Lineitem taxable",
    "Lineitem fulfillment status",
    "Billing Name",
    "Shipping Country",
    "Notes",
    "Cancelled at",
    "Payment Method",
    "Refunded Amount",
    "Vendor",
    "Id",
    "Lineitem discount",
)


def sold(order: object = "576461423456789012", **cells: object) -> dict[str, object]:
    """One row of Seller Center's export; underscores in names stand for blanks."""
    usual: dict[str, object] = {
        "Order ID": f"{order}\t",
        "Order Status": "Completed",
        "SKU ID": "1729412345678901234\t",
        "Seller SKU": "MUG-01",
        "Product Name": "Blue mug",
        "Variation": "Default",
        "Quantity": 1,
        "SKU Unit Original Price": "19.99",
        "Created Time": "03/25/2026 10:00:05 PM\t",
        "Buyer Username": "ada",
        "Country": "United States",
    }
    return {**usual, **{name.replace("_", " "): value for name, value in cells.items()}}


def csv_of(header: Sequence[str], rows: Sequence[Row], *, describes: bool = False) -> str:
    """Rows as CSV below a header, with Seller Center's descriptions between them where asked for."""
    lines = [[str(row.get(name, row.get(name.strip(), ""))) for name in header] for row in rows]
    if describes:
        lines.insert(0, [SELLER_CENTER[name] for name in header])
    return lines_of([header, *lines])


def seller_center(*rows: Row, describes: bool = True) -> str:
    return csv_of(tuple(SELLER_CENTER), rows, describes=describes)


def shopify(*rows: Row) -> str:
    return csv_of(SHOPIFY, rows)


def reading(code: str = "US", **arguments: Any) -> ReplayOptions:
    """Options as the command makes them for a shop of a market."""
    market = region(code)
    prices = market.price.local
    usual = {
        "price_range": (prices.least, prices.most),
        "price_decimals": market.currency_decimals,
        "region": code,
        "currency": market.currency,
    }
    return ReplayOptions(**{**usual, **arguments})


def read_export(folder: Path, content: str | bytes, code: str = "US", name: str = "orders.csv", **more: Any) -> History:
    """Write a file and read it for a shop of a market."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_history(path, reading(code, **more))


def money(text: str) -> Decimal:
    return Decimal(text)


_CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
STYLES = (
    f"<styleSheet {_MAIN}>"
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="[$-409]dd/mm/yyyy\\ hh:mm"/></numFmts>'
    '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="2"/></cellXfs>'
    "</styleSheet>"
)


def workbook(
    sheets: Mapping[str, str], *, shared: str = "", hidden: Sequence[str] = (), more: Mapping[str, bytes] | None = None
) -> bytes:
    """A workbook of sheets, each given as the XML of its rows."""
    listed, links, parts = "", "", dict[str, str | bytes]()
    for number, (name, rows) in enumerate(sheets.items(), 1):
        state = "hidden" if name in hidden else "visible"
        listed += f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        links += f'<Relationship Id="rId{number}" Target="worksheets/sheet{number}.xml"/>'
        data = f'<dimension ref="A1"/><sheetData>{rows}</sheetData>'
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {_MAIN}>{data}</worksheet>"
    parts |= {
        "[Content_Types].xml": _CONTENT_TYPES,
        "xl/workbook.xml": f"<workbook {_MAIN} {_LINKS}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/styles.xml": STYLES,
        **({"xl/sharedStrings.xml": f"<sst {_MAIN}>{shared}</sst>"} if shared else {}),
        **(more or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def text_cell(reference: str, text: object) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(str(text))}</t></is></c>'


def sheet_of(header: Sequence[str], rows: Sequence[Sequence[object]], *, one_by_one: bool = True) -> str:
    """The XML of rows of text; each cell of the header is a row of its own, as Seller Center writes it."""
    names = [text_cell(f"{column(at)}1", name) for at, name in enumerate(header)]
    first = (
        "".join(f'<row r="1">{cell}</row>' for cell in names) if one_by_one else f'<row r="1">{"".join(names)}</row>'
    )
    others = (
        f'<row r="{number}">'
        + "".join(text_cell(f"{column(at)}{number}", text) for at, text in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, 2)
    )
    return first + "".join(others)


def column(at: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
