"""Pictures in messages: what is uploaded, and under which address readers find it."""

from __future__ import annotations

import secrets

from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.platform.media.file_store import FileStore
from shopwright.platform.media.images import BrokenImageError, HugeImageError, UnknownImageError, image_shape
from shopwright.platform.media.store import IMAGE, Media, MediaDocument, MediaRecords

from .cards import PICTURES
from .errors import IMAGE_NOT_UPLOADED
from .rules import Fields

#: Limits of pictures (docs/reference/customer-service.md#content).
MAX_BYTES, READERS = 10 * 2**20, ("JPEG", "PNG", "WEBP", "GIF")

_BUCKET = "tos-useast2a-i-shopwright-chat"


def keep_picture(tx: Tx, services: Services, account_id: str, data: bytes) -> Fields:
    """Keep a picture of a seller's conversations; answers the content of a message with it. Raises 45101008."""
    if not data or len(data) > MAX_BYTES:
        raise IMAGE_NOT_UPLOADED(reason="it is empty" if not data else f"it is over {MAX_BYTES // 2**20} MB")
    try:
        shape = image_shape(data, READERS)
    except UnknownImageError as error:
        raise IMAGE_NOT_UPLOADED(reason=f"{error.type or 'its format'} is not taken") from error
    except (BrokenImageError, HugeImageError) as error:
        raise IMAGE_NOT_UPLOADED(reason="it cannot be read") from error
    uri = f"{_BUCKET}/{secrets.token_hex(16)}"
    doc = MediaDocument(format=shape.format, width=shape.width, height=shape.height, use_case=PICTURES, size=len(data))
    doc.blob = services[FileStore].put(data)
    tx[MediaRecords].add(Media(uri, account_id, IMAGE, doc, tx.now_ms()))
    return {"url": services.media_url(uri), "width": str(shape.width), "height": str(shape.height)}
