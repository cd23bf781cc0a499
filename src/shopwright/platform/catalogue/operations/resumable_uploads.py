"""uploadFileInit, and what becomes of the files that it announces."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.database.transaction import Tx
from shopwright.platform.media.errors import UPLOAD_TYPE_REFUSED
from shopwright.platform.media.file_store import FileStore
from shopwright.platform.media.upload_door import TARGETS, purge
from shopwright.platform.media.upload_session import (
    LASTS_MS,
    MOST_OPEN,
    MOST_PART_BYTES,
    MOST_PARTS,
    UploadSession,
    digest_of,
)
from shopwright.platform.media.upload_sessions_store import UploadSessions
from shopwright.platform.media.uploads import check_image, store_file, store_image
from shopwright.wire.gateway_codes import INVALID

from .uploads import MAX_IMAGE_BYTES, MAX_PDF_BYTES, MAX_VIDEO_BYTES, read_document

if TYPE_CHECKING:
    from shopwright.contract.types.replies_open import UploadFileInitResponseData
    from shopwright.contract.types.requests_open import UploadFileInitRequest

#: Where a file may go: the paths of the operations that take one in a single call, without their versions.
IMAGES, FILES = "/product/images/upload", "/product/files/upload"

_IMAGES = ("JPEG", "PNG", "WEBP", "HEIC", "BMP")
_VIDEOS = ("MP4", "MOV", "3GP", "MKV", "WEBM", "AVI", "WMV", "FLV", "MPEG")

#: The most bytes of each type, by where the file goes.
_MOST = {
    IMAGES: dict.fromkeys(_IMAGES, MAX_IMAGE_BYTES),
    FILES: {"PDF": MAX_PDF_BYTES, **dict.fromkeys(_VIDEOS, MAX_VIDEO_BYTES)},
}


@operation(
    "uploadFileInit",
    differs="How parts are sent to upload_url is not documented: by PUT with content-range and x-upload-token. The "
    "target is the path of the operation that takes such a file whole: /product/images/upload or "
    "/product/files/upload, with or without a version. An upload ends after a day, and a seller has at most ten "
    "open ones.",
)
def upload_file_init(call: Call, body: UploadFileInitRequest) -> UploadFileInitResponseData:
    """Announce a file that is sent in parts: its size, its number of parts, and what it is for."""
    target, file_type = _target(body.target_path), _type(body.file_type)
    most = _MOST[target].get(file_type)
    if most is None:
        raise INVALID(reason=f"FileType must be one of [{', '.join(_MOST[target])}] for {target}.")
    _check_sizes(body, most)
    tx, account_id, now = call.tx, call.account.account_id, call.tx.now_ms()
    tx[Accounts].get(account_id, for_change=True)  # so that two calls at once cannot both be the last
    drop = purge(tx, now)
    call.afterwards.append(lambda: drop(call.services[FileStore]))
    if tx[UploadSessions].count_open(account_id, now) >= MOST_OPEN:
        raise INVALID(reason=f"{MOST_OPEN} uploads are open, which is the most: finish one, or wait until they end.")
    token = secrets.token_urlsafe(32)
    session = UploadSession(
        upload_id=secrets.token_hex(16),
        account_id=account_id,
        token_digest=digest_of(token.encode()),
        file_name=body.file_name,
        file_type=file_type,
        file_size=body.file_size,
        part_count=body.total_chunk_count,
        target=target,
        created_at=now,
        expires_at=now + LASTS_MS,
    )
    tx[UploadSessions].add(session)
    return {"upload_url": call.services.public_url(f"/uploads/{session.upload_id}"), "upload_token": token}


def _target(path: str) -> str:
    parts = [part for part in path.strip().split("/") if part and not part.isdecimal()]
    target = "/" + "/".join(parts)
    if target not in _MOST:
        raise INVALID(reason=f"TargetPath must be one of [{', '.join(_MOST)}].")
    return target


def _type(name: str) -> str:
    """A type by its media type, or by how names of such files end."""
    short = name.strip().rsplit("/", 1)[-1].lstrip(".").upper()
    return {"JPG": "JPEG", "QUICKTIME": "MOV"}.get(short, short)


def _check_sizes(body: UploadFileInitRequest, most: int) -> None:
    if not body.file_name.strip() or len(body.file_name) > 255 or not body.file_name.isprintable():
        raise INVALID(reason="FileName has 1 to 255 printable characters.")
    if not 1 <= body.file_size <= most:
        raise INVALID(reason=f"FileSize must be between 1 and {most}.")
    fewest = -(-body.file_size // MOST_PART_BYTES)
    if not fewest <= body.total_chunk_count <= min(MOST_PARTS, body.file_size):
        reason = f"TotalChunkCount must be between {fewest} and {min(MOST_PARTS, body.file_size)}"
        raise INVALID(reason=f"{reason} for that size, as a part has at most {MOST_PART_BYTES} bytes.")


def take_image(tx: Tx, files: FileStore, session: UploadSession, data: bytes) -> dict[str, str]:
    """Keep the file as uploadProductImage keeps images."""
    shape = check_image(data)
    _check_type(session, shape.format)
    return {"uri": store_image(tx, files, session.account_id, data, shape, "MAIN_IMAGE")}


def take_document(tx: Tx, files: FileStore, session: UploadSession, data: bytes) -> dict[str, str]:
    """Keep the file as uploadProductFile keeps documents and videos."""
    doc = read_document(data)
    _check_type(session, doc.format)
    doc.name = session.file_name
    return {"id": store_file(tx, files, session.account_id, data, doc)}


def _check_type(session: UploadSession, file_format: str) -> None:
    if file_format != session.file_type:
        raise UPLOAD_TYPE_REFUSED(type=f"{file_format}, where {session.file_type} was announced")


TARGETS[IMAGES], TARGETS[FILES] = take_image, take_document
