"""Chooses a product's pictures for a shop, and makes them fit what the shop takes."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from shopwright.hub.catalog.models import Picture, Product, ProductPicture
from shopwright.hub.catalog.services import keep_picture
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.listings.models import MadePicture, PictureTemplate

from .models import Order

_WHITE = (255, 255, 255)


def template_of(connection: Connection) -> PictureTemplate:
    """A connection's template; a new one sends pictures as they are, as many and as large as the channel takes."""
    limits = channel_of(connection.channel).limits
    return PictureTemplate.objects.filter(connection=connection).first() or PictureTemplate(
        workspace_id=connection.workspace_id,
        connection=connection,
        most=limits.pictures,
        least_side=limits.picture_side,
    )


def pictures_for(product: Product, template: PictureTemplate) -> list[Picture]:
    """The pictures that a shop gets of a product, made to fit; the same one never twice."""
    made: dict[int, Picture] = {}
    limits = channel_of(template.connection.channel).limits
    for item in _chosen(product, template):
        picture = fitted(item.picture, template)
        made.setdefault(picture.pk, picture)
        if len(made) >= min(template.most, limits.pictures):
            break
    return list(made.values())


def fitted(picture: Picture, template: PictureTemplate) -> Picture:
    """A picture as the template wants it: itself where nothing is to be done, else made of it once."""
    least = max(template.least_side, channel_of(template.connection.channel).limits.picture_side)
    most = max(template.most_side, least)
    size = _size((picture.width, picture.height), most)
    ground = _ground(size, least, is_square=template.is_square)
    if size == ground == (picture.width, picture.height):
        return picture
    recipe = f"{size[0]}x{size[1]} on {ground[0]}x{ground[1]}"
    known = MadePicture.objects.filter(source=picture, recipe=recipe).select_related("result").first()
    if known is not None:
        return known.result
    result = keep_picture(picture.workspace, _draw(picture, size, ground))
    MadePicture.objects.get_or_create(source=picture, recipe=recipe, defaults={"result": result})
    return result


def _chosen(product: Product, template: PictureTemplate) -> list[ProductPicture]:
    rows = list(product.pictures.select_related("picture__workspace", "variant"))
    if value := template.option_value.strip().lower():
        rows = [row for row in rows if row.variant is None or value in _values(row)]
    if template.order == Order.PRODUCT:
        return rows
    return sorted(rows, key=lambda row: (row.variant is None) == (template.order == Order.VARIANTS))


def _values(row: ProductPicture) -> set[str]:
    return {str(value).lower() for _, value in row.variant.options} if row.variant else set()


def _size(size: tuple[int, int], most: int) -> tuple[int, int]:
    """The size of a picture whose longest side is at most so long; it is never made larger."""
    longest = max(size)
    if longest <= most:
        return size
    width, height = (max(1, round(side * most / longest)) for side in size)
    return width, height


def _ground(size: tuple[int, int], least: int, *, is_square: bool) -> tuple[int, int]:
    width, height = (max(side, least) for side in size)
    return (max(width, height),) * 2 if is_square else (width, height)


def _draw(picture: Picture, size: tuple[int, int], ground: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    with picture.file.open("rb") as opened, Image.open(opened) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA").resize(size, Image.Resampling.LANCZOS)
        sheet = Image.new("RGB", ground, _WHITE)
        # What is transparent becomes white too.
        sheet.paste(upright, ((ground[0] - size[0]) // 2, (ground[1] - size[1]) // 2), upright)
        sheet.save(file, "JPEG", quality=92)
    return file.getvalue()
