"""Small videos in each container, as far as their headers: nothing can be played."""

from __future__ import annotations

import struct
from collections.abc import Callable

from tests.client.conveniences.files import box, video


def moving(width: int, height: int) -> bytes:
    return video(width, height, b"qt  ")


def mobile(width: int, height: int) -> bytes:
    return video(width, height, b"3gp4")


def element(kind: int, *contents: bytes) -> bytes:
    """An element of EBML with a size of eight bytes."""
    inside = b"".join(contents)
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + struct.pack(">Q", len(inside) | 1 << 56) + inside


def matroska(width: int, height: int, kind: bytes = b"matroska") -> bytes:
    sound = element(0xAE, element(0x83, b"\x02"), element(0xE1))
    pixels = element(0xB0, width.to_bytes(2, "big")), element(0xBA, height.to_bytes(2, "big"))
    tracks = element(0x1654AE6B, sound, element(0xAE, element(0x83, b"\x01"), element(0xE0, *pixels)))
    return element(0x1A45DFA3, element(0x4282, kind)) + element(0x18538067, element(0x1549A966), tracks)


def webm(width: int, height: int) -> bytes:
    return matroska(width, height, b"webm")


def avi(width: int, height: int) -> bytes:
    header = struct.pack("<14I", 40_000, 0, 0, 0, 1, 0, 1, 0, width, height, 0, 0, 0, 0)
    chunk = b"hdrlavih" + struct.pack("<I", len(header)) + header
    body = b"AVI LIST" + struct.pack("<I", len(chunk)) + chunk
    return b"RIFF" + struct.pack("<I", len(body)) + body


def flash(width: int, height: int, flags: int = 1) -> bytes:
    numbers = b"".join(
        struct.pack(">H", len(name)) + name + b"\0" + struct.pack(">d", value)
        for name, value in ((b"duration", 1), (b"width", width), (b"height", height))
    )
    return (
        b"FLV\x01" + bytes([flags]) + struct.pack(">II", 9, 0) + b"\x12" + bytes(10) + b"\x02\0\x0aonMetaData" + numbers
    )


def mpeg(width: int, height: int) -> bytes:
    return b"\0\0\x01\xba" + bytes(8) + b"\0\0\x01\xb3" + (width << 12 | height).to_bytes(3, "big") + bytes(5)


def windows_media(width: int, height: int) -> bytes:
    def asf(guid: str, contents: bytes) -> bytes:
        return bytes.fromhex(guid) + struct.pack("<Q", 24 + len(contents)) + contents

    def stream(kind: str, own: bytes) -> bytes:
        head = bytes.fromhex(kind) + bytes(16 + 8) + struct.pack("<II", len(own), 0) + bytes(6)
        return asf("9107dcb7b7a9cf118ee600c00c205365", head + own)

    sound = stream("409e69f84d5bcf11a8fd00805f5c442b", bytes(18))
    pictures = stream("c0ef19bc4d5bcf11a8fd00805f5c442b", struct.pack("<II", width, height) + bytes(43))
    return asf("3026b2758e66cf11a6d900aa0062ce6c", struct.pack("<IH", 2, 0x201) + sound + pictures)


#: A video of a size, by the word that the documentation has for its container.
MAKERS: dict[str, Callable[[int, int], bytes]] = {
    "MP4": video,
    "MOV": moving,
    "3GP": mobile,
    "MKV": matroska,
    "WEBM": webm,
    "AVI": avi,
    "WMV": windows_media,
    "FLV": flash,
    "MPEG": mpeg,
}


def with_table(name: bytes, contents: bytes, brand: bytes = b"qt  ") -> bytes:
    """A video whose track has a table of one's own."""
    whole = video(640, 480, brand)
    usual = box(name, bytes(12 if name == b"stsz" else 8))
    assert usual in whole
    changed = box(name, contents)
    assert len(changed) == len(usual), "the boxes around it say how long it is"
    return whole.replace(usual, changed)
