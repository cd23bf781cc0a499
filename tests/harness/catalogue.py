"""Products that obey every rule of a market, made through the public door."""

from __future__ import annotations

import io
import itertools
from functools import cache
from typing import Any

from PIL import Image

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.market.regions import region

from .calls import Seller

CANDLE_HOLDER, TRUNK = "hg-3-39-2", "hg-3-65"
_PRICES = {"IDR": "25000", "JPY": "900", "VND": "90000", "THB": "99"}
_colours = itertools.cycle(range(256))


@cache
def picture(width: int = 400, height: int = 400, kind: str = "PNG", colour: int = 0) -> bytes:
    """An image file."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (colour, 90, 120)).save(out, kind)
    return out.getvalue()


def upload_image(seller: Seller, use_case: str = "MAIN_IMAGE") -> str:
    """Upload an image; answers its uri."""
    data = picture(colour=next(_colours))
    return str(seller.upload("uploadProductImage", {"use_case": use_case}, data).data["uri"])


def category(code: str = CANDLE_HOLDER, market: str = "GB") -> str:
    """The id of a category in a market's tree."""
    leaf = taxonomy.at_cut(code, region(market).category_versions.tree)
    assert leaf is not None, code
    return leaf.id


def sku_body(seller: Seller, *, quantity: int = 10, amount: str | None = None, **fields: Any) -> dict[str, Any]:
    """A SKU as createProduct takes it."""
    currency = region(seller.shop["region"]).currency
    return {
        "price": {"currency": currency, "amount": amount or _PRICES.get(currency, "12.50")},
        "inventory": [{"warehouse_id": seller.warehouse_id, "quantity": quantity}],
        **fields,
    }


def coloured(seller: Seller, *names: str, **fields: Any) -> list[dict[str, Any]]:
    """A SKU for each colour."""
    return [
        sku_body(seller, seller_sku=f"SKU-{name}", sales_attributes=[{"name": "Tint", "value_name": name}], **fields)
        for name in names
    ]


def product_body(seller: Seller, uri: str | None = None, **fields: Any) -> dict[str, Any]:
    """A body of createProduct that breaks no rule; ``uri`` is a picture uploaded before."""
    market = str(seller.shop["region"])
    return {
        "title": "Glass candle holder for tea lights, set of two",
        "description": "<p>Holds a tea light.</p>",
        "category_id": category(market=market),
        "category_version": region(market).category_versions.tree,
        "main_images": [{"uri": uri or upload_image(seller)}],
        "package_weight": {"value": "0.4", "unit": "KILOGRAM"},
        "package_dimensions": {"length": "20", "width": "10", "height": "10", "unit": "CENTIMETER"},
        "skus": [sku_body(seller)],
        **_persons(seller),
        **fields,
    }


def _persons(seller: Seller) -> dict[str, Any]:
    """Who answers for a product in the EU."""
    names = ("manufacturer_ids", "responsible_person_ids")
    return {name: seller.shop[name][:1] for name in names if seller.shop[name]}


def create_product(seller: Seller, uri: str | None = None, **fields: Any) -> dict[str, Any]:
    """Create a product; answers the reply's data."""
    made: dict[str, Any] = seller.call("createProduct", product_body(seller, uri, **fields)).data
    return made


def get_product(seller: Seller, product_id: str, **query: object) -> dict[str, Any]:
    """A product as getProduct shows it."""
    data: dict[str, Any] = seller.call("getProduct", query=query, product_id=product_id).data
    return data


def stock_of(seller: Seller, sku_id: str) -> dict[str, Any]:
    """A SKU's stock as inventorySearch shows it."""
    rows = seller.call("inventorySearch", {"sku_ids": [sku_id]}).data["inventory"]
    stock: dict[str, Any] = rows[0]["skus"][0]
    return stock
