"""``/media/…``: uploaded images and files, and the demo shop's drawn pictures."""

from __future__ import annotations

import io
import re

from PIL import Image
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shopwright.platform.files import FileStore
from shopwright.platform.store.media import MediaRecords

from .demo.catalogue import PictureSpec, load
from .demo.pictures import render
from .services import Services
from .store.media import IMAGE, Media

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
    return one, _draw(one.doc.picture) if one.doc.picture else services[FileStore].get(one.doc.blob or "")


def _draw(key: str) -> bytes:
    for product in load().products:
        if product.key == key:
            return render(product.picture)
        for sku in product.skus:
            if sku.seller_sku == key:
                return render(sku.picture)
    return render(PictureSpec("gift", key))  # a product of a replayed history: its title
