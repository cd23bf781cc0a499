"""Finds out container and size of a video from its bytes.

Containers are told by their first bytes, sizes are read by bounded readers of our own: other parsers follow references
to other files, and loop over tables as long as the file claims.
"""

from __future__ import annotations

import struct

from msgspec import Struct

from .video_containers import BrokenVideoError, avi_size, flash_size, matroska_size, mpeg_size, windows_media_size
from .video_mp4 import mp4_size

#: Brands of the MPEG-4 family that are pictures.
_PICTURE_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")

_READERS = {
    "MP4": mp4_size,
    "MOV": mp4_size,
    "3GP": mp4_size,
    "MKV": matroska_size,
    "WEBM": matroska_size,
    "AVI": avi_size,
    "WMV": windows_media_size,
    "FLV": flash_size,
    "MPEG": mpeg_size,
}


class VideoShape(Struct, frozen=True):
    """Container and pixels; 0 where the container does not say, or is broken."""

    format: str
    width: int
    height: int


def video_shape(data: bytes) -> VideoShape | None:
    """The video's shape, or ``None`` when the bytes are no video in one of the nine containers."""
    container = _container(data)
    if container is None:
        return None
    try:
        size = _READERS[container](data)
    except (BrokenVideoError, struct.error, IndexError):
        return VideoShape(container, 0, 0)
    return VideoShape(container, *size) if size else None


def _container(data: bytes) -> str | None:
    head = data[:12]
    if head[4:8] == b"ftyp":
        return _brand(head[8:12])
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return "MOV"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "WEBM" if b"webm" in data[:64] else "MKV"
    if head[:4] == b"RIFF":
        return "AVI" if head[8:12] == b"AVI " else None
    if head[:8] == b"\x30\x26\xb2\x75\x8e\x66\xcf\x11":
        return "WMV"
    if head[:4] == b"FLV\x01":
        return "FLV"
    is_stream = head[:1] == b"\x47" and data[188:189] == b"\x47"
    return "MPEG" if is_stream or head[:4] in (b"\0\0\x01\xba", b"\0\0\x01\xb3") else None


def _brand(major: bytes) -> str | None:
    """The brand in the first box, by which MP4, MOV, 3GP and HEIC are told apart."""
    if major in _PICTURE_BRANDS:
        return None
    return "MOV" if major == b"qt  " else "3GP" if major.startswith((b"3gp", b"3g2")) else "MP4"
