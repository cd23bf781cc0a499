"""Tables for spreadsheets: CSV as it is read, and XLSX with one sheet."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from xml.sax.saxutils import escape

from starlette.responses import Response, StreamingResponse

from shopwright.platform.core.formulas import without_formulas

Cell = str | int | Decimal
#: Rows that are read together.
Batch = Sequence[Sequence[Cell]]

_CSV = "text/csv; charset=utf-8"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XLSX = f"{_KIND}.sheet"

#: How much of a file is kept in memory, in bytes, and how much of it is sent at once.
_IN_MEMORY, _PIECE = 4 * 1024 * 1024, 64 * 1024

#: What XML cannot hold, not even by a reference.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_XMLNS = "http://schemas.openxmlformats.org"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_XMLNS}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_XMLNS}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_XMLNS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_XMLNS}/spreadsheetml/2006/main" '
    f'xmlns:r="{_XMLNS}/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_XMLNS}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_XMLNS}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_SHEET = (
    f'<worksheet xmlns="{_XMLNS}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)


def utc_text(ms: int) -> str:
    """A time as spreadsheets read it; empty for 0, which is none."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") if ms else ""


async def export(name: str, kind: str, head: Sequence[str], batches: AsyncIterator[Batch]) -> Response:
    """A file to download: ``kind`` is ``csv`` or ``xlsx``."""
    headers = {
        "content-disposition": f'attachment; filename="{name}.{kind}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    if kind == "csv":
        return StreamingResponse(_csv(head, batches), headers={**headers, "content-type": _CSV})
    file = await _xlsx(head, batches)
    return StreamingResponse(_pieces(file), headers={**headers, "content-type": _XLSX})


async def _csv(head: Sequence[str], batches: AsyncIterator[Batch]) -> AsyncIterator[bytes]:
    """The file in pieces. It begins with a byte order mark, by which spreadsheets know that it is UTF-8."""
    yield b"\xef\xbb\xbf" + _csv_lines([head])
    async for batch in batches:
        yield _csv_lines(batch)


def _csv_lines(rows: Batch) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(
        [[without_formulas(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    )
    return text.getvalue().encode()


async def _xlsx(head: Sequence[str], batches: AsyncIterator[Batch]) -> SpooledTemporaryFile[bytes]:
    file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed when it was sent
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in _PARTS.items():
            archive.writestr(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f"{_SHEET}{_xlsx_row(head)}".encode())
            async for batch in batches:
                sheet.write("".join(map(_xlsx_row, batch)).encode())
            sheet.write(b"</sheetData></worksheet>")
    file.seek(0)
    return file


def _xlsx_row(row: Sequence[Cell]) -> str:
    return f"<row>{''.join(map(_xlsx_cell, row))}</row>"


def _xlsx_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_ILLEGAL.sub("", cell))}</t></is></c>'
    return f"<c><v>{cell}</v></c>"


async def _pieces(file: SpooledTemporaryFile[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
