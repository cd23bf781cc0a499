"""How long documents are stored: JSON as it is, or compressed where that pays."""

from __future__ import annotations

import zlib

#: From this many bytes on a document is compressed; an order of hundreds of equal lines shrinks to a thirtieth.
_LONG = 4_096

#: JSON begins with ``{``, compressed text with the 0x78 of its header.
_COMPRESSED = b"\x78"


def pack(text: bytes) -> bytes:
    """A JSON object as it is stored."""
    return zlib.compress(text, 1) if len(text) >= _LONG else text


def unpack(stored: bytes | memoryview) -> bytes:
    """The JSON object again."""
    data = bytes(stored)
    return zlib.decompress(data) if data[:1] == _COMPRESSED else data
