"""Products that obey every rule of a market, listed through the Partner API."""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from .shapes import Product
from .tracebacks import hide_frames

if TYPE_CHECKING:
    from shopwright import Shop

__tracebackhide__ = hide_frames

#: A category that asks for neither attributes nor certificates in any market: candle holders.
_CATEGORY = "hg-3-39-2"
_PRICES = {"IDR": "25000", "JPY": "900", "VND": "90000", "THB": "99"}
_PRICE = "12.50"


def on_sale(client: Shop) -> str | None:
    """The id of a SKU that is live and in stock, if there is one."""
    for page in client.pages(client.product.search_products, page_size=100, status="ACTIVATE"):
        for product in page["products"]:
            for sku in product["skus"]:
                if any(int(place["quantity"]) > 0 for place in sku["inventory"]):
                    return str(sku["id"])
    return None


def list_product(
    client: Shop, shop: Mapping[str, Any], *, quantity: int, price: str | None = None, seller_sku: str = ""
) -> Product:
    """List a product of one SKU; ``shop`` is as ``GET /sandbox/shops/{shop_id}`` shows it."""
    from shopwright.platform.catalogue import taxonomy
    from shopwright.platform.market.regions import region

    market = region(shop["region"])
    tree = market.category_versions.tree
    category = taxonomy.at_cut(_CATEGORY, tree)
    assert category is not None, "every tree has candle holders"
    warehouse = next(
        warehouse["warehouse_id"] for warehouse in shop["warehouses"] if warehouse["type"] == "SALES_WAREHOUSE"
    )
    picture: Any = client.product.upload_product_image(data=_picture(), use_case="MAIN_IMAGE")
    levels: Any = [{"warehouse_id": warehouse, "quantity": quantity}]
    amount = price or _PRICES.get(market.currency, _PRICE)
    sku = {
        "seller_sku": seller_sku or f"TEST-{secrets.token_hex(4)}",
        "price": {"currency": market.currency, "amount": amount},
        "inventory": levels,
    }
    body: dict[str, Any] = {
        "title": "Glass candle holder for tea lights, set of two",
        "description": "<p>Holds a tea light.</p>",
        "category_id": category.id,
        "category_version": tree,
        "main_images": [{"uri": picture["uri"]}],
        "package_weight": {"value": "0.4", "unit": "KILOGRAM"},
        "package_dimensions": {"length": "20", "width": "10", "height": "10", "unit": "CENTIMETER"},
        "skus": [sku],
    }
    body |= {name: shop[name][:1] for name in ("manufacturer_ids", "responsible_person_ids") if shop[name]}
    made: Any = client.product.create_product(**body)
    sku_id = str(made["skus"][0]["id"])
    client.product.update_inventory(made["product_id"], skus=[{"id": sku_id, "inventory": levels}])
    return Product(product_id=made["product_id"], sku_id=sku_id, warehouse_id=warehouse)


@cache
def _picture() -> bytes:
    """A blue square as PNG, of the least size that a main image may have."""
    side, blue = 400, b"\x28\x5a\x78"
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)  # 8 bits, RGB, neither filtered nor interlaced
    pixels = zlib.compress((b"\0" + blue * side) * side)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
