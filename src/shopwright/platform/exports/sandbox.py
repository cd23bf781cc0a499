"""``GET /sandbox/exports/{kind}``: a shop's data as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Literal

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.control.shapes import Key, Query
from shopwright.platform.core.services import Services

from .files import ALL, pieces, write_export
from .kinds import KINDS

_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


class ExportQuery(Query):
    """``format``: of the file, or of those in the ZIP that ``all`` is."""

    shop_id: Key
    format: Literal["json", "csv"] = "json"


class ExportFile(StreamingResponse):
    """A file to download: ``{kind, shop_id, at, rows, count}`` as JSON, a table as CSV, or a ZIP of five files."""

    media_type = "application/json"

    def __init__(self, file: IO[bytes], headers: Mapping[str, str]) -> None:
        super().__init__(pieces(file), headers=headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()  # also where the reader left before the first piece


def export_data(services: Services, kind: str, query: ExportQuery) -> ExportFile:
    """All products, orders, inventory, messages or reviews of a shop, or ``all`` of these, at one moment."""
    return export_file(services, query.shop_id, kind, query.format)


def export_file(services: Services, shop_id: str, kind: str, form: str) -> ExportFile:
    """The reply that brings a file; 40401 for a kind or a shop that there is not."""
    if kind not in (*KINDS, ALL) or form not in _TYPES:
        raise NOT_FOUND(what=f"The export {kind[:40]}.{form[:10]}")
    file = write_export(services, shop_id, kind, form)
    name = f"{shop_id}.zip" if kind == ALL else f"{kind}.{form}"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-type": "application/zip" if kind == ALL else _TYPES[form],
    }
    return ExportFile(file, headers)
