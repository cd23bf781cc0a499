"""Styles, script and icon: served with an ETag, kept by browsers for as long as the address carries their digest."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

import msgspec
from starlette.requests import Request
from starlette.responses import Response

_TYPES = {
    "portal.css": "text/css; charset=utf-8",
    "portal.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_FOREVER, _A_WHILE = "public, max-age=31536000, immutable", "public, max-age=300"


class Asset(msgspec.Struct, frozen=True):
    content: bytes
    media_type: str
    digest: str


@cache
def asset(name: str) -> Asset:
    """A file of ours; ``LookupError`` for any other name."""
    media_type = _TYPES[name]
    content = files("shopwright.platform.core.pages").joinpath("static", name).read_bytes()
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:16])


def asset_url(name: str) -> str:
    """Where a page finds a file: the address changes with the content."""
    return f"/static/{name}?v={asset(name).digest}"


async def serve(request: Request) -> Response:
    """``/static/{name}``."""
    name = request.path_params.get("name", "icon.svg")
    if name not in _TYPES:
        return Response("There is no such file.\n", 404, media_type="text/plain")
    file = asset(name)
    lasting = request.query_params.get("v") == file.digest
    headers = {
        "etag": f'"{file.digest}"',
        "cache-control": _FOREVER if lasting else _A_WHILE,
        "x-content-type-options": "nosniff",
    }
    if f'"{file.digest}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(file.content, headers={**headers, "content-type": file.media_type})
