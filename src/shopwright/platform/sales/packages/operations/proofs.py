"""uploadProofOfDeliveryImage, uploadProofOfDeliveryFile."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.errors import (
    IMAGE_FORMAT_NOT_PROCESSED,
    IMAGE_SIDES_OUT_OF_RANGE,
    IMAGE_UNREADABLE,
    UPLOAD_TOO_LARGE,
    UPLOAD_TYPE_REFUSED,
)
from shopwright.platform.catalogue.operations.uploads import BUCKET, file_part, inspect_image
from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Form
from shopwright.platform.core.registry import operation
from shopwright.platform.media.file_store import FileStore
from shopwright.platform.media.store import FILE, IMAGE, Media, MediaDocument, MediaRecords
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.ids import IdKind

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
    data = file_part(body)
    if len(data) > MAX_IMAGE_BYTES:
        raise UPLOAD_TOO_LARGE(limit=MAX_IMAGE_BYTES // 2**20)
    image_format, width, height = inspect_image(data, _READERS)
    uri = f"{BUCKET}/{secrets.token_hex(16)}"
    doc = MediaDocument(format=image_format, width=width, height=height)
    return {"url": _keep(call, uri, IMAGE, doc, data), "height": height, "width": width}


@operation("uploadProofOfDeliveryFile", raises=(IMAGE_UNREADABLE, UPLOAD_TOO_LARGE, UPLOAD_TYPE_REFUSED))
def upload_proof_of_delivery_file(call: Call, body: Form) -> UploadProofOfDeliveryFileResponseData:
    """Keep a PDF of up to 10 MB, whose name ends in its type; updatePackageDeliveryStatus takes its URL."""
    data, name = file_part(body), body.text("name")
    if not name:
        raise INVALID(reason="Name is a required field and has not been provided.")
    if not data:
        raise IMAGE_UNREADABLE()
    if len(data) > MAX_FILE_BYTES:
        raise UPLOAD_TOO_LARGE(limit=MAX_FILE_BYTES // 2**20)
    if b"%PDF-" not in data[:1024] or not name.lower().endswith(".pdf"):
        raise UPLOAD_TYPE_REFUSED(type=name.rpartition(".")[2][:40] or "unknown")
    doc = MediaDocument(format="PDF", name=name)
    return {"url": _keep(call, call.tx.new_id(IdKind.FILE), FILE, doc, data), "name": name}


def _keep(call: Call, media_id: str, kind: str, doc: MediaDocument, data: bytes) -> str:
    doc.size, doc.blob, doc.use_case = len(data), call.services[FileStore].put(data), _USE_CASE
    call.tx[MediaRecords].add(Media(media_id, call.account.account_id, kind, doc, call.tx.now_ms()))
    return call.services.media_url(media_id)
