"""Product pictures made better: on white, cut to the thing that they show, square, and of a good size.

Sizes and quality are invented: TikTok says that it puts pictures on white, and not how.
"""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .images import MOST_SCALED_PIXELS, READERS, BrokenImageError, HugeImageError, open_image

#: The least and the most pixels of a side, the share of it that stays free around the thing, and the JPEG's quality.
LEAST_SIDE, MOST_SIDE = 800, 1600
_MARGIN = 0.05
_QUALITY = 90

#: How far a colour may be from the corner's, over all channels, to count as background.
_TOLERANCE = 40

#: The longest side of the copy in which background is filled.
_FILLED_SIDE = 240

_WHITE = (255, 255, 255)


def on_white(data: bytes) -> tuple[bytes, int]:
    """The picture as a square JPEG with a white background; answers its bytes and the pixels of its sides.

    What is of a corner's colour, and joined to it, is background. The rest is cut out, put into the middle of a square
    with a margin, and scaled into 800 to 1,600 pixels. :class:`HugeImageError` beyond what is scaled,
    :class:`BrokenImageError` where pixels cannot be read.
    """
    try:
        with open_image(data, READERS) as image:
            if image.width * image.height > MOST_SCALED_PIXELS:
                raise HugeImageError
            image.thumbnail((MOST_SIDE, MOST_SIDE))
            picture = _squared(_whitened(_flattened(image)))
    except (HugeImageError, Image.DecompressionBombError) as error:
        raise HugeImageError from error
    except Exception as error:  # broken bytes lead Pillow's readers to errors of many kinds, which it does not list
        raise BrokenImageError from error
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue(), picture.width


def _flattened(image: Image.Image) -> Image.Image:
    """Without transparency, which becomes white."""
    layered = image.convert("RGBA")
    ground = Image.new("RGBA", layered.size, (*_WHITE, 255))
    return Image.alpha_composite(ground, layered).convert("RGB")


def _whitened(picture: Image.Image) -> Image.Image:
    """The background, as far as it is joined to a corner, painted white.

    What is joined is told by a small copy, as filling takes long; what is of the corner's colour, by the picture.
    """
    small = picture.copy()
    small.thumbnail((_FILLED_SIDE, _FILLED_SIDE))
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        corner = x * (small.width - 1), y * (small.height - 1)
        if small.getpixel(corner) == _WHITE:
            continue
        before = small.copy()
        ImageDraw.floodfill(small, corner, _WHITE, thresh=_TOLERANCE)
        joined = _distance(before, small).point(lambda amount: 255 if amount else 0).filter(ImageFilter.MaxFilter(5))
        colour = picture.getpixel((x * (picture.width - 1), y * (picture.height - 1)))
        away = _distance(picture, Image.new("RGB", picture.size, colour))
        alike = away.point(lambda amount: 255 if amount <= _TOLERANCE else 0)
        picture.paste(_WHITE, mask=ImageChops.darker(joined.resize(picture.size), alike))
    return picture


def _distance(picture: Image.Image, other: Image.Image) -> Image.Image:
    """How far each pixel's colour is from the other picture's, over all channels, at most 255."""
    red, green, blue = ImageChops.difference(picture, other).split()
    return ImageChops.add(ImageChops.add(red, green), blue)


def _squared(picture: Image.Image) -> Image.Image:
    """The thing in the middle of a white square. A picture that is all background stays whole."""
    bounds = ImageChops.difference(picture, Image.new("RGB", picture.size, _WHITE)).getbbox()
    thing = picture.crop(bounds) if bounds else picture
    side = min(MOST_SIDE, max(LEAST_SIDE, round(max(thing.size) * (1 + 2 * _MARGIN))))
    room = side * (1 - 2 * _MARGIN)
    scale = min(room / thing.width, room / thing.height)
    size = max(1, round(thing.width * scale)), max(1, round(thing.height * scale))
    square = Image.new("RGB", (side, side), _WHITE)
    square.paste(thing.resize(size, Image.Resampling.LANCZOS), ((side - size[0]) // 2, (side - size[1]) // 2))
    return square
