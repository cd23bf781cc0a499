"""The pixels of an MP4, MOV or 3GP video: walks the boxes of ISO 14496-12, at most so many of them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .video_containers import BrokenVideoError

#: The most boxes that are looked at; videos have a few dozen before the one that tells the size.
MOST_BOXES = 10_000

#: Tables of a track by name: where the count of entries stands in the box, and the bytes of an entry.
_TABLES = {b"stts": (4, 8), b"stsc": (4, 12), b"stco": (4, 4), b"co64": (4, 8)}

_Span = tuple[int, int]


def mp4_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the first track of pictures; ``None`` without such a track.

    :class:`BrokenVideoError` where there is no header, or where a box or table says that it is longer than its place.
    """
    walk = _Walk(data)
    movie = walk.find(b"moov", (0, len(data)))
    if movie is None:
        raise BrokenVideoError("no moov box")
    for kind, track in walk.boxes(movie):
        if kind == b"trak" and (media := walk.find(b"mdia", track)) and walk.handler(media) == b"vide":
            walk.check_tables(media)
            return walk.track_size(track)
    return None


class _Walk:
    """Steps from box to box in one video and counts them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = MOST_BOXES

    def boxes(self, within: _Span) -> Iterator[tuple[bytes, _Span]]:
        """The boxes within a span, each with where its contents begin and end."""
        start, end = within
        while end - start >= 8:
            self._left -= 1
            if self._left < 0:
                raise BrokenVideoError("too many boxes")
            size, kind = struct.unpack_from(">I4s", self._data, start)
            head = 8
            if size == 1:
                (size,) = struct.unpack_from(">Q", self._data, start + 8)
                head = 16
            elif size == 0:
                size = end - start
            if size < head or start + size > end:
                raise BrokenVideoError("a box is longer than its place")
            yield kind, (start + head, start + size)
            start += size

    def find(self, wanted: bytes, within: _Span) -> _Span | None:
        """The contents of the first box of a kind."""
        return next((span for kind, span in self.boxes(within) if kind == wanted), None)

    def handler(self, media: _Span) -> bytes:
        """What a track holds: ``vide``, ``soun`` or another word of four letters."""
        span = self.find(b"hdlr", media)
        return self._data[span[0] + 8 : span[0] + 12] if span else b""

    def check_tables(self, media: _Span) -> None:
        """Refuse a table with more entries than its box has room for."""
        information = self.find(b"minf", media)
        tables = self.find(b"stbl", information) if information else None
        for kind, (start, end) in self.boxes(tables) if tables else ():
            if kind in _TABLES:
                offset, entry_bytes = _TABLES[kind]
            elif kind == b"stsz":
                (common_size,) = struct.unpack_from(">I", self._data, start + 4)
                offset, entry_bytes = 8, 0 if common_size else 4
            else:
                continue
            (count,) = struct.unpack_from(">I", self._data, start + offset)
            if start + offset + 4 + count * entry_bytes > end:
                raise BrokenVideoError("a table is longer than its box")

    def track_size(self, track: _Span) -> tuple[int, int]:
        """The size at which a track is shown, from its header: 16.16 fixed-point numbers at its end."""
        header = self.find(b"tkhd", track)
        if header is None:
            raise BrokenVideoError("no tkhd box")
        offset = 88 if self._data[header[0]] == 1 else 76
        if header[0] + offset + 8 > header[1]:
            raise BrokenVideoError("the tkhd box is too short")
        width, height = struct.unpack_from(">II", self._data, header[0] + offset)
        return width >> 16, height >> 16
