"""Lists the products of a history that a shop does not sell yet, and adds stock for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from shopwright.platform.accounts.persons import MARKET_LOCALES, PersonKind
from shopwright.platform.accounts.persons_store import Persons
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.listing import Dimensions, ImageRef, ListedSku, Listing, Measure, Money
from shopwright.platform.catalogue.product import Audit, Product
from shopwright.platform.catalogue.quantities import MAX_ON_HAND, Quantities, Reason
from shopwright.platform.catalogue.states import AuditStatus, ProductStatus
from shopwright.platform.catalogue.stock.store import LedgerEntry, Place, Stock
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import text
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.market.regions import region
from shopwright.platform.media.store import IMAGE, Media, MediaDocument, MediaRecords
from shopwright.platform.sales.orders.place_order import Shelf
from shopwright.wire.ids import IdKind

from .model import HistoricOrder, HistoricProduct, History

#: A category that asks for nothing and that every market has: figurines.
_CATEGORY = "hg-3-30"

#: Side of a drawn picture in pixels, and the bucket name in its URI.
_PICTURE_SIZE = 800
_BUCKET = "tos-useast2a-i-replay"

#: Stock is filled up by so many times what is short, so that it is not short again at once.
_SPARE = 10


def list_products(tx: Tx, shop: Shop, history: History, moment: Callable[[int], int]) -> None:
    """List the products that the shop does not have, and add as much stock as the history sells.

    Products and stock are dated at their first sale. Stock of a SKU that the shop sells already is added to; products
    that are off sale stay so. ``moment`` converts the history's seconds into milliseconds of the platform.
    """
    known = on_sale(tx, shop, Shelf(tx, shop), history.products)
    listed = _listed(tx, shop, history.products)
    fresh = [product for sku, product in history.products.items() if sku not in listed]
    made = [_product(tx, shop, historic_product, moment(historic_product.first_at)) for historic_product in fresh]
    pictures = [_picture(shop, product.product_id, product.listing.title, product.created_at) for product in made]
    tx[Products].add_many(shop.shop_id, made)
    if pictures:
        tx[MediaRecords].add_many(pictures)
    units = _units(history)
    warehouse_id = tx[Warehouses].default(shop.shop_id).warehouse_id
    _put_on_shelf(
        tx, shop, warehouse_id, [(product, units[source.sku]) for product, source in zip(made, fresh, strict=True)]
    )
    for sku, sku_id in known.items():
        place = Place(shop.shop_id, sku_id, warehouse_id)
        first_at = moment(history.products[sku].first_at)
        fill_up(tx, place, units[sku], Reason.MANUAL_ADJUSTMENT, at=first_at)


def on_sale(tx: Tx, shop: Shop, shelf: Shelf, skus: Iterable[str]) -> dict[str, str]:
    """Stock code → SKU id, of those that the shop has on sale."""
    sku_ids = tx[Products].ids_by_seller_sku(shop.shop_id, skus)
    live = shelf.find(sku_id for ids in sku_ids.values() for sku_id in ids)
    on_shelf = {sku: next((item for item in ids if item in live), None) for sku, ids in sku_ids.items()}
    return {sku: sku_id for sku, sku_id in on_shelf.items() if sku_id is not None}


def _listed(tx: Tx, shop: Shop, skus: Iterable[str]) -> set[str]:
    """Those of the stock codes that a product of the shop has which is not deleted."""
    sku_ids = tx[Products].ids_by_seller_sku(shop.shop_id, skus)
    owners = tx[Products].owners(shop.shop_id, [sku_id for ids in sku_ids.values() for sku_id in ids])
    there = tx[Products].some(shop.shop_id, set(owners.values()))
    kept = {product.product_id for product in there.values() if product.status is not ProductStatus.DELETED}
    return {sku for sku, ids in sku_ids.items() if any(owners[sku_id] in kept for sku_id in ids)}


def fill_up(tx: Tx, place: Place, quantity: int, reason: Reason, *, at: int) -> None:
    """Add stock at a place, as far as there is room."""
    held = tx[Stock].hold(place)
    if held is None:
        product_id = tx[Products].owners(place.shop_id, [place.sku_id])[place.sku_id]
        tx[Stock].open_places([place], product_id)
        held = Quantities()
    added = min(quantity, MAX_ON_HAND - held.on_hand)
    if added > 0:
        tx[Stock].move(LedgerEntry(tx.new_id(IdKind.LEDGER), place, reason, "replay", Quantities(added), at))


def replenish(tx: Tx, shop: Shop, wanted: dict[str, int], reason: Reason, *, at: int) -> None:
    """Make sure that so many of each SKU can be ordered from the sales warehouse."""
    warehouse_id = tx[Warehouses].default(shop.shop_id).warehouse_id
    for sku_id, places in tx[Stock].of_skus(shop.shop_id, wanted).items():
        held = places.get(warehouse_id, Quantities())
        if held.available < wanted[sku_id]:
            short = wanted[sku_id] - held.available
            fill_up(tx, Place(shop.shop_id, sku_id, warehouse_id), short * _SPARE, reason, at=at)


def _units(history: History) -> Counter[str]:
    """How many of each SKU all orders take."""
    counter: Counter[str] = Counter()
    for event in history.events:
        if isinstance(event, HistoricOrder):
            for line in event.lines:
                counter[line.sku] += line.units
    return counter


def _put_on_shelf(tx: Tx, shop: Shop, warehouse_id: str, products: Sequence[tuple[Product, int]]) -> None:
    rows: list[dict[str, object]] = []
    entries: list[LedgerEntry] = []
    for product, units in products:
        (sku,) = product.listing.skus
        place = Place(shop.shop_id, sku.id, warehouse_id)
        change = Quantities(min(units, MAX_ON_HAND))
        entry_id = tx.new_id(IdKind.LEDGER)
        entries.append(LedgerEntry(entry_id, place, Reason.MANUAL_ADJUSTMENT, "replay", change, product.created_at))
        rows.append(
            {
                "shop_id": shop.shop_id,
                "sku_id": sku.id,
                "warehouse_id": warehouse_id,
                "product_id": product.product_id,
                "on_hand": change.on_hand,
            }
        )
    if rows:
        tx[Stock].add_many(rows, entries)


def _product(tx: Tx, shop: Shop, source: HistoricProduct, at: int) -> Product:
    market = region(shop.region)
    version = market.category_versions.tree
    category = taxonomy.by_code(_CATEGORY, version)
    assert category is not None
    product_id = tx.new_id(IdKind.PRODUCT)
    price = Money(market.currency, amount=text(source.price, market.currency_decimals))
    listing = Listing(
        title=source.title[: market.title_length[1]],
        description=f"<p>{_escaped(source.title)}</p>",
        category_id=category.id,
        category_version=version,
        main_images=[ImageRef(_uri(product_id))],
        skus=[ListedSku(id=tx.new_id(IdKind.SKU), price=price, seller_sku=source.sku)],
        package_weight=Measure("0.3", "KILOGRAM"),
        package_dimensions=Dimensions("20", "15", "10", "CENTIMETER"),
        manufacturer_ids=_persons(tx, shop, PersonKind.MANUFACTURER),
        responsible_person_ids=_persons(tx, shop, PersonKind.RESPONSIBLE_PERSON),
    )
    audit = Audit(AuditStatus.APPROVED, number=1)
    return Product(
        product_id=product_id,
        status=ProductStatus.ACTIVATE,
        created_at=at,
        updated_at=at,
        audit=audit,
        live=listing,
    )


def _persons(tx: Tx, shop: Shop, kind: PersonKind) -> list[str] | None:
    """The first of the seller's persons of a kind who answers for goods in the shop's market, if it asks for one."""
    locale = MARKET_LOCALES.get(shop.region)
    return tx[Persons].ids_in(shop.account_id, kind, locale)[:1] or None if locale else None


def _escaped(title: str) -> str:
    return title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _uri(product_id: str) -> str:
    return f"{_BUCKET}/{product_id}"


def _picture(shop: Shop, product_id: str, title: str, at: int) -> Media:
    doc = MediaDocument(format="PNG", picture=title, width=_PICTURE_SIZE, height=_PICTURE_SIZE, use_case="MAIN_IMAGE")
    return Media(_uri(product_id), shop.account_id, IMAGE, doc, at)
