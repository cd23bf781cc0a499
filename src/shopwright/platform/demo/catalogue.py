"""The demo shop's catalogue as frozen structs, read once from `platform/demo/data/demo_shop.json.xz`.

Source: UCI "Online Retail" (CC BY 4.0), see `DemoCatalogue.header`. The file is made by `tools/build_demo_shop.py`.
"""

from __future__ import annotations

import lzma
from functools import cache
from pathlib import Path

import msgspec

from shopwright import decoders
from shopwright.platform.media.drawings.picture_spec import PictureSpec

DATA_FILE = Path(__file__).parent / "data" / "demo_shop.json.xz"


class SalesAttribute(msgspec.Struct, frozen=True):
    """How one SKU differs from its siblings: `name` up to 20 characters, `value` up to 50."""

    name: str
    value: str


class Dimensions(msgspec.Struct, frozen=True):
    """A package's outer size in whole centimetres; invented by kind of thing."""

    length: int
    width: int
    height: int


class DemoSku(msgspec.Struct, frozen=True):
    """One stock code. `price` is pounds with two decimals; `stock` is four weeks of its own sales, in units."""

    seller_sku: str
    price: str
    stock: int
    sales_attributes: tuple[SalesAttribute, ...]
    picture: PictureSpec


class DemoProduct(msgspec.Struct, frozen=True):
    """One listing.

    `key` is the five digits of a product with variants, else the stock code. `description` is plain HTML.
    `category` is a leaf of the Shopify taxonomy's source codes, `category_v1` the same cut at three levels.
    `weight` is kilograms as a decimal string. `weekly_units` counts all SKUs.
    """

    key: str
    title: str
    description: str
    category: str
    category_v1: str
    weight: str
    dimensions: Dimensions
    picture: PictureSpec
    weekly_units: float
    skus: tuple[DemoSku, ...]


class DemoCounts(msgspec.Struct, frozen=True):
    """How many products, SKUs and categories the file holds, and how many products have several SKUs."""

    products: int
    skus: int
    products_with_variants: int
    categories: int


class DemoHeader(msgspec.Struct, frozen=True):
    """Where the catalogue comes from, what was changed, which values are invented, and the rules that made it."""

    source: str
    licence: str
    attribution: str
    changes: str
    period: str
    invented: tuple[str, ...]
    rules: tuple[str, ...]
    counts: DemoCounts


class DemoCatalogue(msgspec.Struct, frozen=True):
    """The whole file: a header, and the products with the best-selling first."""

    header: DemoHeader
    products: tuple[DemoProduct, ...]


@cache
def load() -> DemoCatalogue:
    """The demo catalogue; the file is read and checked on the first call only."""
    return decoders.decode(lzma.decompress(DATA_FILE.read_bytes()), type=DemoCatalogue)


def find_picture(key: str) -> PictureSpec:
    """What the picture of a demo product or SKU shows; for any other key, a gift with the key as its name."""
    for product in load().products:
        if product.key == key:
            return product.picture
        for sku in product.skus:
            if sku.seller_sku == key:
                return sku.picture
    return PictureSpec("gift", key)
