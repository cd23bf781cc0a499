"""Opens uploaded images with Pillow's readers of the accepted formats, and with no others."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError

#: Pillow's readers that are used for uploads.
READERS = ("JPEG", "PNG", "WEBP", "HEIF", "BMP")

#: Pillow's name of a format → the documentation's. MPO is a JPEG that holds several images.
IMAGE_FORMATS = {
    "JPEG": "JPEG",
    "MPO": "JPEG",
    "PNG": "PNG",
    "WEBP": "WEBP",
    "HEIF": "HEIC",
    "BMP": "BMP",
    "GIF": "GIF",
}

#: The first bytes of image formats, to name a format that is refused.
_HEADS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"BM", "BMP"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"DDS ", "DDS"),
    (b"8BPS", "PSD"),
    (b"\0\0\x01\0", "ICO"),
    (b"<svg", "SVG"),
)

#: The most pixels of a picture that is scaled down: that takes about 12 bytes of memory for each.
MOST_SCALED_PIXELS = 25_000_000


class UnknownImageError(Exception):
    """The bytes are no image in an accepted format. ``type`` names the format where it is a known one."""

    def __init__(self, type_name: str | None) -> None:
        super().__init__(type_name)
        self.type = type_name


class BrokenImageError(Exception):
    """An image in an accepted format that cannot be read."""


class HugeImageError(Exception):
    """An image with more pixels than are processed."""


class ImageShape(NamedTuple):
    """``format`` is a value of :data:`IMAGE_FORMATS`."""

    format: str
    width: int
    height: int


def image_shape(data: bytes, readers: Sequence[str] = READERS) -> ImageShape:
    """Format and pixels of an image, from its bytes; the file's name does not count.

    :class:`UnknownImageError`, :class:`BrokenImageError` or :class:`HugeImageError` where none of the readers can.
    """
    try:
        with open_image(data, readers) as image:
            image.verify()
            return ImageShape(IMAGE_FORMATS[str(image.format)], image.width, image.height)
    except Image.DecompressionBombError as error:
        raise HugeImageError from error
    except UnidentifiedImageError as error:
        type_name = _type_of(data)
        if type_name in {IMAGE_FORMATS[reader] for reader in readers}:  # its reader gave up on the header
            raise BrokenImageError from error
        raise UnknownImageError(type_name) from error
    except Exception as error:  # broken bytes lead Pillow's readers to errors of many kinds, which it does not list
        raise BrokenImageError from error


def scaled_png(data: bytes, size: tuple[int, int]) -> bytes:
    """The picture fitted into ``size``, as a PNG.

    :class:`HugeImageError` beyond :data:`MOST_SCALED_PIXELS`, :class:`BrokenImageError` where pixels cannot be read.
    """
    out = io.BytesIO()
    try:
        with open_image(data, READERS) as image:
            if image.width * image.height > MOST_SCALED_PIXELS:
                raise HugeImageError
            image.thumbnail((max(1, size[0]), max(1, size[1])))
            image.convert("RGBA").save(out, "PNG")
    except (HugeImageError, Image.DecompressionBombError) as error:
        raise HugeImageError from error
    except Exception as error:  # as above
        raise BrokenImageError from error
    return out.getvalue()


def open_image(data: bytes, readers: Sequence[str]) -> Image.Image:
    """Open an image with these of Pillow's readers, which raise errors of many kinds."""
    _register_heif()
    return Image.open(io.BytesIO(data), formats=tuple(readers))


@cache
def _register_heif() -> None:
    import pi_heif

    pi_heif.register_heif_opener()


def _type_of(data: bytes) -> str | None:
    if data[4:8] == b"ftyp":
        return {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC"}.get(data[8:12])
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((name for head, name in _HEADS if data.startswith(head)), None)
