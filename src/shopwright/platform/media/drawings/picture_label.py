"""What a drawn picture shows, kept in a text of its PNG, so that a copy of it is known again."""

from __future__ import annotations

import io
import logging

import msgspec
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from shopwright import decoders

from .motifs import MOTIFS
from .picture_spec import PictureSpec

log = logging.getLogger("shopwright.platform")

#: The keyword of the text.
_KEYWORD = "Drawing"

#: The most characters of a title or a variant that are drawn.
_MOST = 300

_decode = decoders.decoder(PictureSpec).decode


def label_of(spec: PictureSpec) -> PngInfo:
    """The text for a picture's PNG."""
    label = PngInfo()
    label.add_itxt(_KEYWORD, msgspec.json.encode(spec).decode())
    return label


def read_label(data: bytes) -> PictureSpec | None:
    """What a PNG says that it shows; ``None`` for one that says nothing that could be drawn, and for other files."""
    if not data.startswith(b"\x89PNG"):
        return None
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            text = image.info.get(_KEYWORD)
        spec = _decode(text.encode()) if isinstance(text, str) else None
    except (OSError, SyntaxError, ValueError, msgspec.MsgspecError, Image.DecompressionBombError) as error:
        log.info("an upload's label cannot be read: %r", error)
        return None
    is_drawable = spec is not None and spec.motif in MOTIFS and max(len(spec.title), len(spec.variant)) <= _MOST
    return spec if is_drawable else None
