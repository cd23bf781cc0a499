"""Detect a file's format, media type and, for images and videos, pixels, from its bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple


class Format(NamedTuple):
    """A file format by the word that TikTok's documentation has for it."""

    name: str
    media_type: str
    ending: str


_FORMATS = {
    known.name: known
    for known in (
        Format("JPEG", "image/jpeg", ".jpg"),
        Format("PNG", "image/png", ".png"),
        Format("GIF", "image/gif", ".gif"),
        Format("WEBP", "image/webp", ".webp"),
        Format("BMP", "image/bmp", ".bmp"),
        Format("HEIC", "image/heic", ".heic"),
        Format("AVIF", "image/avif", ".avif"),
        Format("TIFF", "image/tiff", ".tif"),
        Format("PDF", "application/pdf", ".pdf"),
        Format("MP4", "video/mp4", ".mp4"),
        Format("MOV", "video/quicktime", ".mov"),
        Format("3GP", "video/3gpp", ".3gp"),
        Format("MKV", "video/x-matroska", ".mkv"),
        Format("WEBM", "video/webm", ".webm"),
        Format("AVI", "video/x-msvideo", ".avi"),
        Format("WMV", "video/x-ms-wmv", ".wmv"),
        Format("FLV", "video/x-flv", ".flv"),
        Format("MPEG", "video/mpeg", ".mpg"),
    )
}

#: The first bytes of formats that these alone identify.
_HEADS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"FLV\x01", "FLV"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMV"),
    (b"\0\0\x01\xba", "MPEG"),
    (b"\0\0\x01\xb3", "MPEG"),
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


def format_of(content: bytes) -> Format | None:
    """The format that the first bytes show; None for one that is not known here."""
    name = _name_of(content)
    return _FORMATS[name] if name else None


def _name_of(content: bytes) -> str | None:
    head = content[:1024]
    if head[:4] == b"RIFF":
        return {b"WEBP": "WEBP", b"AVI ": "AVI"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _brand(head[8:12])
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return "MOV"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "WEBM" if b"webm" in head[:64] else "MKV"
    if head[:1] == b"\x47" and content[188:189] == b"\x47":
        return "MPEG"
    format_name = next((name for start, name in _HEADS if head.startswith(start)), None)
    return format_name or ("PDF" if b"%PDF-" in head else None)


def _brand(major: bytes) -> str:
    if major in _HEIC_BRANDS:
        return "HEIC"
    if major in (b"avif", b"avis"):
        return "AVIF"
    return "MOV" if major == b"qt  " else "3GP" if major.startswith((b"3gp", b"3g2")) else "MP4"


def pixels(name: str, content: bytes) -> tuple[int, int] | None:
    """Width and height of a picture, or of an MPEG-4 video, as its header says; None where it cannot be read."""
    reader = _READERS.get(name)
    try:
        size = reader(content) if reader else None
    except (struct.error, IndexError):
        return None
    return size if size and all(size) else None


def _png(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _gif(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _bmp(content: bytes) -> tuple[int, int]:
    if struct.unpack_from("<I", content, 14)[0] == 12:
        width, height = struct.unpack_from("<HH", content, 18)
    else:
        width, height = struct.unpack_from("<ii", content, 18)
    return width, abs(height)


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """The size in a JPEG's frame header, found by walking over the segments before it."""
    place = 2
    while content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD8:
            place += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        place += 2 + struct.unpack_from(">H", content, place + 2)[0]
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if kind == b"VP8X":
        wide, high = content[24:27], content[27:30]
        return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    return None


def _heic(content: bytes) -> tuple[int, int] | None:
    """The largest of the sizes in a HEIC file; the others belong to tiles and thumbnails."""
    sizes = []
    for start, end in _boxes(content, b"meta", 0, len(content)):
        place = content.find(b"ispe", start, end)
        while place >= 0:
            sizes.append(struct.unpack_from(">II", content, place + 8))
            place = content.find(b"ispe", place + 4, end)
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    return width, height


def _video(content: bytes) -> tuple[int, int] | None:
    for movie in _boxes(content, b"moov", 0, len(content)):
        for track in _boxes(content, b"trak", *movie):
            for start, _ in _boxes(content, b"tkhd", *track):
                width, height = struct.unpack_from(">II", content, start + (88 if content[start] else 76))
                if width and height:
                    return width >> 16, height >> 16
    return None


def _boxes(content: bytes, kind: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the contents of the boxes of a kind begin and end, in a file of the MPEG-4 family."""
    while start + 8 <= end:
        size, head = struct.unpack_from(">I", content, start)[0], 8
        if size == 1:
            size, head = struct.unpack_from(">Q", content, start + 8)[0], 16
        stop = end if size == 0 else start + size
        if size and size < head:
            return
        if content[start + 4 : start + 8] == kind:
            yield start + head, min(stop, end)
        start = stop


_READERS = {
    "PNG": _png,
    "GIF": _gif,
    "BMP": _bmp,
    "JPEG": _jpeg,
    "WEBP": _webp,
    "HEIC": _heic,
    "MP4": _video,
    "MOV": _video,
    "3GP": _video,
}
