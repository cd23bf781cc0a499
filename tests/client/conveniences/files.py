"""Small files of the formats that uploads take."""

from __future__ import annotations

import io
import struct
from functools import cache

from PIL import Image

PDF = b"%PDF-1.4\n%%EOF\n"


@cache
def picture(kind: str = "PNG", width: int = 200, height: int = 200, **options: bool) -> bytes:
    """An image file."""
    out = io.BytesIO()
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.new("RGB", (width, height), (40, 90, 120)).save(out, kind, **options)
    return out.getvalue()


def box(kind: bytes, *contents: bytes) -> bytes:
    """A box of the MPEG-4 family."""
    inside = b"".join(contents)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def video(width: int = 640, height: int = 360, brand: bytes = b"isom") -> bytes:
    """An MP4 file without a single picture, its header whole."""
    matrix = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    movie = struct.pack(">IIIIIIH10x", 0, 0, 0, 1000, 1000, 1 << 16, 256) + matrix + bytes(24) + struct.pack(">I", 2)
    track = struct.pack(">IIIIII8xHHH2x", 7, 0, 0, 1, 0, 1000, 0, 0, 0) + matrix
    track += struct.pack(">II", width << 16, height << 16)
    sample = struct.pack(">6xH16xHHIIIH32xHh", 1, width, height, 72 << 16, 72 << 16, 0, 1, 24, -1)
    tables = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), box(b"mp4v", sample)),
        *(box(name, bytes(8)) for name in (b"stts", b"stsc", b"stco")),
        box(b"stsz", bytes(12)),
    )
    links = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), box(b"url ", struct.pack(">I", 1))))
    media = box(
        b"mdia",
        box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 1000, 1000, 0x55C4, 0)),
        box(b"hdlr", struct.pack(">II4s12x", 0, 0, b"vide") + b"video\0"),
        box(b"minf", box(b"vmhd", struct.pack(">IHHHH", 1, 0, 0, 0, 0)), links, tables),
    )
    return box(b"ftyp", brand, bytes(4), brand) + box(
        b"moov", box(b"mvhd", movie), box(b"trak", box(b"tkhd", track), media)
    )
