"""A file that is uploaded in parts, and what its parts must be (docs/reference/uploads.md)."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum

import msgspec

from shopwright.platform.core.durations import DAY_MS

from .errors import PART_OUT_OF_PLACE, UPLOAD_OVER

#: Limits of files and parts in bytes, of parts in a file, and of open uploads of a seller (invented).
MOST_BYTES, MOST_PART_BYTES, MOST_PARTS, MOST_OPEN = 100 * 2**20, 16 * 2**20, 1_000, 10

#: How long an upload stays open (invented).
LASTS_MS = DAY_MS

_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")


class SessionStatus(StrEnum):
    """The states of an upload."""

    OPEN = "OPEN"
    DONE = "DONE"
    REFUSED = "REFUSED"


class Part(msgspec.Struct, frozen=True):
    """Bytes from ``start`` up to but without ``end``, with their SHA-256."""

    start: int
    end: int
    digest: str


class UploadSession(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One upload. ``token_digest`` is the SHA-256 of the token that its parts are sent with; ``result`` names the file
    once it is whole, ``refusal`` says why it was not taken. Times in milliseconds."""

    upload_id: str
    account_id: str
    token_digest: str
    file_name: str
    file_type: str
    file_size: int
    part_count: int
    target: str
    created_at: int
    expires_at: int
    parts: list[Part] = []
    status: SessionStatus = SessionStatus.OPEN
    result: dict[str, str] = {}
    refusal: str = ""

    @property
    def received(self) -> int:
        """How many bytes are there."""
        return sum(part.end - part.start for part in self.parts)

    @property
    def is_whole(self) -> bool:
        return self.received == self.file_size

    @property
    def missing(self) -> list[tuple[int, int]]:
        """The ranges that are not there, in order."""
        gaps, at = [], 0
        for part in sorted(self.parts, key=lambda part: part.start):
            if part.start > at:
                gaps.append((at, part.start))
            at = part.end
        return [*gaps, (at, self.file_size)] if at < self.file_size else gaps


def digest_of(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def part_of(session: UploadSession, content_range: str, data: bytes, told_digest: str) -> Part:
    """The part that a request brings. Raises what is wrong with it by itself."""
    match = _RANGE.fullmatch(content_range)
    if match is None:
        raise PART_OUT_OF_PLACE(reason="content-range is not like bytes 0-1023/4096.")
    start, last, total = (int(number) for number in match.groups())
    if total != session.file_size or last < start or last >= total:
        raise PART_OUT_OF_PLACE(reason=f"content-range is not within the file of {session.file_size} bytes.")
    if last - start + 1 != len(data):
        raise PART_OUT_OF_PLACE(reason=f"content-range names {last - start + 1} bytes, and {len(data)} came.")
    digest = digest_of(data)
    if told_digest and told_digest.lower() != digest:
        raise PART_OUT_OF_PLACE(reason="x-content-sha256 is not that of the bytes.")
    return Part(start, last + 1, digest)


def is_repeated(session: UploadSession, part: Part) -> bool:
    """Whether the very same part is there already. Raises if it overlaps others, or leaves no way to a whole file."""
    for known in session.parts:
        if known == part:
            return True
        if part.start < known.end and known.start < part.end:
            raise PART_OUT_OF_PLACE(reason=f"the bytes {known.start} to {known.end - 1} are there already.")
    left = session.part_count - len(session.parts) - 1
    bytes_left = session.file_size - session.received - (part.end - part.start)
    if left < 0 or (left == 0) is not (bytes_left == 0) or bytes_left < left:
        reason = f"{session.part_count} parts make the file; {left} would be left for {bytes_left} bytes."
        raise PART_OUT_OF_PLACE(reason=reason)
    return False


def check_open(session: UploadSession) -> None:
    """Raises ``UPLOAD_OVER`` for an upload that takes no more parts."""
    if session.status is not SessionStatus.OPEN:
        raise UPLOAD_OVER(status=session.status)
