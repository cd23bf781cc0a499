"""Puts the demo catalogue into a shop: products that are live, stock with its ledger, pictures drawn on demand."""

from __future__ import annotations

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_rules import category_rules
from shopwright.platform.catalogue.listing import (
    AttributeValue,
    Certification,
    Dimensions,
    ImageRef,
    ListedSku,
    Listing,
    Measure,
    Money,
    ProductAttribute,
    SalesAttribute,
)
from shopwright.platform.catalogue.product import Audit, Product
from shopwright.platform.catalogue.quantities import Quantities, Reason
from shopwright.platform.catalogue.states import AuditStatus, ProductStatus
from shopwright.platform.catalogue.stock.store import LedgerEntry, Place, Stock
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.media.store import IMAGE, Media, MediaDocument, MediaRecords
from shopwright.wire.ids import IdKind

from .catalogue import DemoProduct, load

#: Side of a drawn picture in pixels, and the bucket name in its URI.
PICTURE_SIZE = 800
_BUCKET = "tos-useast2a-i-demo"


def stock_demo_shop(tx: Tx, shop: Shop) -> None:
    """List the whole demo catalogue in a GB shop, in a few bulk inserts."""
    now = tx.now_ms()
    warehouse = tx[Warehouses].default(shop.shop_id)
    pictures: dict[str, Media] = {}
    products: list[Product] = []
    entries: list[LedgerEntry] = []
    rows: list[dict[str, object]] = []
    for source in load().products:
        product = _product(tx, source, now)
        products.append(product)
        for picture_key in [source.key, *(sku.seller_sku for sku in source.skus if source.skus[1:])]:
            pictures[_uri(picture_key)] = _picture(shop, picture_key, now)
        for sku, listed in zip(source.skus, product.listing.skus, strict=True):
            place = Place(shop.shop_id, listed.id, warehouse.warehouse_id)
            entry = LedgerEntry(
                tx.new_id(IdKind.LEDGER), place, Reason.MANUAL_ADJUSTMENT, "demo shop", Quantities(sku.stock), now
            )
            entries.append(entry)
            rows.append(
                {
                    "shop_id": shop.shop_id,
                    "sku_id": listed.id,
                    "warehouse_id": warehouse.warehouse_id,
                    "product_id": product.product_id,
                    "on_hand": sku.stock,
                }
            )
    tx[MediaRecords].add_many(pictures.values())
    tx[Products].add_many(shop.shop_id, products)
    tx[Stock].add_many(rows, entries)


def _uri(key: str) -> str:
    return f"{_BUCKET}/{key}"


def _picture(shop: Shop, key: str, now: int) -> Media:
    doc = MediaDocument(format="PNG", picture=key, width=PICTURE_SIZE, height=PICTURE_SIZE, use_case="MAIN_IMAGE")
    return Media(_uri(key), shop.account_id, IMAGE, doc, now)


def _product(tx: Tx, source: DemoProduct, now: int) -> Product:
    category = taxonomy.by_code(source.category)
    assert category is not None, source.category
    size = source.dimensions
    listing = Listing(
        title=source.title,
        description=source.description,
        category_id=category.id,
        category_version="v2",
        main_images=[ImageRef(_uri(source.key))],
        skus=_skus(tx, source),
        package_weight=Measure(source.weight, "KILOGRAM"),
        package_dimensions=Dimensions(str(size.length), str(size.width), str(size.height), "CENTIMETER"),
        product_attributes=_required_attributes(category.id) or None,
        certifications=_papers(category.id, source.key) or None,
    )
    return Product(
        product_id=tx.new_id(IdKind.PRODUCT),
        status=ProductStatus.ACTIVATE,
        created_at=now,
        updated_at=now,
        audit=Audit(AuditStatus.APPROVED, number=1),
        live=listing,
    )


def _required_attributes(category_id: str) -> list[ProductAttribute]:
    """The first listed value of each attribute that the category asks for."""
    asked = [
        attribute for attribute in taxonomy.attributes(category_id, "v2") if attribute.is_required and attribute.values
    ]
    return [
        ProductAttribute(category_attribute.id, [AttributeValue(id=category_attribute.values[0].id)])
        for category_attribute in asked
    ]


def _papers(category_id: str, key: str) -> list[Certification]:
    """An image for each certificate that the category asks for."""
    rules = category_rules(category_id, "GB", "v2")
    asked = (
        [
            product_certification
            for product_certification in rules.product_certifications
            if product_certification.is_required
        ]
        if rules
        else []
    )
    return [Certification(id=product_certification.id, images=[ImageRef(_uri(key))]) for product_certification in asked]


def _skus(tx: Tx, source: DemoProduct) -> list[ListedSku]:
    """The SKUs; a sales attribute and a value have one id in all SKUs of a product."""
    attribute_ids: dict[str, str] = {}
    value_ids: dict[tuple[str, str], str] = {}
    for sku in source.skus:
        for sales_attribute in sku.sales_attributes:
            if sales_attribute.name not in attribute_ids:
                attribute_ids[sales_attribute.name] = tx.new_id(IdKind.SALES_ATTRIBUTE)
            value = sales_attribute.name, sales_attribute.value
            if value not in value_ids:
                value_ids[value] = tx.new_id(IdKind.SALES_VALUE)
    has_siblings = len(source.skus) > 1
    return [
        ListedSku(
            id=tx.new_id(IdKind.SKU),
            price=Money("GBP", amount=sku.price),
            seller_sku=sku.seller_sku,
            sales_attributes=[
                SalesAttribute(
                    id=attribute_ids[sales_attribute.name],
                    name=sales_attribute.name,
                    value_id=value_ids[sales_attribute.name, sales_attribute.value],
                    value_name=sales_attribute.value,
                    sku_img=ImageRef(_uri(sku.seller_sku)) if has_siblings and number == 0 else None,
                )
                for number, sales_attribute in enumerate(sku.sales_attributes)
            ]
            or None,
        )
        for sku in source.skus
    ]
