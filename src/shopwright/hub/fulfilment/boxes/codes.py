"""Codes of goods: read from a photograph, and compared with what scanners send."""

from __future__ import annotations

import warnings
from typing import IO

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

#: Bytes of a photograph, and pixels: phones take up to about 50 million as JPEG, which is read at a smaller size;
#: other pictures have to be unpacked whole.
MOST_BYTES = 20 << 20
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
#: The longer side that a photograph is brought to before it is read: small enough to be quick, sharp enough for codes.
_SIDE = 2200


class PhotoError(Exception):
    """A file in which no code can be read; the text says why and what to do."""


def read_photo(file: IO[bytes], size: int) -> list[str]:
    """The codes on a photograph, the largest first. Raises PhotoError for another file, and where there is none."""
    if size > MOST_BYTES:
        raise PhotoError(f"The photograph is over {MOST_BYTES >> 20} MB. Take a smaller one.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the bound below is ours
            with Image.open(file, formats=list(MOST_PIXELS)) as image:
                if image.width * image.height > MOST_PIXELS[image.format or ""]:
                    raise PhotoError("The photograph has too many pixels. Take a smaller one.")
                image.draft("L", (_SIDE, _SIDE))
                upright = ImageOps.exif_transpose(image).convert("L")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise PhotoError("This is no JPEG, PNG or WebP picture. Take a photograph of the code.") from error
    upright.thumbnail((_SIDE, _SIDE))
    codes = [code for code in zxingcpp.read_barcodes(upright) if code.valid and code.text]
    if not codes:
        raise PhotoError("No code can be read on the photograph. Come closer, and hold the phone still.")
    return [code.text.strip() for code in sorted(codes, key=_width, reverse=True)]


def _width(code: zxingcpp.Barcode) -> int:
    corners = code.position
    return abs(corners.bottom_right.x - corners.top_left.x) + abs(corners.bottom_right.y - corners.top_left.y)


def same_code(code: str, known: str) -> bool:
    """Whether two texts are the same SKU or GTIN: letters of any case, GTINs with or without zeros in front."""
    if not code or not known:
        return False
    if code.casefold() == known.casefold():
        return True
    are_numbers = code.isdecimal() and known.isdecimal() and min(len(code), len(known)) >= 8
    return are_numbers and code.lstrip("0") == known.lstrip("0")
