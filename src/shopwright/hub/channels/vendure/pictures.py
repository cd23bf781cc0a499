"""Sends pictures to Vendure, each once: a picture's name there says what is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from shopwright.hub.channels.protocol import ChannelError

from . import product_writes as written
from .api import Api

#: The beginning of what Vendure says that has no plugin for pictures.
_NO_PLUGIN = "error.no-asset-"
_KINDS = {b"\x89PNG": ("png", "image/png"), b"\xff\xd8\xff": ("jpg", "image/jpeg"), b"RIFF": ("webp", "image/webp")}


def send_pictures(api: Api, pictures: Sequence[bytes]) -> list[str]:
    """The ids of Vendure's assets with these pictures. Raises ChannelError."""
    return [_send(api, content) for content in pictures]


def _send(api: Api, content: bytes) -> str:
    ending, media_type = next(
        (kind for start, kind in _KINDS.items() if content.startswith(start)), ("bin", "application/octet-stream")
    )
    name = f"shopwright-{hashlib.sha256(content).hexdigest()[:32]}.{ending}"
    known = api.call(written.ASSETS, written.AssetsReply, name=name).assets.items
    if known:
        return known[0].id
    made = _upload(api, name, content, media_type)
    (asset,) = made.create_assets
    if asset.error_code:
        raise ChannelError(f"Vendure: {asset.message}", code=asset.error_code)
    return asset.id


def _upload(api: Api, name: str, content: bytes, media_type: str) -> written.CreateAssetsReply:
    try:
        return api.upload(written.CREATE_ASSETS, written.CreateAssetsReply, "input", name, content, media_type)
    except ChannelError as error:
        if _NO_PLUGIN not in error.message:
            raise
        raise ChannelError(
            "That Vendure has nowhere to keep pictures.",
            code="NO_ASSETS",
            remedy="Add the AssetServerPlugin to its configuration.",
        ) from error
