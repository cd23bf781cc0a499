"""``/media/…``: uploaded images and files, and the demo shop's drawn pictures."""

from __future__ import annotations

import io
import re

from PIL import Image
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shopwright.platform.core.services import Services
from shopwright.platform.media.drawing.drawn_pictures import DrawnPictures

from .file_store import FileStore
from .store import IMAGE, Media, MediaRecords

CONTENT_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIC": "image/heic",
    "BMP": "image/bmp",
    "PDF": "application/pdf",
}


#: A rendition's name behind a URI: ``~tplv-thumb:300:300`` fits the image into that square.
_RENDITION = re.compile(r"(?P<media_id>.+)~tplv-[a-z-]+:(?P<width>\d{1,4}):(?P<height>\d{1,4})")


def media_routes(services: Services) -> list[Route]:
    """The route that serves uploads and their renditions."""

    async def show(request: Request) -> Response:
        rendition = _RENDITION.fullmatch(request.path_params["media_id"])
        media_id = rendition["media_id"] if rendition else request.path_params["media_id"]
        found = await services.run(lambda: _load(services, media_id))
        if found is None:
            return Response("There is no such file.\n", 404, media_type="text/plain")
        one, data = found
        kind = CONTENT_TYPES.get(one.doc.format, "application/octet-stream")
        if rendition and one.kind == IMAGE:
            size = int(rendition["width"]), int(rendition["height"])
            data, kind = await run_in_threadpool(_fit, data, size), "image/png"
        headers = {"cache-control": "public, max-age=86400", "x-content-type-options": "nosniff"}
        return Response(data, media_type=kind, headers=headers)

    return [Route("/media/{media_id:path}", show)]


def _fit(data: bytes, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.thumbnail((max(1, size[0]), max(1, size[1])))
        image.convert("RGBA").save(out, "PNG")
    return out.getvalue()


def _load(services: Services, media_id: str) -> tuple[Media, bytes] | None:
    with services.store.read() as tx:
        one = tx[MediaRecords].get(media_id)
    if one is None:
        return None
    drawn = services[DrawnPictures].draw(one.doc.picture) if one.doc.picture else None
    return one, drawn if drawn is not None else services[FileStore].get(one.doc.blob or "")
