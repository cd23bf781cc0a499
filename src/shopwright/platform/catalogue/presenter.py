"""Products as replies show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

import msgspec

from shopwright.platform.catalogue.listing_rules.uploads import file_ids, image_uris
from shopwright.platform.catalogue.stock.store import Holdings, Stock
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import Version
from shopwright.platform.media.store import Media, MediaRecords

from . import brands, taxonomy
from .brands_store import CustomBrands
from .listing import ImageRef, ListedSku, Listing, Money
from .product import Product
from .quantities import Quantities
from .states import AuditStatus, ProductStatus

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        CategoryChain,
        GetProductResponseData,
        GetProductResponseDataSku,
        Image,
        ProductAudit,
        ProductResponseDataSku,
        SearchProductsResponseDataProduct,
        SearchProductsResponseDataProductSkuPrice,
        SkuInventory,
    )

#: How the thumbnail of an image is told from the image in its URL.
_THUMBNAIL = "~tplv-thumb:300:300"


class Presenter:
    """Shows products of one shop; uploads and stock are read once for all of them."""

    def __init__(self, tx: Tx, services: Services, shop: Shop) -> None:
        self._tx = tx
        self._services = services
        self._shop = shop

    def detail(self, product: Product, listing: Listing) -> GetProductResponseData:
        """One product with the version asked for, as getProduct answers."""
        media = self._tx[MediaRecords].some(image_uris(listing) | file_ids(listing))
        stock = self._tx[Stock].of_skus(self._shop.shop_id, [sku.id for sku in listing.skus])
        plain = _plain(listing)
        plain |= {
            "id": product.product_id,
            "status": str(product.status),
            "product_status": _without_audit(product.status),
            "title": listing.title,
            "description": listing.description,
            "category_chains": _chains(listing),
            "main_images": [self._image(main_image, media) for main_image in listing.main_images],
            "skus": [self._sku(product, sku, stock, media) for sku in listing.skus],
            "create_time": product.created_at // 1000,
            "update_time": product.updated_at // 1000,
            "audit": _audit(product),
            "has_draft": product.has_draft,
            "is_not_for_sale": bool(listing.is_not_for_sale),
            "is_replicated": False,
            "product_types": [],
        }
        if product.audit.status is AuditStatus.FAILED:
            reasons = product.audit.failed_reasons
            where = {"listing_platform": "TIKTOK_SHOP", "position": "PRODUCT"}
            plain["audit_failed_reasons"] = [{**where, "reasons": reasons}]
        self._add_named(plain, listing, media)
        return cast("GetProductResponseData", plain)

    def _add_named(self, reply: dict[str, object], listing: Listing, media: Mapping[str, Media]) -> None:
        """What the listing names by id, in the words that go with it."""
        if listing.brand_id:
            reply["brand"] = {"id": listing.brand_id, "name": self._brand_name(listing.brand_id)}
        if listing.product_attributes:
            reply["product_attributes"] = _attributes(listing)
        if listing.certifications:
            reply["certifications"] = [
                {
                    **_builtins(certification),
                    "images": [self._image(image, media) for image in certification.images or []],
                    "files": [
                        {**_builtins(file), "urls": [self._services.media_url(file.id)]}
                        for file in certification.files or []
                    ],
                }
                for certification in listing.certifications
            ]
        if listing.size_chart and listing.size_chart.image:
            reply["size_chart"] = {"image": self._image(listing.size_chart.image, media)}
        if listing.video:
            file = media.get(listing.video.id)
            url = self._services.media_url(listing.video.id)
            reply["video"] = {"id": listing.video.id, "url": url, **(_video(file) if file else {})}

    def _brand_name(self, brand_id: str) -> str:
        known = brands.brand(brand_id)
        if known:
            return known.name
        own = self._tx[CustomBrands].of_seller(self._shop.account_id)
        return next((custom_brand.name for custom_brand in own if custom_brand.brand_id == brand_id), "")

    def _image(self, image_ref: ImageRef, media: Mapping[str, Media]) -> Image:
        url = self._services.media_url(image_ref.uri)
        image: Image = {"uri": image_ref.uri, "urls": [url], "thumb_urls": [url + _THUMBNAIL]}
        known = media.get(image_ref.uri)
        if known:
            image["width"], image["height"] = known.doc.width, known.doc.height
        return image

    def _sku(
        self, product: Product, sku: ListedSku, stock: Holdings, media: Mapping[str, Media]
    ) -> GetProductResponseDataSku:
        builtins = _builtins(sku)
        builtins |= {
            "seller_sku": sku.seller_sku or "",
            "price": _price(sku.price),
            "inventory": _inventory(sku, stock.get(sku.id, {}), product.status is ProductStatus.DRAFT),
            "sales_attributes": [
                {
                    "id": sales_attribute.id or "",
                    "name": sales_attribute.name or "",
                    "value_id": sales_attribute.value_id or "",
                    "value_name": sales_attribute.value_name or "",
                    **({"sku_img": self._image(sales_attribute.sku_img, media)} if sales_attribute.sku_img else {}),
                    **(
                        {
                            "supplementary_sku_images": [
                                self._image(i, media) for i in sales_attribute.supplementary_sku_images
                            ]
                        }
                        if sales_attribute.supplementary_sku_images
                        else {}
                    ),
                }
                for sales_attribute in sku.sales_attributes or []
            ],
            "status_info": {"status": "NORMAL"},
        }
        return cast("GetProductResponseDataSku", builtins)

    def rows(self, products: Sequence[Product], *, drafts: bool = False) -> list[SearchProductsResponseDataProduct]:
        """Products as searchProducts lists them."""
        versions = [(product, product.draft if drafts and product.draft else product.listing) for product in products]
        stock = self._tx[Stock].of_skus(self._shop.shop_id, [sku.id for _, listing in versions for sku in listing.skus])
        return [self._row(product, listing, stock) for product, listing in versions]

    def _row(self, product: Product, listing: Listing, stock: Holdings) -> SearchProductsResponseDataProduct:
        is_draft = product.status is ProductStatus.DRAFT
        return {
            "id": product.product_id,
            "title": listing.title,
            "status": str(product.status),
            "skus": [
                {
                    "id": sku.id,
                    "seller_sku": sku.seller_sku or "",
                    "price": _price(sku.price),
                    "inventory": _inventory(sku, stock.get(sku.id, {}), is_draft),
                    "status_info": {"status": "NORMAL"},
                }
                for sku in listing.skus
            ],
            "sales_regions": [self._shop.region],
            "create_time": product.created_at // 1000,
            "update_time": product.updated_at // 1000,
            "audit": _audit(product),
            "has_draft": product.has_draft,
            "is_not_for_sale": bool(listing.is_not_for_sale),
        }


def sku_summaries(listing: Listing) -> list[ProductResponseDataSku]:
    """SKUs as create and edit answer them: the ids that the platform gave."""
    return [_summary(sku) for sku in listing.skus]


def _summary(sku: ListedSku) -> ProductResponseDataSku:
    reply: ProductResponseDataSku = {
        "id": sku.id,
        "seller_sku": sku.seller_sku or "",
        "sales_attributes": [
            {"id": sales_attribute.id or "", "value_id": sales_attribute.value_id or ""}
            for sales_attribute in sku.sales_attributes or []
        ],
    }
    if sku.external_sku_id:
        reply["external_sku_id"] = sku.external_sku_id
    return reply


def _video(file: Media) -> dict[str, object]:
    doc = file.doc
    return {"format": doc.format, "size": doc.size, "width": doc.width, "height": doc.height}


def _builtins(value: msgspec.Struct) -> dict[str, object]:
    return cast("dict[str, object]", msgspec.to_builtins(value))


#: Fields of a listing that getProduct shows as they were sent.
_AS_SENT = (
    "is_cod_allowed", "package_dimensions", "package_weight", "external_product_id", "manufacturer_ids",
    "responsible_person_ids", "shipping_insurance_requirement", "minimum_order_quantity", "is_pre_owned",
    "shipping_template_id", "scheduled_sale", "search_terms", "key_product_features", "primary_combined_product_id",
    "selling_format", "is_blind_box",
)  # fmt: skip


def _plain(listing: Listing) -> dict[str, object]:
    return {name: msgspec.to_builtins(value) for name in _AS_SENT if (value := getattr(listing, name)) is not None}


def _without_audit(status: ProductStatus) -> str:
    """The ``product_status`` word: the state as if there were no audits."""
    return "INITIAL" if status in {ProductStatus.PENDING, ProductStatus.FAILED} else str(status)


def _audit(product: Product) -> ProductAudit:
    audit = product.audit
    product_audit: ProductAudit = {"status": str(audit.status)}
    if audit.pre_approved_reasons:
        product_audit["pre_approved_reasons"] = audit.pre_approved_reasons
    return product_audit


def _chains(listing: Listing) -> list[CategoryChain]:
    version: Version = "v2" if listing.category_version == "v2" else "v1"
    return [
        {"id": category.id, "parent_id": category.parent_id, "local_name": category.name, "is_leaf": category.is_leaf}
        for category in taxonomy.chain(listing.category_id, version)
    ]


def _attributes(listing: Listing) -> list[dict[str, object]]:
    attributes: list[dict[str, object]] = []
    for product_attribute in listing.product_attributes or []:
        listed = taxonomy.attribute(product_attribute.id)
        names = {value.id: value.name for value in listed.values} if listed else {}
        values = [
            {**_builtins(value), "name": value.name or names.get(value.id or "", "")}
            for value in product_attribute.values
        ]
        attributes.append({"id": product_attribute.id, "name": listed.name if listed else "", "values": values})
    return attributes


def _price(price: Money | None) -> SearchProductsResponseDataProductSkuPrice:
    """A SKU's price as read: local sellers set the price without tax, which their buyers see too [inferred]."""
    if price is None:
        return {}
    amount = price.amount or price.sale_price or ""
    product_sku_price: SearchProductsResponseDataProductSkuPrice = {
        "currency": price.currency,
        "tax_exclusive_price": amount,
        "sale_price": price.sale_price or amount,
    }
    if price.starting_bid_price:
        product_sku_price["starting_bid_price"] = price.starting_bid_price
    return product_sku_price


def _inventory(sku: ListedSku, held: Mapping[str, Quantities], is_draft: bool) -> list[SkuInventory]:
    """What is available at each warehouse; a draft shows what was written in it."""
    if is_draft:
        return [
            {"warehouse_id": line.warehouse_id or "", "quantity": line.quantity or 0} for line in sku.inventory or []
        ]
    return [
        {"warehouse_id": warehouse_id, "quantity": quantities.available} for warehouse_id, quantities in held.items()
    ]
