"""Where the documentation is, by what somebody wants to do."""

from __future__ import annotations

from starlette.responses import Response

from shopwright.platform.core.pages.page import Ask
from shopwright.platform.reference.search_words import wishes


async def docs_page(ask: Ask) -> Response:
    """``/portal/docs``."""
    return ask.page("docs.html", wishes=wishes())
