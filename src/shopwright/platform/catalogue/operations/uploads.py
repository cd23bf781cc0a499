"""uploadProductImage, uploadProductFile."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.errors import (
    FILE_EMPTY,
    FILE_NAME_MISSING,
    FILE_UNREADABLE,
    IMAGE_FORMAT_NOT_PROCESSED,
    IMAGE_SIDES_OUT_OF_RANGE,
    IMAGE_UNREADABLE,
    UPLOAD_TOO_LARGE,
    UPLOAD_TYPE_REFUSED,
    VIDEO_RATIO_OUT_OF_RANGE,
)
from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Form
from shopwright.platform.core.registry import operation
from shopwright.platform.media.file_store import FileStore
from shopwright.platform.media.images import (
    READERS,
    BrokenImageError,
    HugeImageError,
    ImageShape,
    UnknownImageError,
    image_shape,
)
from shopwright.platform.media.store import FILE, IMAGE, Media, MediaDocument, MediaRecords
from shopwright.platform.media.video import film_shape
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.ids import IdKind

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        UploadProductFileResponseData,
        UploadProductImageResponseData,
    )

#: Limits of uploads (docs/reference/catalogue.md#limits).
MAX_IMAGE_BYTES, MAX_PDF_BYTES, MAX_FILM_BYTES = 10 * 2**20, 20 * 2**20, 100 * 2**20
IMAGE_SIDES = (100, 20_000)
USE_CASES = (
    "ATTRIBUTE_IMAGE",
    "CERTIFICATION_IMAGE",
    "CUSTOMIZATION_IMAGE",
    "DESCRIPTION_IMAGE",
    "MAIN_IMAGE",
    "SIZE_CHART_IMAGE",
)

#: A film may be as tall as 9:16 and as wide as 16:9; a hundredth is forgiven for odd pixel counts.
NARROWEST, WIDEST = 9 / 16 - 0.01, 16 / 9 + 0.01

BUCKET = "tos-useast2a-i-shopwright"


@operation(
    "uploadProductImage",
    raises=(
        IMAGE_FORMAT_NOT_PROCESSED,
        IMAGE_SIDES_OUT_OF_RANGE,
        IMAGE_UNREADABLE,
        UPLOAD_TOO_LARGE,
        UPLOAD_TYPE_REFUSED,
    ),
)
def upload_product_image(call: Call, body: Form) -> UploadProductImageResponseData:
    """Keep an image of up to 10 MB, 100 to 20,000 pixels a side; its ``uri`` is what listings name."""
    data = file_part(body)
    use_case = body.text("use_case") or "MAIN_IMAGE"
    if use_case not in USE_CASES:
        raise INVALID(reason=f"UseCase must be one of [{', '.join(USE_CASES)}].")
    if len(data) > MAX_IMAGE_BYTES:
        raise UPLOAD_TOO_LARGE(limit=MAX_IMAGE_BYTES // 2**20)
    image_format, width, height = inspect_image(data)
    uri = f"{BUCKET}/{secrets.token_hex(16)}"
    doc = MediaDocument(
        format=image_format,
        size=len(data),
        blob=call.services[FileStore].put(data),
        width=width,
        height=height,
        use_case=use_case,
    )
    call.tx[MediaRecords].add(Media(uri, call.account.account_id, IMAGE, doc, call.tx.now_ms()))
    return {"uri": uri, "url": call.services.media_url(uri), "height": height, "width": width, "use_case": use_case}


def file_part(body: Form) -> bytes:
    """The bytes of the part ``data``; 36009004 without one."""
    data = body.data("data")
    if data is None:
        raise INVALID(reason="Data is a required field and has not been provided.")
    return data


def inspect_image(data: bytes, readers: Sequence[str] = READERS) -> ImageShape:
    """Format and pixels of an image that may be kept; the code that fits where it may not."""
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


@operation(
    "uploadProductFile",
    raises=(
        FILE_EMPTY,
        FILE_NAME_MISSING,
        FILE_UNREADABLE,
        UPLOAD_TOO_LARGE,
        UPLOAD_TYPE_REFUSED,
        VIDEO_RATIO_OUT_OF_RANGE,
    ),
)
def upload_product_file(call: Call, body: Form) -> UploadProductFileResponseData:
    """Keep a PDF of up to 20 MB or a film of up to 100 MB, between 9:16 and 16:9."""
    data, name = file_part(body), body.text("name")
    if not data:
        raise FILE_EMPTY()
    if not name:
        raise FILE_NAME_MISSING()
    doc = _pdf(data) if data[:1024].find(b"%PDF-") >= 0 else _film(data)
    doc.name, doc.size, doc.blob = name, len(data), call.services[FileStore].put(data)
    file_id = call.tx.new_id(IdKind.FILE)
    call.tx[MediaRecords].add(Media(file_id, call.account.account_id, FILE, doc, call.tx.now_ms()))
    return {"id": file_id, "url": call.services.media_url(file_id), "name": name, "format": doc.format}


def _pdf(data: bytes) -> MediaDocument:
    if len(data) > MAX_PDF_BYTES:
        raise UPLOAD_TOO_LARGE(limit=MAX_PDF_BYTES // 2**20)
    return MediaDocument(format="PDF")


def _film(data: bytes) -> MediaDocument:
    if len(data) > MAX_FILM_BYTES:
        raise UPLOAD_TOO_LARGE(limit=MAX_FILM_BYTES // 2**20)
    shape = film_shape(data)
    if shape is None:
        raise UPLOAD_TYPE_REFUSED(type="unknown")
    if not shape.width or not shape.height:
        raise FILE_UNREADABLE()
    if not NARROWEST <= shape.width / shape.height <= WIDEST:
        raise VIDEO_RATIO_OUT_OF_RANGE()
    return MediaDocument(format=shape.format, width=shape.width, height=shape.height)
