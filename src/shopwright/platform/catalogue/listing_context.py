"""Gathers what the listing rules need to know of a shop and its seller."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Literal, cast

from shopwright.platform.accounts.persons import MARKET_LOCALES
from shopwright.platform.accounts.persons_store import Persons
from shopwright.platform.catalogue.listing_rules.context import (
    BrandStanding,
    BundlePart,
    ListingContext,
    PersonRef,
    UploadedFile,
    UploadedImage,
    WarehouseRef,
    platform_brand,
)
from shopwright.platform.catalogue.listing_rules.persons import PERSONS
from shopwright.platform.catalogue.listing_rules.presale import kind_of
from shopwright.platform.catalogue.listing_rules.uploads import file_ids, image_uris
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.delivery_options import options_of, templates_of
from shopwright.platform.logistics.store import Warehouse, Warehouses
from shopwright.platform.market.regions import SellerType, region
from shopwright.platform.media.store import FILE, IMAGE, MediaRecords

from . import taxonomy
from .brands_store import CustomBrands
from .bundles import Part, find_parts, is_bundle, parts_in
from .listing import ListedSku, Listing
from .product import Product
from .size_charts.audit import usable_charts
from .store import Products


def listing_context(
    tx: Tx, shop: Shop, listing: Listing, *, product: Product | None = None, is_draft: bool = False
) -> ListingContext:
    """The context of one listing: only the uploads that it names are read."""
    uploads = {
        media_id: media
        for media_id, media in tx[MediaRecords].some(image_uris(listing) | file_ids(listing)).items()
        if media.account_id == shop.account_id
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
            upload.media_id: UploadedImage(upload.doc.width, upload.doc.height, upload.doc.use_case, upload.doc.format)
            for upload in uploads.values()
            if upload.kind == IMAGE
        },
        files={
            upload.media_id: UploadedFile("PDF" if upload.doc.format == "PDF" else "VIDEO", upload.doc.format)
            for upload in uploads.values()
            if upload.kind == FILE
        },
        warehouses={
            **{warehouse.warehouse_id: _reference(warehouse) for warehouse in warehouses},
            **_of_others(tx, listing, {warehouse.warehouse_id for warehouse in warehouses}),
        },
        brand=_brand_lookup(tx, shop) if listing.brand_id else platform_brand,
        persons=_persons(tx, shop, listing),
        delivery_options={option_id: option.type for option_id, option in options_of(shop).items()},
        shipping_template_ids=frozenset(templates_of(shop)),
        size_chart_ids=usable_charts(tx, shop, listing, product.product_id if product else ""),
        generated_ids=_own_ids(known),
        bundle_part=_part_lookup(tx, shop, listing),
        product_id=product.product_id if product else "",
        existing=product.live or product.review if product else None,
        was_live=product is not None and product.audit.has_passed,
        sku_ids=sku_ids,
        sku_warehouses=_places(tx, shop, sku_ids),
    )


def _is_abroad(warehouses: list[Warehouse]) -> bool:
    return any(warehouse.doc.sub_type == "CB_DIRECT_SHIPPING_WAREHOUSE" for warehouse in warehouses)


def _reference(warehouse: Warehouse) -> WarehouseRef:
    kind = cast(Literal["SALES_WAREHOUSE", "RETURN_WAREHOUSE"], warehouse.type)
    return WarehouseRef(kind, cast(Literal["ENABLED", "DISABLED", "RESTRICTED"], warehouse.status))


def _of_others(tx: Tx, listing: Listing, own: AbstractSet[str]) -> dict[str, WarehouseRef]:
    """The warehouses of other shops that the listing names."""
    warehouse_ids = {line.warehouse_id for sku in listing.skus for line in sku.inventory or () if line.warehouse_id}
    strange = [warehouse_id for warehouse_id in sorted(warehouse_ids - own) if tx[Warehouses].shop_of(warehouse_id)]
    return dict.fromkeys(strange, WarehouseRef("SALES_WAREHOUSE", is_own=False))


def _persons(tx: Tx, shop: Shop, listing: Listing) -> dict[str, PersonRef]:
    """The manufacturers and responsible persons that the listing names, as far as rules look at them."""
    person_ids = {*(listing.manufacturer_ids or ())[:PERSONS], *(listing.responsible_person_ids or ())[:PERSONS]}
    locale = MARKET_LOCALES.get(shop.region)
    return {
        person.person_id: PersonRef(
            person.kind, is_own=person.account_id == shop.account_id, has_language=locale in person.profiles
        )
        for person in (tx[Persons].some(person_ids) if locale else ())
    }


def _brand_lookup(tx: Tx, shop: Shop) -> Callable[[str], BrandStanding | None]:
    own = {brand.brand_id for brand in tx[CustomBrands].of_seller(shop.account_id)}
    return lambda brand_id: BrandStanding() if brand_id in own else platform_brand(brand_id)


def _part_lookup(tx: Tx, shop: Shop, listing: Listing) -> Callable[[str, str], BundlePart | None] | None:
    """How a SKU stands that a bundle may hold; None where the listing is none of bundles."""
    combined = parts_in(listing.skus)
    if not combined:
        return None
    products = tx[Products].some(shop.shop_id, {part.product_id for part in combined})
    parts = find_parts(combined, products)
    owners = tx[Products].owners(shop.shop_id, [part.sku_id for part in combined])

    def find(product_id: str, sku_id: str) -> BundlePart | None:
        if product_id not in products or sku_id not in owners:
            return None
        return BundlePart(is_of_product=False) if owners[sku_id] != product_id else _standing(parts[sku_id])

    return find


def _standing(part: Part) -> BundlePart:
    of = part.product.listing
    refused = "it is not for sale" if of.is_not_for_sale else ""
    if part.sku is not None and kind_of(part.sku):
        refused = "it is on pre-sale"
    return BundlePart(
        is_live=not part.not_live_reasons,
        is_bundle=is_bundle(of),
        refused=refused,
        category_ids=tuple(category.id for category in taxonomy.chain(of.category_id, of.tree)),
        brand_id=of.brand_id,
    )


def _own_ids(known: list[ListedSku]) -> frozenset[str]:
    """Ids that were given to attributes and values of the seller's own."""
    sales_attributes = [sales_attribute for sku in known for sales_attribute in sku.sales_attributes or []]
    return frozenset(
        own_id
        for sales_attribute in sales_attributes
        for own_id in (sales_attribute.id, sales_attribute.value_id)
        if own_id
    )


def _places(tx: Tx, shop: Shop, sku_ids: frozenset[str]) -> dict[str, frozenset[str]]:
    held = tx[Stock].of_skus(shop.shop_id, sku_ids)
    return {sku_id: frozenset(places) for sku_id, places in held.items() if places}
