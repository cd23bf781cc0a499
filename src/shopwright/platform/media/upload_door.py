"""``/uploads/{upload_id}``: takes the parts of a file that uploadFileInit announced, and tells which are missing."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shopwright.platform.core.control.replies import TOO_LARGE, failure, success
from shopwright.platform.core.failures import guarded
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.wire.errors import ApiError

from .errors import FILE_REFUSED, UPLOAD_UNKNOWN
from .file_store import FileStore
from .upload_session import (
    MOST_PART_BYTES,
    Part,
    SessionStatus,
    UploadSession,
    check_open,
    digest_of,
    is_repeated,
    part_of,
)
from .upload_sessions_store import UploadSessions

log = logging.getLogger("shopwright.platform")

#: How long a part may take in seconds, and how many are read at once: each is held in memory.
_PART_SECONDS, _MOST_AT_ONCE = 120.0, 4


class Finish(Protocol):
    """Takes a whole file over; answers what it is known by from then on. Raises ``ApiError`` for one it refuses."""

    def __call__(self, tx: Tx, files: FileStore, session: UploadSession, data: bytes, /) -> dict[str, str]: ...


#: By target the capability that takes its files. Modules register theirs.
TARGETS: dict[str, Finish] = {}


def upload_routes(services: Services) -> list[Route]:
    """The route that takes parts and tells the state of an upload."""
    reading = asyncio.Semaphore(_MOST_AT_ONCE)

    async def door(request: Request) -> Response:
        upload_id = request.path_params["upload_id"]
        token = request.headers.get("x-upload-token", "")
        try:
            session = await services.run(lambda: _read(services, upload_id, token))
            if request.method != "PUT":
                return success(_state(services, session))
            check_open(session)
            async with reading, asyncio.timeout(_PART_SECONDS):
                data = await _body(request)
            content_range = request.headers.get("content-range", "")
            told_digest = request.headers.get("x-content-sha256", "")
            session = await services.run(lambda: _take(services, upload_id, token, content_range, told_digest, data))
        except ApiError as error:
            return failure(error.error, error.message)
        except TimeoutError:
            return Response("The part took too long.\n", 408, media_type="text/plain")
        if session.status is SessionStatus.REFUSED:
            refusal = FILE_REFUSED(reason=session.refusal)
            return failure(refusal.error, refusal.message)
        return success(_state(services, session))

    return [Route("/uploads/{upload_id}", guarded(services, "uploads", door), methods=["GET", "PUT"])]


async def _body(request: Request) -> bytes:
    """The part; refused as soon as it is known to be too large."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > MOST_PART_BYTES:
        raise TOO_LARGE(limit=MOST_PART_BYTES)
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MOST_PART_BYTES:
            raise TOO_LARGE(limit=MOST_PART_BYTES)
        pieces.append(piece)
    return b"".join(pieces)


def _read(services: Services, upload_id: str, token: str) -> UploadSession:
    with services.store.read() as tx:
        return _find(tx, upload_id, token, for_change=False)


def _find(tx: Tx, upload_id: str, token: str, *, for_change: bool) -> UploadSession:
    """The upload; an unknown one, a wrong token and one whose time is over are told alike."""
    session = None if "\0" in upload_id else tx[UploadSessions].get(upload_id, for_change=for_change)
    if session is None or session.expires_at <= tx.now_ms():
        raise UPLOAD_UNKNOWN()
    if not hmac.compare_digest(session.token_digest, digest_of(token.encode())):
        raise UPLOAD_UNKNOWN()
    return session


def _take(
    services: Services, upload_id: str, token: str, content_range: str, told_digest: str, data: bytes
) -> UploadSession:
    """Take a part, and the file with its last one."""
    files = services[FileStore]

    def work(tx: Tx) -> UploadSession:
        session = _find(tx, upload_id, token, for_change=True)
        check_open(session)
        part = part_of(session, content_range, data, told_digest)
        if not is_repeated(session, part):
            files.put_part(upload_id, part.start, data)
            session.parts.append(part)
        if session.is_whole:
            _finish(tx, files, session)
        tx[UploadSessions].save(session)
        return session

    session = services.store.write_retrying(work)
    if session.status is not SessionStatus.OPEN:
        files.drop_parts(upload_id)
    return session


def _finish(tx: Tx, files: FileStore, session: UploadSession) -> None:
    """Hand the whole file over. Parts that are gone from the store have to come again."""
    pieces: list[bytes] = []
    kept: list[Part] = []
    for part in sorted(session.parts, key=lambda part: part.start):
        piece = _piece(files, session, part)
        if piece is not None:
            pieces.append(piece)
            kept.append(part)
    session.parts = kept
    if not session.is_whole:
        return
    try:
        with tx.attempt():
            session.result = TARGETS[session.target](tx, files, session, b"".join(pieces))
        session.status = SessionStatus.DONE
    except ApiError as error:
        session.status, session.refusal = SessionStatus.REFUSED, f"{error.code} {error.message}"


def _piece(files: FileStore, session: UploadSession, part: Part) -> bytes | None:
    """The bytes of a part; ``None`` where they are gone or not what came."""
    try:
        data = files.get_part(session.upload_id, part.start)
    except FileNotFoundError:
        log.warning("a part of the upload %s is gone", session.upload_id)
        return None
    return data if digest_of(data) == part.digest else None


def _state(services: Services, session: UploadSession) -> dict[str, object]:
    result: dict[str, object] = dict(session.result)
    if media_id := session.result.get("id") or session.result.get("uri"):
        result["url"] = services.media_url(media_id)
    return {
        "upload_id": session.upload_id,
        "status": str(session.status),
        "refusal": session.refusal,
        "file_size": session.file_size,
        "received": session.received,
        "missing": [f"{start}-{end - 1}" for start, end in session.missing],
        "result": result,
        "expires_at": session.expires_at // 1000,
    }


def purge(tx: Tx, now_ms: int) -> Callable[[FileStore], None]:
    """Delete the uploads whose time is over; answers what deletes their parts, once that is committed."""
    upload_ids = tx[UploadSessions].drop_expired(now_ms)

    def drop(files: FileStore) -> None:
        for upload_id in upload_ids:
            files.drop_parts(upload_id)

    return drop
