"""Checks uploads and keeps them, for every operation that takes a file."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Form
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind
from shopwright.wire.message_keywords import FIELD_MISSING

from .errors import (
    IMAGE_FORMAT_NOT_PROCESSED,
    IMAGE_SIDES_OUT_OF_RANGE,
    IMAGE_UNREADABLE,
    UPLOAD_TOO_LARGE,
    UPLOAD_TYPE_REFUSED,
)
from .file_store import FileStore
from .images import READERS, BrokenImageError, HugeImageError, ImageShape, UnknownImageError, image_shape
from .store import FILE, IMAGE, Media, MediaDocument, MediaRecords

#: Least and most pixels of each side of an image (docs/reference/catalogue.md#limits).
IMAGE_SIDES = (100, 20_000)

#: The first part of the URI of each image.
_BUCKET = "tos-useast2a-i-shopwright"

#: A PDF begins within so many bytes of its file.
_PDF_HEAD = 1024


def read_data(form: Form) -> bytes:
    """The bytes of the part ``data``. Raises 36009004 if there is no such part."""
    data = form.data("data")
    if data is None:
        raise FIELD_MISSING(field="Data")
    return data


def check_size(data: bytes, most: int) -> None:
    """Raises ``UPLOAD_TOO_LARGE`` for more than so many bytes."""
    if len(data) > most:
        raise UPLOAD_TOO_LARGE(limit=most // 2**20)


def check_image(data: bytes, readers: Sequence[str] = READERS) -> ImageShape:
    """Format and pixels of an image that may be kept.

    Raises ``IMAGE_UNREADABLE``, ``UPLOAD_TYPE_REFUSED`` for a format that none of the readers takes,
    ``IMAGE_FORMAT_NOT_PROCESSED`` for more pixels than are processed, ``IMAGE_SIDES_OUT_OF_RANGE``.
    """
    try:
        shape = image_shape(data, readers)
    except HugeImageError as error:
        raise IMAGE_FORMAT_NOT_PROCESSED() from error
    except UnknownImageError as error:
        raise (UPLOAD_TYPE_REFUSED(type=error.type) if error.type else IMAGE_UNREADABLE()) from error
    except BrokenImageError as error:
        raise IMAGE_UNREADABLE() from error
    least, most = IMAGE_SIDES
    if min(shape.width, shape.height) < least or max(shape.width, shape.height) > most:
        raise IMAGE_SIDES_OUT_OF_RANGE(width=shape.width, height=shape.height, least=least, most=most)
    return shape


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF, by what they begin with."""
    return b"%PDF-" in data[:_PDF_HEAD]


def new_uri() -> str:
    """A URI for an image that is yet to be kept."""
    return f"{_BUCKET}/{secrets.token_hex(16)}"


def made_uri(uri: str, way: str) -> str:
    """The URI of what is made of an image in some way: always the same, so that it is made once."""
    return f"{_BUCKET}/{hashlib.sha256(f'{way} {uri}'.encode()).hexdigest()[:32]}"


def keep_made_image(call: Call, uri: str, data: bytes, doc: MediaDocument) -> Media:
    """Keep an image that the platform made for the calling seller."""
    media = Media(uri, call.account.account_id, IMAGE, doc, call.tx.now_ms())
    _store(call.tx, call.services[FileStore], media, data)
    return media


def keep_image(call: Call, data: bytes, shape: ImageShape, use_case: str) -> str:
    """Keep an image of the calling seller; answers its URI."""
    return store_image(call.tx, call.services[FileStore], call.account.account_id, data, shape, use_case)


def keep_file(call: Call, data: bytes, doc: MediaDocument) -> str:
    """Keep a file of the calling seller; answers its id."""
    return store_file(call.tx, call.services[FileStore], call.account.account_id, data, doc)


def store_image(tx: Tx, files: FileStore, account_id: str, data: bytes, shape: ImageShape, use_case: str) -> str:
    """Keep an image of a seller; answers its URI."""
    uri = new_uri()
    doc = MediaDocument(format=shape.format, width=shape.width, height=shape.height, use_case=use_case)
    _store(tx, files, Media(uri, account_id, IMAGE, doc, tx.now_ms()), data)
    return uri


def store_file(tx: Tx, files: FileStore, account_id: str, data: bytes, doc: MediaDocument) -> str:
    """Keep a file of a seller; answers its id."""
    file_id = tx.new_id(IdKind.FILE)
    _store(tx, files, Media(file_id, account_id, FILE, doc, tx.now_ms()), data)
    return file_id


def _store(tx: Tx, files: FileStore, media: Media, data: bytes) -> None:
    media.doc.size, media.doc.blob = len(data), files.put(data)
    tx[MediaRecords].add(media)
