"""Cause, remedy and page of an error code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from shopwright.wire.meanings import DOCUMENTED_AT, meaning_of

#: How a platform names the page of the code that it answers with (RFC 8288).
_HELP = re.compile(r'<(/[!-;=?-~]{1,300})>;\s*rel="help"')


def remedy_of(code: int) -> tuple[str, str]:
    """Cause and remedy of a code; a general text for a code that is not documented.

    The cause begins with the code's meaning, as a server's message is often too short, or in another language.
    """
    known = meaning_of(code)
    if known is None:
        return (
            "The code is not among those that TikTok Shop documents.",
            "Read the server's message; with the request id TikTok's support can say more.",
        )
    return f"{known.meaning} {known.cause}".rstrip(), known.remedy


def page_of(code: int, headers: Mapping[str, str], base_url: str) -> str:
    """Where a code is explained: on the platform that answered, else in the documentation; empty where it is not."""
    if named := _HELP.search(headers.get("link", "")):
        return urljoin(base_url, f"/{named[1].lstrip('/')}")
    return DOCUMENTED_AT.format(code=code) if meaning_of(code) is not None else ""
