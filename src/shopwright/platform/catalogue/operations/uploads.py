"""uploadProductImage, uploadProductFile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue.errors import (
    FILE_EMPTY,
    FILE_NAME_MISSING,
    FILE_UNREADABLE,
    VIDEO_RATIO_OUT_OF_RANGE,
)
from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Form
from shopwright.platform.core.registry import operation
from shopwright.platform.media.errors import (
    IMAGE_FORMAT_NOT_PROCESSED,
    IMAGE_SIDES_OUT_OF_RANGE,
    IMAGE_UNREADABLE,
    UPLOAD_TOO_LARGE,
    UPLOAD_TYPE_REFUSED,
)
from shopwright.platform.media.store import MediaDocument
from shopwright.platform.media.uploads import check_image, check_size, is_pdf, keep_file, keep_image, read_data
from shopwright.platform.media.video import video_shape
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        UploadProductFileResponseData,
        UploadProductImageResponseData,
    )

#: Limits of uploads (docs/reference/catalogue.md#limits).
MAX_IMAGE_BYTES, MAX_PDF_BYTES, MAX_VIDEO_BYTES = 10 * 2**20, 20 * 2**20, 100 * 2**20
USE_CASES = (
    "ATTRIBUTE_IMAGE",
    "CERTIFICATION_IMAGE",
    "CUSTOMIZATION_IMAGE",
    "DESCRIPTION_IMAGE",
    "MAIN_IMAGE",
    "SIZE_CHART_IMAGE",
)

#: A video may be as tall as 9:16 and as wide as 16:9; a hundredth is forgiven for odd pixel counts.
NARROWEST, WIDEST = 9 / 16 - 0.01, 16 / 9 + 0.01


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
    data = read_data(body)
    use_case = body.text("use_case") or "MAIN_IMAGE"
    if use_case not in USE_CASES:
        raise INVALID(reason=f"UseCase must be one of [{', '.join(USE_CASES)}].")
    check_size(data, MAX_IMAGE_BYTES)
    shape = check_image(data)
    uri, (_, width, height) = keep_image(call, data, shape, use_case), shape
    return {"uri": uri, "url": call.services.media_url(uri), "height": height, "width": width, "use_case": use_case}


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
    """Keep a PDF of up to 20 MB or a video of up to 100 MB, between 9:16 and 16:9."""
    data, name = read_data(body), body.text("name")
    if not data:
        raise FILE_EMPTY()
    if not name:
        raise FILE_NAME_MISSING()
    doc = read_document(data)
    doc.name = name
    file_id = keep_file(call, data, doc)
    return {"id": file_id, "url": call.services.media_url(file_id), "name": name, "format": doc.format}


def read_document(data: bytes) -> MediaDocument:
    """What a PDF or a video is; raises why it is not taken."""
    return _pdf(data) if is_pdf(data) else _video(data)


def _pdf(data: bytes) -> MediaDocument:
    check_size(data, MAX_PDF_BYTES)
    return MediaDocument(format="PDF")


def _video(data: bytes) -> MediaDocument:
    check_size(data, MAX_VIDEO_BYTES)
    shape = video_shape(data)
    if shape is None:
        raise UPLOAD_TYPE_REFUSED(type="unknown")
    if not shape.width or not shape.height:
        raise FILE_UNREADABLE()
    if not NARROWEST <= shape.width / shape.height <= WIDEST:
        raise VIDEO_RATIO_OUT_OF_RANGE()
    return MediaDocument(format=shape.format, width=shape.width, height=shape.height)
