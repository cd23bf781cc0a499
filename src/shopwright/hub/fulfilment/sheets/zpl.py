"""Labels and slips as ZPL: each page drawn at the dots of the printer, at its own size where the media hold it."""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageOps
from zebrafy.zebrafy_image import ZebrafyImage

from .documents import open_pages
from .media import LabelPrinter

_POINTS = 72
#: Grey that is still printed, of 255.
_DARK = 160
#: Points of white around what was cut out of a page.
_RIM = 2


def to_zpl(content: bytes, printer: LabelPrinter, mark: str = "") -> bytes:
    """The pages of a PDF as labels of the printer's media, each once; ``mark``: small words at the bottom edge.

    A page that is too large for the media loses its white margins, is turned where it lies across, and is made smaller
    only where it still does not fit, so that bars keep their width. Raises UnreadableLabelError.
    """
    with open_pages(content) as document:
        pictures = [_place(page, printer) for page in document]
    return "".join(_label(picture, printer, mark) for picture in pictures).encode()


def mark_zpl(content: bytes, printer: LabelPrinter, mark: str) -> bytes:
    """ZPL of a channel with small words at the bottom edge of each label; all else stays as it is."""
    return content.replace(b"^XZ", f"{_field(printer, mark)}^XZ".encode())


def _label(picture: Image.Image, printer: LabelPrinter, mark: str) -> str:
    width, length = printer.dots
    drawn = ZebrafyImage(picture, format="ASCII_COMPRESSED", dither=False, threshold=_DARK, complete_zpl=False)
    field = _field(printer, mark) if mark else ""
    return f"^XA\n^LH0,0\n^PW{width}\n^LL{length}\n{drawn.to_zpl()}\n{field}^PQ1\n^XZ\n"


def _field(printer: LabelPrinter, mark: str) -> str:
    height = round(printer.dpi * 0.09)
    return f"^FO{height},{printer.dots[1] - height - 4}^A0N,{height},{height}^FD{mark}^FS\n"


def _place(page: Any, printer: LabelPrinter) -> Image.Image:
    """A page on the printer's media."""
    width, height = printer.points
    scale, cut = 1.0, (0.0, 0.0, 0.0, 0.0)
    is_across = False
    size = page.get_size()
    if not _fits(size, (width, height)):
        cut = _margins(page)
        size = (size[0] - cut[0] - cut[2], size[1] - cut[1] - cut[3])
        is_across = not _fits(size, (width, height)) and (size[0] > size[1]) != (width > height)
        wide, high = reversed(size) if is_across else size
        scale = min(1.0, width / wide, height / high)
    picture = page.render(scale=scale * printer.dpi / _POINTS, crop=cut, grayscale=True).to_pil().convert("L")
    if is_across:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    sheet = Image.new("L", printer.dots, 255)
    sheet.paste(picture, tuple(max(0, (free - used) // 2) for free, used in zip(sheet.size, picture.size, strict=True)))
    return sheet


def _fits(size: tuple[float, float], media: tuple[float, float]) -> bool:
    return size[0] <= media[0] + 0.5 and size[1] <= media[1] + 0.5


def _margins(page: Any) -> tuple[float, float, float, float]:
    """The points of white at the left, bottom, right and top of a page; none of an empty one."""
    picture = page.render(scale=1, grayscale=True).to_pil().convert("L")
    box = ImageOps.invert(picture).point(lambda light: 255 if light > 8 else 0).getbbox()
    if box is None:
        return 0.0, 0.0, 0.0, 0.0
    left, top, right, bottom = box
    rims = (left, picture.height - bottom, picture.width - right, top)
    return tuple(float(max(0, rim - _RIM)) for rim in rims)  # type: ignore[return-value]
