"""Sends pictures to Shopify, which takes them from where it had them uploaded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from shopwright.hub.channels.protocol import ChannelError

from . import queries as shapes
from .api import Api


def send_pictures(api: Api, images: Sequence[bytes]) -> list[str]:
    """Upload pictures; returns their addresses for a product. Raises ChannelError."""
    if not images:
        return []
    files = [_file(image) for image in images]
    values = [
        {"resource": "IMAGE", "filename": name, "mimeType": media_type, "httpMethod": "POST"}
        for name, media_type in files
    ]
    reply = api.call(shapes.STAGE, shapes.StageReply, input=values).staged_uploads_create
    if reply.user_errors or len(reply.staged_targets) != len(images):
        words = " ".join(error.message for error in reply.user_errors)
        raise ChannelError(f"Shopify takes no pictures now. {words}".strip(), is_passing=not reply.user_errors)
    for image, (name, media_type), target in zip(images, files, reply.staged_targets, strict=True):
        fields = {item.name: item.value for item in target.parameters}
        api.upload(target.url, fields, name, image, media_type)
    return [target.resource_url for target in reply.staged_targets]


def _file(image: bytes) -> tuple[str, str]:
    kind = "png" if image.startswith(b"\x89PNG") else "webp" if image[8:12] == b"WEBP" else "jpeg"
    return f"{hashlib.sha256(image).hexdigest()[:24]}.{kind}", f"image/{kind}"
