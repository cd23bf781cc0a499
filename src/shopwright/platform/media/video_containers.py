"""The pixels of videos in containers other than MPEG-4's: each reader looks at the container's header alone."""

from __future__ import annotations

import struct
from collections.abc import Iterator

Size = tuple[int, int]

#: How far into a video its header may reach, in bytes, and how many elements it may have.
_HEADER_BYTES, _MOST_ELEMENTS = 4 * 2**20, 10_000


class BrokenVideoError(Exception):
    """The video's header contradicts itself, or does not tell the size."""


def avi_size(data: bytes) -> Size:
    """The main header comes first in every AVI file."""
    if data[12:16] != b"LIST" or data[20:28] != b"hdrlavih":
        raise BrokenVideoError("no avih chunk")
    width, height = struct.unpack_from("<II", data, 64)
    return width, height


def flash_size(data: bytes) -> Size | None:
    """The metadata of an FLV file hold ``width`` and ``height`` as named numbers; ``None`` where it has sound alone."""
    if not data[4] & 1:
        return None
    return _flash_number(data, b"width"), _flash_number(data, b"height")


def _flash_number(data: bytes, name: bytes) -> int:
    label = struct.pack(">H", len(name)) + name + b"\0"  # 0 is the type of numbers
    place = data.find(label, 0, _HEADER_BYTES)
    if place < 0:
        raise BrokenVideoError("the metadata do not tell the size")
    (value,) = struct.unpack_from(">d", data, place + len(label))
    return int(value) if 0 < value < 2**16 else 0


def mpeg_size(data: bytes) -> Size:
    """MPEG-1 and MPEG-2 video begins with a sequence header: twelve bits of width, twelve of height."""
    place = data.find(b"\0\0\x01\xb3", 0, _HEADER_BYTES)
    if place < 0:
        raise BrokenVideoError("no sequence header")
    bits = int.from_bytes(data[place + 4 : place + 7], "big")
    return bits >> 12, bits & 0xFFF


_STREAM_PROPERTIES = bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365")
_VIDEO_STREAM = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")


def windows_media_size(data: bytes) -> Size | None:
    """The first video stream that the header object of an ASF file describes; ``None`` where there is none."""
    end = min(len(data), struct.unpack_from("<Q", data, 16)[0])
    start = 30
    for _ in range(_MOST_ELEMENTS):
        if start + 24 > end:
            return None
        (size,) = struct.unpack_from("<Q", data, start + 16)
        if size < 24:
            raise BrokenVideoError("an object is shorter than its head")
        if data[start : start + 16] == _STREAM_PROPERTIES and data[start + 24 : start + 40] == _VIDEO_STREAM:
            width, height = struct.unpack_from("<II", data, start + 78)
            return width, height
        start += size
    raise BrokenVideoError("too many objects")


_SEGMENT, _TRACKS, _TRACK, _VIDEO = 0x18538067, 0x1654AE6B, 0xAE, 0xE0
_PIXEL_WIDTH, _PIXEL_HEIGHT = 0xB0, 0xBA


def matroska_size(data: bytes) -> Size | None:
    """The first track of a Matroska or WebM file that has pictures; ``None`` where there is none."""
    walk = _Elements(data)
    segment = walk.find(_SEGMENT, (0, len(data)))
    tracks = walk.find(_TRACKS, segment) if segment else None
    if tracks is None:
        raise BrokenVideoError("no tracks")
    for kind, track in walk.elements(tracks):
        video = walk.find(_VIDEO, track) if kind == _TRACK else None
        if video:
            return walk.number(_PIXEL_WIDTH, video), walk.number(_PIXEL_HEIGHT, video)
    return None


class _Elements:
    """Steps from element to element of EBML (RFC 8794) and counts them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = _MOST_ELEMENTS

    def elements(self, within: tuple[int, int]) -> Iterator[tuple[int, tuple[int, int]]]:
        """The elements within a span, each with where its contents begin and end."""
        start, end = within
        while start < end:
            self._left -= 1
            if self._left < 0:
                raise BrokenVideoError("too many elements")
            kind, start = self._variable(start, keep_marker=True)
            size, start = self._variable(start, keep_marker=False)
            stop = end if size is None else start + size
            if kind is None or stop > end:
                raise BrokenVideoError("an element is longer than its place")
            yield kind, (start, stop)
            start = stop

    def find(self, wanted: int, within: tuple[int, int]) -> tuple[int, int] | None:
        """The contents of the first element of a kind."""
        return next((span for kind, span in self.elements(within) if kind == wanted), None)

    def number(self, wanted: int, within: tuple[int, int]) -> int:
        """The unsigned number in the first element of a kind; 0 where there is none."""
        span = self.find(wanted, within)
        return int.from_bytes(self._data[span[0] : min(span[1], span[0] + 8)], "big") if span else 0

    def _variable(self, start: int, *, keep_marker: bool) -> tuple[int | None, int]:
        """A number of one to eight bytes and where the next thing begins; ``None`` for a size that is not known."""
        length = 9 - self._data[start].bit_length()
        if length > 8:
            raise BrokenVideoError("a number is longer than eight bytes")
        raw = int.from_bytes(self._data[start : start + length], "big")
        mask = (1 << 7 * length) - 1
        if keep_marker:
            return raw, start + length
        return (None if raw & mask == mask else raw & mask), start + length
