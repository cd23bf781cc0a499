"""``/portal/shops/{shop_id}/data/{kind}.{format}``: the files that a shop's page offers."""

from __future__ import annotations

from starlette.responses import Response

from shopwright.platform.core.pages.page import GET, Ask, Page

from .sandbox import export_file


async def data_file(ask: Ask) -> Response:
    """Everything of a kind, as a file to download."""
    of = ask.path("shop_id"), ask.path("kind"), ask.path("format")
    return await ask.run(lambda: export_file(ask.services, *of))


PAGES = (Page("/portal/shops/{shop_id}/data/{kind}.{format}", GET, data_file),)
