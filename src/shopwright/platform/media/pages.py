"""``/media/…``: uploaded images and files, and the demo shop's drawn pictures."""

from __future__ import annotations

import asyncio
import logging
import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shopwright.platform.core.failures import guarded
from shopwright.platform.core.services import Services

from .contents import contents_of
from .images import BrokenImageError, HugeImageError, scaled_png
from .store import IMAGE, Media, MediaRecords

log = logging.getLogger("shopwright.platform")

CONTENT_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIC": "image/heic",
    "BMP": "image/bmp",
    "GIF": "image/gif",
    "PDF": "application/pdf",
}


#: A rendition's name behind a URI: ``~tplv-thumb:300:300`` fits the image into that square.
_RENDITION = re.compile(r"(?P<media_id>.+)~tplv-[a-z-]+:(?P<width>\d{1,4}):(?P<height>\d{1,4})")


#: How many images are scaled down at once: each takes memory for all its pixels, and the route needs no token.
_MOST_SCALED_AT_ONCE = 2


def media_routes(services: Services) -> list[Route]:
    """The route that serves uploads and their renditions."""
    scaling = asyncio.Semaphore(_MOST_SCALED_AT_ONCE)

    async def show(request: Request) -> Response:
        rendition = _RENDITION.fullmatch(request.path_params["media_id"])
        media_id = rendition["media_id"] if rendition else request.path_params["media_id"]
        run = await services.run(lambda: _load(services, media_id))
        if run is None:
            return Response("There is no such file.\n", 404, media_type="text/plain")
        media, data = run
        kind = CONTENT_TYPES.get(media.doc.format, "application/octet-stream")
        if rendition and media.kind == IMAGE:
            async with scaling:
                scaled = await run_in_threadpool(_fit, data, (int(rendition["width"]), int(rendition["height"])))
            data, kind = (scaled, "image/png") if scaled is not None else (data, kind)
        headers = {"cache-control": "public, max-age=86400", "x-content-type-options": "nosniff"}
        return Response(data, media_type=kind, headers=headers)

    return [Route("/media/{media_id:path}", guarded(services, "media", show))]


def _fit(data: bytes, size: tuple[int, int]) -> bytes | None:
    """A PNG of at most that size; ``None`` for a picture that cannot be scaled, which is then shown as it is."""
    try:
        return scaled_png(data, size)
    except (BrokenImageError, HugeImageError) as error:
        log.info("a picture is shown unscaled: %r", error)
        return None


def _load(services: Services, media_id: str) -> tuple[Media, bytes] | None:
    """The record and the bytes; ``None`` where there is no such record, or its file is gone."""
    if "\0" in media_id:  # no id has one, and PostgreSQL takes none
        return None
    with services.store.read() as tx:
        media = tx[MediaRecords].get(media_id)
    if media is None:
        return None
    try:
        return media, contents_of(services, media)
    except FileNotFoundError:
        log.warning("the file of %s is gone", media_id)
        return None
