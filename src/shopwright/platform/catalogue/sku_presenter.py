"""SKUs as replies show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, cast

import msgspec

from shopwright.platform.core.money import decimal, text
from shopwright.platform.core.services import Services
from shopwright.platform.market.regions import Region
from shopwright.platform.media.store import Media

from .bundles import Part, bundle_places
from .listing import ImageRef, ListedSku, Listing, Money, SalesAttribute
from .product import Backorder, Product
from .quantities import Quantities
from .sku_statuses import BUNDLE, OFF_SALE
from .states import ProductStatus

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetProductResponseDataSkuCombinedSkuSalesAttribute,
        Image,
        ProductResponseDataSku,
        SearchProductsResponseDataProductSku,
        SkuInventory,
        SkuStatusInfo,
    )

#: How the thumbnail of an image is told from the image in its URL.
_THUMBNAIL = "~tplv-thumb:300:300"

#: Fields of a SKU that searchProducts shows as they were sent.
_IN_SEARCHES = ("list_price", "external_list_prices", "pre_sale", "fees")


class Shelves(msgspec.Struct, frozen=True):
    """What there is of the SKUs that are presented: stock by SKU and warehouse, and the parts of bundles by SKU."""

    stock: Mapping[str, Mapping[str, Quantities]]
    parts: Mapping[str, Part] = {}


def sku_in_search(product: Product, sku: ListedSku, shelves: Shelves) -> SearchProductsResponseDataProductSku:
    """A SKU with the fields that a search and the product itself both show."""
    row: dict[str, object] = {
        "id": sku.id,
        "seller_sku": sku.seller_sku or "",
        "price": price_of(sku.price),
        "inventory": _inventory(product, sku, shelves),
        "status_info": _status(product, sku, shelves.parts),
    }
    row |= {name: msgspec.to_builtins(value) for name in _IN_SEARCHES if (value := getattr(sku, name)) is not None}
    return cast("SearchProductsResponseDataProductSku", row)


def sku_summaries(listing: Listing) -> list[ProductResponseDataSku]:
    """SKUs as create and edit answer them: the ids that the platform gave, and the fees."""
    return [_summary(sku) for sku in listing.skus]


def _summary(sku: ListedSku) -> ProductResponseDataSku:
    row: dict[str, object] = {
        "id": sku.id,
        "seller_sku": sku.seller_sku or "",
        "sales_attributes": [
            {"id": sales_attribute.id or "", "value_id": sales_attribute.value_id or ""}
            for sales_attribute in sku.sales_attributes or []
        ],
    }
    if sku.external_sku_id:
        row["external_sku_id"] = sku.external_sku_id
    if sku.fees:
        row["fees"] = msgspec.to_builtins(sku.fees)
    return cast("ProductResponseDataSku", row)


def price_of(price: Money | None) -> dict[str, str]:
    """A SKU's price as read: local sellers set the price without tax, which their buyers see too [inferred]."""
    if price is None:
        return {}
    amount = price.amount or price.sale_price or ""
    row = {"currency": price.currency, "tax_exclusive_price": amount, "sale_price": price.sale_price or amount}
    if price.starting_bid_price:
        row["starting_bid_price"] = price.starting_bid_price
    return row


def unit_price(sku: ListedSku, region: Region) -> str | None:
    """What one unit of a SKU costs (``sku_unit_count``), rounded half up to the currency's decimals; EU only."""
    count = decimal(sku.sku_unit_count) if region.sku_unit_count else None
    price = decimal(sku.price.sale_price or sku.price.amount) if sku.price else None
    if not count or price is None:
        return None
    step = Decimal(1).scaleb(-region.currency_decimals)
    return text((price / count).quantize(step, ROUND_HALF_UP), region.currency_decimals)


def _inventory(product: Product, sku: ListedSku, shelves: Shelves) -> list[SkuInventory]:
    """What is available at each warehouse, for a bundle what its parts make up; a draft shows what was written."""
    if product.status is ProductStatus.DRAFT and not sku.combined_skus:
        lines = sku.inventory or []
        return [
            _stock_row(
                line.warehouse_id or "", line.quantity or 0, Backorder(line.backorder_quantity or 0, line.handling_time)
            )
            for line in lines
        ]
    backorders = product.backorders.get(sku.id, {})
    return [
        _stock_row(warehouse_id, quantity, backorders.get(warehouse_id))
        for warehouse_id, quantity in available_of(sku, shelves.stock).items()
    ]


def available_of(sku: ListedSku, stock: Mapping[str, Mapping[str, Quantities]]) -> Mapping[str, int]:
    """How many of a SKU buyers can order at each warehouse."""
    if sku.combined_skus:
        return bundle_places(sku.combined_skus, stock)
    return {warehouse_id: held.available for warehouse_id, held in stock.get(sku.id, {}).items()}


def _stock_row(warehouse_id: str, quantity: int, backorder: Backorder | None) -> SkuInventory:
    row: SkuInventory = {"warehouse_id": warehouse_id, "quantity": quantity}
    if backorder is not None and backorder.quantity:
        row["backorder_quantity"] = backorder.quantity
        if backorder.handling_time is not None:
            row["handling_time"] = backorder.handling_time
    return row


def _status(product: Product, sku: ListedSku, parts: Mapping[str, Part]) -> SkuStatusInfo:
    """A SKU is off sale with its product, and a bundle with a part of it."""
    if source := OFF_SALE.get(product.status):
        return {"status": "DEACTIVATED", "deactivation_source": source}
    for combined in sku.combined_skus or ():
        part = parts.get(combined.sku_id)
        if part is None or part.not_live_reasons:
            return {"status": "DEACTIVATED", "deactivation_source": BUNDLE}
    return {"status": "NORMAL"}


class Images:
    """Images with their URLs, and their sides where the upload is known."""

    def __init__(self, services: Services, media: Mapping[str, Media]) -> None:
        self._services, self._media = services, media

    def show(self, uri: str) -> Image:
        url = self._services.media_url(uri)
        image: Image = {"uri": uri, "urls": [url], "thumb_urls": [url + _THUMBNAIL]}
        known = self._media.get(uri)
        if known:
            image["width"], image["height"] = known.doc.width, known.doc.height
        return image

    def sales_attributes(
        self, sales_attributes: Sequence[SalesAttribute]
    ) -> list[GetProductResponseDataSkuCombinedSkuSalesAttribute]:
        """Sales attributes of a SKU with their images."""
        return [self._sales_attribute(sales_attribute) for sales_attribute in sales_attributes]

    def _sales_attribute(self, sales_attribute: SalesAttribute) -> GetProductResponseDataSkuCombinedSkuSalesAttribute:
        row: GetProductResponseDataSkuCombinedSkuSalesAttribute = {
            "id": sales_attribute.id or "",
            "name": sales_attribute.name or "",
            "value_id": sales_attribute.value_id or "",
            "value_name": sales_attribute.value_name or "",
        }
        if sales_attribute.sku_img:
            row["sku_img"] = self.show(sales_attribute.sku_img.uri)
        if sales_attribute.supplementary_sku_images:
            row["supplementary_sku_images"] = [self.show(ref.uri) for ref in sales_attribute.supplementary_sku_images]
        return row

    def all(self, refs: Sequence[ImageRef]) -> list[Image]:
        return [self.show(ref.uri) for ref in refs]
