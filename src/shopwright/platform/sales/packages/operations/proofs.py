"""uploadProofOfDeliveryImage, uploadProofOfDeliveryFile."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from shopwright.wire.message_keywords import FIELD_MISSING

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import SizedImageUrl, UploadProofOfDeliveryFileResponseData

#: Limits of the documentation.
MAX_IMAGE_BYTES, MAX_FILE_BYTES = 5 * 2**20, 10 * 2**20
_READERS = ("JPEG", "PNG")
_USE_CASE = "PROOF_OF_DELIVERY"


@operation(
    "uploadProofOfDeliveryImage",
    raises=(
        IMAGE_FORMAT_NOT_PROCESSED,
        IMAGE_SIDES_OUT_OF_RANGE,
        IMAGE_UNREADABLE,
        UPLOAD_TOO_LARGE,
        UPLOAD_TYPE_REFUSED,
    ),
)
def upload_proof_of_delivery_image(call: Call, body: Form) -> SizedImageUrl:
    """Keep a JPG or PNG of up to 5 MB, 100 to 20,000 pixels a side; updatePackageDeliveryStatus takes its URL."""
    data = read_data(body)
    check_size(data, MAX_IMAGE_BYTES)
    shape = check_image(data, _READERS)
    uri = keep_image(call, data, shape, _USE_CASE)
    return {"url": call.services.media_url(uri), "height": shape.height, "width": shape.width}


@operation("uploadProofOfDeliveryFile", raises=(IMAGE_UNREADABLE, UPLOAD_TOO_LARGE, UPLOAD_TYPE_REFUSED))
def upload_proof_of_delivery_file(call: Call, body: Form) -> UploadProofOfDeliveryFileResponseData:
    """Keep a PDF of up to 10 MB, whose name ends in its type; updatePackageDeliveryStatus takes its URL."""
    data, name = read_data(body), body.text("name")
    if not name:
        raise FIELD_MISSING(field="Name")
    if not data:
        raise IMAGE_UNREADABLE()
    check_size(data, MAX_FILE_BYTES)
    if not is_pdf(data) or not name.lower().endswith(".pdf"):
        raise UPLOAD_TYPE_REFUSED(type=name.rpartition(".")[2][:40] or "unknown")
    file_id = keep_file(call, data, MediaDocument(format="PDF", name=name, use_case=_USE_CASE))
    return {"url": call.services.media_url(file_id), "name": name}
