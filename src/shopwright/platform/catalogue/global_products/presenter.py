"""Global products as replies show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import msgspec

from shopwright.platform.catalogue.category_rules import category_rules
from shopwright.platform.catalogue.global_links import sku_mappings
from shopwright.platform.catalogue.listing import ListedSku, Listing, SalesAttribute, SizeChart
from shopwright.platform.catalogue.listing_rules.uploads import file_ids, image_uris
from shopwright.platform.catalogue.presenter import attribute_rows
from shopwright.platform.catalogue.sku_presenter import Images, unit_price
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Account
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import all_regions, region
from shopwright.platform.media.store import MediaRecords

from .global_product import GlobalProduct, Publication
from .local_listing import MarketResult
from .shared_stock import own_quantities, quantity_of

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetGlobalProductResponseData,
        GlobalSku,
        Image,
        PublishResult,
        SearchGlobalProductsResponseDataGlobalProduct,
    )

#: Fields that are shown as they were sent, where they were.
_AS_SENT = ("package_weight", "package_dimensions", "manufacturer_ids", "responsible_person_ids")
_SKU_AS_SENT = ("identifier_code", "sku_unit_count", "extra_identifier_codes")


def search_row(product: GlobalProduct) -> SearchGlobalProductsResponseDataGlobalProduct:
    """A global product as searchGlobalProducts lists it."""
    return {
        "id": product.global_product_id,
        "title": product.listing.title,
        "status": str(product.status),
        "skus": [{"id": sku.id, "seller_sku": sku.seller_sku or ""} for sku in product.listing.skus],
        "create_time": product.created_at // 1000,
        "update_time": product.updated_at // 1000,
    }


def sku_summaries(listing: Listing) -> list[GlobalSku]:
    """SKUs as writing operations answer them: the ids that the platform gave."""
    rows: list[GlobalSku] = []
    for sku in listing.skus:
        row: GlobalSku = {
            "id": sku.id,
            "seller_sku": sku.seller_sku or "",
            "sales_attributes": [
                {"id": attribute.id or "", "value_id": attribute.value_id or ""}
                for attribute in sku.sales_attributes or []
            ],
        }
        if sku.external_sku_id:
            row["external_global_sku_id"] = sku.external_sku_id
        rows.append(row)
    return rows


def publish_results(results: Sequence[MarketResult]) -> list[PublishResult]:
    """What became of a global product in each market."""
    return [
        {
            "region": result.region,
            "status": result.status,
            "fail_reasons": [{"message": reason} for reason in result.reasons],
        }
        for result in results
    ]


def quantity_in_all(tx: Tx, product: GlobalProduct, sku: ListedSku) -> int:
    """How many of a global SKU there are over all markets, what markets have of their own included."""
    pooled = sum(quantity_of(tx, sku.id, line) for line in sku.inventory or [])
    own = sum(
        own_quantities(tx, publication.shop_id, publication.sku_ids[sku.id])
        for publication in product.publications
        if sku.id in publication.sku_ids
    )
    return pooled + own


class GlobalPresenter:
    """Shows global products of one seller."""

    def __init__(self, tx: Tx, services: Services, account: Account) -> None:
        self._tx, self._services, self._account = tx, services, account

    def detail(self, product: GlobalProduct) -> GetGlobalProductResponseData:
        """One global product with its local products."""
        listing = product.listing
        media = self._tx[MediaRecords].some(image_uris(listing) | file_ids(listing))
        images = Images(self._services, media)
        reply: dict[str, object] = {
            "id": product.global_product_id,
            "title": listing.title,
            "description": listing.description,
            "main_images": [_plain_image(images.show(image.uri)) for image in listing.main_images],
            "category": {"id": listing.category_id},
            "skus": [self._sku(product, sku, images) for sku in listing.skus],
            "products": [self._publication(product, publication) for publication in product.publications],
            "global_seller_id": self._account.account_id,
            "create_time": product.created_at // 1000,
            "update_time": product.updated_at // 1000,
        }
        reply |= {name: msgspec.to_builtins(value) for name in _AS_SENT if (value := getattr(listing, name))}
        self._add_parts(reply, product, images)
        return cast("GetGlobalProductResponseData", reply)

    def _add_parts(self, reply: dict[str, object], product: GlobalProduct, images: Images) -> None:
        listing = product.listing
        if listing.brand_id:
            reply["brand"] = {"id": listing.brand_id}
        if product.manufacturer:
            reply["manufacturer"] = msgspec.to_builtins(product.manufacturer)
        if listing.video:
            reply["video"] = {"id": listing.video.id}
        if listing.locale:
            reply["source_locale"] = listing.locale
        if listing.external_product_id:
            reply["external_global_product_id"] = listing.external_product_id
        if listing.product_attributes:
            reply["product_attributes"] = attribute_rows(listing)
        if listing.size_chart:
            reply["size_chart"] = self._size_chart(listing.size_chart, images)
        if listing.certifications:
            titles = _titles(listing)
            reply["certifications"] = [
                {
                    "id": certification.id,
                    "title": titles.get(certification.id, ""),
                    "images": [_plain_image(images.show(image.uri)) for image in certification.images or []],
                    "files": [
                        {**_builtins(file), "urls": [self._services.media_url(file.id)]}
                        for file in certification.files or []
                    ],
                }
                for certification in listing.certifications
            ]

    def _sku(self, product: GlobalProduct, sku: ListedSku, images: Images) -> dict[str, object]:
        assert sku.price is not None, "global SKUs have prices"
        row: dict[str, object] = {
            "id": sku.id,
            "seller_sku": sku.seller_sku or "",
            "price": {"amount": sku.price.amount or "", "currency": sku.price.currency, **_per_unit(sku)},
            "global_quantity": quantity_in_all(self._tx, product, sku),
            "inventory": [
                {"global_warehouse_id": line.warehouse_id, "quantity": quantity_of(self._tx, sku.id, line)}
                for line in sku.inventory or []
                if line.warehouse_id
            ],
            "sales_attributes": [_attribute(attribute, images) for attribute in sku.sales_attributes or []],
        }
        row |= {name: msgspec.to_builtins(value) for name in _SKU_AS_SENT if (value := getattr(sku, name))}
        if sku.external_sku_id:
            row["external_global_sku_id"] = sku.external_sku_id
        return row

    def _size_chart(self, chart: SizeChart, images: Images) -> dict[str, object]:
        parts: dict[str, object] = {}
        if chart.image:
            parts["image"] = _plain_image(images.show(chart.image.uri))
        if chart.template:
            parts["template"] = {"id": chart.template.id}
        return parts

    def _publication(self, product: GlobalProduct, publication: Publication) -> dict[str, object]:
        local = self._tx[Products].get(publication.shop_id, publication.product_id)
        ids = local.global_ids if local else {}
        return {
            "region": publication.region,
            "id": publication.product_id,
            "sku_mappings": sku_mappings(local.listing, ids) if local else [],
        }


def _attribute(attribute: SalesAttribute, images: Images) -> dict[str, object]:
    row: dict[str, object] = {
        "id": attribute.id or "",
        "name": attribute.name or "",
        "value_id": attribute.value_id or "",
        "value_name": attribute.value_name or "",
    }
    if attribute.sku_img:
        row["sku_img"] = images.show(attribute.sku_img.uri)
    return row


def _plain_image(image: Image) -> dict[str, object]:
    """An image as global products show it: without its addresses."""
    return {name: value for name, value in image.items() if name in ("uri", "width", "height")}


def _per_unit(sku: ListedSku) -> dict[str, str]:
    """The price of a unit, where the SKU says how many it holds; the EU shows it."""
    price = unit_price(sku, region("DE"))
    return {"unit_price": price} if price else {}


def _titles(listing: Listing) -> dict[str, str]:
    """The names of certificates, which are the same in every market."""
    rules = (category_rules(listing.category_id, market.code, listing.tree) for market in all_regions())
    return {rule.id: rule.name for each in rules if each for rule in each.product_certifications}


def _builtins(value: msgspec.Struct) -> dict[str, object]:
    return cast("dict[str, object]", msgspec.to_builtins(value))
