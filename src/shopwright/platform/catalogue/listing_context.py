"""Gathers what the listing rules need to know of a shop and its seller."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

from shopwright.platform.catalogue.listing_rules.context import (
    BrandStanding,
    ListingContext,
    UploadedFile,
    UploadedImage,
    WarehouseRef,
    platform_brand,
)
from shopwright.platform.catalogue.listing_rules.uploads import file_ids, image_uris
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.delivery_options import options_of, templates_of
from shopwright.platform.logistics.store import Warehouse, Warehouses
from shopwright.platform.market.regions import SellerType, region
from shopwright.platform.media.store import FILE, IMAGE, MediaRecords

from .brands_store import CustomBrands
from .listing import ListedSku, Listing
from .product import Product


def listing_context(
    tx: Tx, shop: Shop, listing: Listing, *, product: Product | None = None, is_draft: bool = False
) -> ListingContext:
    """The context of one listing: only the uploads that it names are read."""
    uploads = {
        media_id: one
        for media_id, one in tx[MediaRecords].some(image_uris(listing) | file_ids(listing)).items()
        if one.account_id == shop.account_id
    }
    warehouses = tx[Warehouses].of_shop(shop.shop_id)
    known = [sku for version in (product.versions if product else []) for sku in version.skus]
    sku_ids = frozenset(sku.id for sku in known)
    return ListingContext(
        region=region(shop.region),
        now=tx.now(),
        seller_type=cast(SellerType, shop.doc.seller_type),
        warehouse_abroad=_is_abroad(warehouses),
        is_draft=is_draft,
        images={
            one.media_id: UploadedImage(one.doc.width, one.doc.height, one.doc.use_case, one.doc.format)
            for one in uploads.values()
            if one.kind == IMAGE
        },
        files={
            one.media_id: UploadedFile("PDF" if one.doc.format == "PDF" else "VIDEO", one.doc.format)
            for one in uploads.values()
            if one.kind == FILE
        },
        warehouses={one.warehouse_id: _reference(one) for one in warehouses},
        brand=_brand_lookup(tx, shop) if listing.brand_id else platform_brand,
        manufacturer_ids=frozenset(shop.doc.manufacturer_ids),
        responsible_person_ids=frozenset(shop.doc.responsible_person_ids),
        delivery_options={option_id: one.type for option_id, one in options_of(shop).items()},
        shipping_template_ids=frozenset(templates_of(shop)),
        generated_ids=_own_ids(known),
        product_id=product.product_id if product else "",
        existing=product.live or product.review if product else None,
        was_live=product is not None and product.audit.has_passed,
        sku_ids=sku_ids,
        sku_warehouses=_places(tx, shop, sku_ids),
    )


def _is_abroad(warehouses: list[Warehouse]) -> bool:
    return any(one.doc.sub_type == "CB_DIRECT_SHIPPING_WAREHOUSE" for one in warehouses)


def _reference(one: Warehouse) -> WarehouseRef:
    kind = cast(Literal["SALES_WAREHOUSE", "RETURN_WAREHOUSE"], one.type)
    return WarehouseRef(kind, cast(Literal["ENABLED", "DISABLED", "RESTRICTED"], one.status))


def _brand_lookup(tx: Tx, shop: Shop) -> Callable[[str], BrandStanding | None]:
    own = {brand.brand_id for brand in tx[CustomBrands].of_seller(shop.account_id)}
    return lambda brand_id: BrandStanding() if brand_id in own else platform_brand(brand_id)


def _own_ids(known: list[ListedSku]) -> frozenset[str]:
    """Ids that were given to attributes and values of the seller's own."""
    named = [one for sku in known for one in sku.sales_attributes or []]
    return frozenset(given for one in named for given in (one.id, one.value_id) if given)


def _places(tx: Tx, shop: Shop, sku_ids: frozenset[str]) -> dict[str, frozenset[str]]:
    held = tx[Stock].of_skus(shop.shop_id, sku_ids)
    return {sku_id: frozenset(places) for sku_id, places in held.items() if places}
