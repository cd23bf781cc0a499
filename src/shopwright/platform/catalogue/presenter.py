"""Products as replies show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

import msgspec

from shopwright.platform.catalogue.listing_rules.uploads import file_ids, image_uris
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.delivery_options import options_of
from shopwright.platform.market.regions import region
from shopwright.platform.media.store import Media, MediaRecords

from . import brands, taxonomy
from .brands_store import CustomBrands
from .bundles import find_parts, parts_in, product_types
from .category_rules import category_rules
from .global_links import global_association, global_policy
from .listing import Certification, CombinedSku, ListedSku, Listing, SizeChart
from .platforms import platform_statuses
from .product import Product
from .size_charts.store import SizeCharts
from .sku_presenter import Images, Shelves, available_of, price_of, sku_in_search, unit_price
from .states import AuditStatus, ProductStatus
from .store import Products

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        CategoryChain,
        GetProductResponseData,
        ProductAudit,
        SearchProductsResponseDataProduct,
    )

#: Fields of a listing that getProduct shows as they were sent, empty lists where nothing was.
_AS_SENT = (
    "is_cod_allowed", "package_dimensions", "package_weight", "external_product_id",
    "responsible_person_ids", "shipping_insurance_requirement", "minimum_order_quantity", "is_pre_owned",
    "shipping_template_id", "search_terms", "key_product_features", "primary_combined_product_id", "is_blind_box",
)  # fmt: skip


class Presenter:
    """Shows products of one shop; uploads, stock and the parts of bundles are read once for all of them."""

    def __init__(self, tx: Tx, services: Services, shop: Shop) -> None:
        self._tx = tx
        self._services = services
        self._shop = shop

    def rows(self, products: Sequence[Product], *, drafts: bool = False) -> list[SearchProductsResponseDataProduct]:
        """Products as searchProducts lists them."""
        versions = [(product, product.draft if drafts and product.draft else product.listing) for product in products]
        shelves = self._shelves([sku for _, listing in versions for sku in listing.skus])
        rows = [
            {
                **_in_search(product, listing),
                "sales_regions": [self._shop.region],
                "skus": [sku_in_search(product, sku, shelves) for sku in listing.skus],
            }
            for product, listing in versions
        ]
        return cast("list[SearchProductsResponseDataProduct]", rows)

    def _shelves(self, skus: Sequence[ListedSku]) -> Shelves:
        """The stock of SKUs and, for bundles, their parts with their stock."""
        parts = parts_in(skus)
        sku_ids = [sku.id for sku in skus if not sku.combined_skus] + [part.sku_id for part in parts]
        stock = self._tx[Stock].of_skus(self._shop.shop_id, dict.fromkeys(sku_ids))
        products = self._tx[Products].some(self._shop.shop_id, {part.product_id for part in parts}) if parts else {}
        return Shelves(stock, find_parts(parts, products))

    def detail(self, product: Product, listing: Listing) -> GetProductResponseData:
        """One product with the version asked for, as getProduct answers."""
        shelves = self._shelves(listing.skus)
        uris = image_uris(listing) | file_ids(listing)
        for part in shelves.parts.values():
            uris |= image_uris(part.product.listing)
        media = self._tx[MediaRecords].some(uris)
        images = Images(self._services, media)
        reply: dict[str, object] = {
            **_plain(listing),
            **_in_search(product, listing),
            "product_status": _without_audit(product.status),
            "description": listing.description,
            "category_chains": _chains(listing),
            "main_images": images.all(listing.main_images),
            "manufacturer_ids": listing.manufacturer_ids or [],
            "skus": [self._sku(product, listing, sku, shelves, images) for sku in listing.skus],
            "is_replicated": bool(product.replicas),
            "product_types": product_types(product, listing),
        }
        if product.audit.status is AuditStatus.FAILED:
            reply["audit_failed_reasons"] = [
                {"listing_platform": platform, "position": "PRODUCT", "reasons": product.audit.failed_reasons}
                for platform in listing.listing_platforms or ["TIKTOK_SHOP"]
            ]
        if product.global_product_id:
            reply["global_product_association"] = global_association(product, listing)
        self._add_named(reply, listing, media, images)
        self._add_terms(reply, listing, images)
        return cast("GetProductResponseData", reply)

    def _add_named(
        self, reply: dict[str, object], listing: Listing, media: Mapping[str, Media], images: Images
    ) -> None:
        """What the listing names by id, in the words that go with it."""
        if listing.brand_id:
            reply["brand"] = self._brand(listing.brand_id)
        if listing.product_attributes:
            reply["product_attributes"] = attribute_rows(listing)
        if listing.certifications:
            titles = self._certification_titles(listing)
            reply["certifications"] = [
                self._certification(certification, titles, images) for certification in listing.certifications
            ]
        if listing.size_chart:
            reply["size_chart"] = self._size_chart(listing.size_chart, images)
        if listing.video:
            file = media.get(listing.video.id)
            url = self._services.media_url(listing.video.id)
            reply["video"] = {"id": listing.video.id, "url": url, **(_video(file) if file else {})}

    def _size_chart(self, size_chart: SizeChart, images: Images) -> dict[str, object]:
        """A picture as it was sent; a template with the picture of what it is by now."""
        if size_chart.template is None:
            return {"image": images.show(size_chart.image.uri)} if size_chart.image else {}
        template = size_chart.template.id
        chart = self._tx[SizeCharts].get(self._shop.account_id, template)
        if chart is None:
            return {"template": {"id": template}}
        drawn = Images(self._services, self._tx[MediaRecords].some([chart.image_uri]))
        return {"template": {"id": template}, "image": drawn.show(chart.image_uri)}

    def _add_terms(self, reply: dict[str, object], listing: Listing, images: Images) -> None:
        """How the product is delivered, subscribed to and printed."""
        if listing.delivery_option_ids:
            options = options_of(self._shop)
            reply["delivery_options"] = [
                {"id": id_, "name": options[id_].name if id_ in options else "", "is_available": id_ in options}
                for id_ in listing.delivery_option_ids
            ]
        if listing.subscribe_info_edit:
            status = listing.subscribe_info_edit.subscribe_status
            reply["subscribe_info"] = {
                "support_subscribe": True,
                "subscribe_status": status or "NOT_ENABLED",
                "subscribe_discount_details": msgspec.to_builtins(listing.subscribe_info_edit.discount_details or []),
            }
        if listing.pod_info:
            reply["pod_info"] = _with_images(listing.pod_info, images)

    def _certification_titles(self, listing: Listing) -> dict[str, str]:
        rules = category_rules(listing.category_id, self._shop.region, listing.tree)
        return {rule.id: rule.name for rule in rules.product_certifications} if rules else {}

    def _certification(
        self, certification: Certification, titles: Mapping[str, str], images: Images
    ) -> dict[str, object]:
        return {
            **_builtins(certification),
            "title": titles.get(certification.id, ""),
            "images": images.all(certification.images or []),
            "files": [
                {**_builtins(file), "urls": [self._services.media_url(file.id)]} for file in certification.files or []
            ],
        }

    def _brand(self, brand_id: str) -> dict[str, str]:
        known = brands.brand(brand_id)
        if known:
            return {"id": brand_id, "name": known.name}
        own = self._tx[CustomBrands].of_seller(self._shop.account_id)
        return {"id": brand_id, "name": next((brand.name for brand in own if brand.brand_id == brand_id), "")}

    def _sku(
        self, product: Product, listing: Listing, sku: ListedSku, shelves: Shelves, images: Images
    ) -> dict[str, object]:
        row: dict[str, object] = {
            **_builtins(sku),
            **sku_in_search(product, sku, shelves),
            "sales_attributes": images.sales_attributes(sku.sales_attributes or []),
        }
        per_unit = unit_price(sku, region(self._shop.region))
        if per_unit is not None:
            row["price"] = {**price_of(sku.price), "unit_price": per_unit}
        if listing.purchase_order_quantity_limit:
            row["purchase_order_quantity_limit"] = msgspec.to_builtins(listing.purchase_order_quantity_limit)
        if product.replicas or product.source:
            row["global_listing_policy"] = global_policy(product, sku)
        if sku.combined_skus:
            row["combined_skus"] = [self._part(combined, shelves, images) for combined in sku.combined_skus]
        return row

    def _part(self, combined: CombinedSku, shelves: Shelves, images: Images) -> dict[str, object]:
        """A part of a bundle: what it is, costs and has in stock, and why it keeps the bundle off sale."""
        row = _builtins(combined)
        part = shelves.parts.get(combined.sku_id)
        if part is None:
            return {**row, "combined_listing_not_live_reasons": ["SUB_PRODUCT_DELETE"]}
        listing, sku = part.product.listing, part.sku
        row |= {
            "title": listing.title,
            "categories": _chains(listing),
            "combined_listing_not_live_reasons": part.not_live_reasons,
        }
        if listing.main_images:
            row["product_main_image"] = images.show(listing.main_images[0].uri)
        if listing.brand_id:
            row["brand"] = self._brand(listing.brand_id)
        if sku is not None:
            row |= {
                "seller_sku": sku.seller_sku or "",
                "price": price_of(sku.price),
                "sales_attributes": images.sales_attributes(sku.sales_attributes or []),
                "inventory": [
                    {"warehouse_id": warehouse_id, "quantity": quantity}
                    for warehouse_id, quantity in available_of(sku, shelves.stock).items()
                ],
            }
        return row


def _in_search(product: Product, listing: Listing) -> dict[str, object]:
    """The fields, SKUs aside, that a search and the product itself both show."""
    row: dict[str, object] = {
        "id": product.product_id,
        "title": listing.title,
        "status": str(product.status),
        "create_time": product.created_at // 1000,
        "update_time": product.updated_at // 1000,
        "audit": _audit(product),
        "has_draft": product.has_draft,
        "is_not_for_sale": bool(listing.is_not_for_sale),
        "product_tags": listing.product_tags or [],
        "recommended_categories": [],
    }
    if others := platform_statuses(product, listing):
        row["integrated_platform_statuses"] = others
    if listing.scheduled_sale:
        row["scheduled_sale"] = msgspec.to_builtins(listing.scheduled_sale)
    if listing.selling_format:
        row["selling_format"] = listing.selling_format
    return row


def _with_images(value: object, images: Images) -> object:
    """A value as it was sent, with each image's uri made an image."""
    if isinstance(value, list):
        return [_with_images(item, images) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"uri"}:
        return images.show(str(value["uri"]))
    return {name: _with_images(item, images) for name, item in value.items()}


def _video(file: Media) -> dict[str, object]:
    doc = file.doc
    return {"format": doc.format, "size": doc.size, "width": doc.width, "height": doc.height}


def _builtins(value: msgspec.Struct) -> dict[str, object]:
    return cast("dict[str, object]", msgspec.to_builtins(value))


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
    return [
        {"id": category.id, "parent_id": category.parent_id, "local_name": category.name, "is_leaf": category.is_leaf}
        for category in taxonomy.chain(listing.category_id, listing.tree)
    ]


def attribute_rows(listing: Listing) -> list[dict[str, object]]:
    """The product attributes of a listing, with the names that go with their ids."""
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
