"""Bins, rows of pick lists, and pictures of codes, for tests of the warehouse."""

from __future__ import annotations

import io

import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shopwright.hub.fulfilment.models import PickList
from shopwright.hub.fulfilment.picks import queries
from tests.hub.harness import Hub, Page


def put_into_bin(hub: Hub, sku: str, name: str) -> Page:
    """Write a SKU's bin on its page."""
    variant = hub.variant(sku)
    location = variant.balances.get().location_id
    return hub.owner.post("stock-bin", variant.pk, **{f"bin-{location}": name})


def row_key(pick_list: PickList, sku: str) -> str:
    """What the page of a list sends to name the row of a SKU."""
    return next(row.key for row in queries.rows_of(pick_list) if row.sku == sku)


def photograph(code: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.Code128) -> SimpleUploadedFile:
    """A picture of a code, as a phone takes it."""
    drawn = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(code, kind), scale=4)
    image = Image.fromarray(drawn)
    sheet = Image.new("L", (image.width + 200, image.height + 300), 255)
    sheet.paste(image, (100, 150))
    file = io.BytesIO()
    sheet.save(file, "JPEG")
    return SimpleUploadedFile("photo.jpg", file.getvalue())
