"""Styles, scripts and icon: served with an ETag, kept by browsers for as long as the address carries their digest."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files

import msgspec
from starlette.requests import Request
from starlette.responses import Response

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_NAME = re.compile(r"[a-z_]+\.(css|js|svg)")
_FOREVER, _A_WHILE = "public, max-age=31536000, immutable", "public, max-age=300"


class Asset(msgspec.Struct, frozen=True):
    content: bytes
    media_type: str
    digest: str


class Assets:
    """The files in the folder ``static`` of each of some packages; each file is read once."""

    def __init__(self, packages: tuple[str, ...]) -> None:
        self._packages = packages
        self._known: dict[str, Asset] = {}

    def get(self, name: str) -> Asset | None:
        """A file of ours; ``None`` for any other name."""
        match = _NAME.fullmatch(name)
        if match and name not in self._known:
            for package in self._packages:
                file = files(package).joinpath("static", name)
                if file.is_file():
                    content = file.read_bytes()
                    digest = hashlib.sha256(content).hexdigest()[:16]
                    self._known[name] = Asset(content, _TYPES[match[1]], digest)
        return self._known.get(name)

    def url(self, name: str) -> str:
        """Where a page finds a file: the address changes with the content. ``LookupError`` for a name of no file."""
        asset = self.get(name)
        if asset is None:
            raise LookupError(f"no package has the file static/{name}")
        return f"/static/{name}?v={asset.digest}"

    async def serve(self, request: Request) -> Response:
        """``/static/{name}``."""
        file = self.get(request.path_params.get("name", "icon.svg"))
        if file is None:
            return Response("There is no such file.\n", 404, media_type="text/plain")
        lasting = request.query_params.get("v") == file.digest
        headers = {
            "etag": f'"{file.digest}"',
            "cache-control": _FOREVER if lasting else _A_WHILE,
            "x-content-type-options": "nosniff",
        }
        if f'"{file.digest}"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(file.content, headers={**headers, "content-type": file.media_type})
