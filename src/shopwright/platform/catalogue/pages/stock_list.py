"""A shop's stock: each SKU at each warehouse, with what is on hand, promised and left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.quantities import InventoryStatus, Quantities, inventory_status
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.catalogue.words import INVENTORY_STATES, PRODUCT_STATES, variant_of
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.exports import Batch, export
from shopwright.platform.core.pages.lists import Place, Rows, Spot, read_spot, rows_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses

#: Products on a page, in a batch of a file, and the most SKUs that a page of low stock holds.
_ON_PAGE, _AT_ONCE, _MOST_LOW = 25, 100, 500

_HEAD = (
    "SKU",
    "Seller SKU",
    "Product",
    "Title",
    "Variant",
    "State",
    "Warehouse",
    "On hand",
    "Committed",
    "Campaign lock",
    "Creator lock",
    "Available",
)


class StockRow(msgspec.Struct, frozen=True):
    """A SKU at a warehouse. Look and state are the SKU's, over all warehouses."""

    product: Product
    sku_id: str
    seller_sku: str
    variant: str
    warehouse: str
    held: Quantities
    look: str
    state: str


class StockList(msgspec.Struct, frozen=True):
    shop: Shop
    rows: list[StockRow]
    low_count: int
    spot: Spot
    is_cut: bool
    clock: str


async def stock_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/stock``."""
    shop_id = ask.path("shop_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/stock", INVENTORY_STATES)
    listed = await ask.read(lambda tx: _read(tx, shop_id, spot))
    if ask.part:
        return ask.fragment("_stock.html", listed=listed, states=INVENTORY_STATES)
    return ask.page("stock.html", listed=listed, states=INVENTORY_STATES)


async def stock_file(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/files/stock.csv`` and ``.xlsx``."""
    shop_id, kind = ask.path("shop_id"), ask.path("kind")
    if kind not in ("csv", "xlsx"):
        raise NOT_FOUND(what=f"The file stock.{kind[:10]}")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/stock", INVENTORY_STATES)
    await ask.read(lambda tx: find_shop(tx, shop_id))
    return await export("stock", kind, _HEAD, _batches(ask, shop_id, spot))


async def _batches(ask: Ask, shop_id: str, spot: Spot) -> AsyncIterator[Batch]:
    while True:
        page = await ask.read(lambda tx, spot=spot: find_stock(tx, find_shop(tx, shop_id), spot, _AT_ONCE))  # type: ignore[misc]
        yield [_cells(row) for row in page.rows]
        if page.next_place is None:
            return
        spot = msgspec.structs.replace(spot, after=f"{page.next_place[0]}-{page.next_place[1]}")


def _cells(row: StockRow) -> Sequence[str | int]:
    held = row.held
    numbers = (held.on_hand, held.committed, held.campaign_lock, held.creator_lock, held.available)
    product = row.product
    texts = (row.sku_id, row.seller_sku, product.product_id, product.listing.title, row.variant)
    return (*texts, PRODUCT_STATES[product.status][1], row.warehouse, *numbers)


def _read(tx: Tx, shop_id: str, spot: Spot) -> StockList:
    shop = find_shop(tx, shop_id)
    page = find_stock(tx, shop, spot, _ON_PAGE)
    low = len(tx[Stock].low(shop_id, shop.doc.low_stock_threshold, _MOST_LOW))
    return StockList(shop, page.rows, low, spot.before(page.next_place), page.is_cut, clock_words(tx))


def find_stock(tx: Tx, shop: Shop, spot: Spot, size: int) -> Rows[StockRow]:
    """The stock of a page of ``size`` products, the newest first; of those with low or no stock where that is asked."""
    sku_ids: tuple[str, ...] = ()
    if spot.state:
        low = tx[Stock].low(shop.shop_id, shop.doc.low_stock_threshold, _MOST_LOW)
        sku_ids = tuple(sku.sku_id for sku in low if spot.state != InventoryStatus.OUT_OF_STOCK or sku.available <= 0)
        if not sku_ids:
            return Rows([])

    def read(after: Place | None, most: int) -> list[Product]:
        return tx[Products].page(shop.shop_id, ProductFilter(sku_ids=sku_ids), after[1] if after else None, most)

    page = rows_of(
        read, lambda product: (0, product.product_id), _matches(spot.text) if spot.text else None, spot.place, size
    )
    rows = [row for row in stock_rows(tx, shop, page.rows) if not sku_ids or row.sku_id in sku_ids]
    return Rows(rows, page.next_place, page.is_cut)


def _matches(text: str) -> Callable[[Product], bool]:
    wanted = text.casefold()

    def has_text(product: Product) -> bool:
        texts = [product.product_id, product.listing.title]
        for sku in product.listing.skus:
            texts += [sku.id, sku.seller_sku or "", variant_of(sku)]
        return any(wanted in text.casefold() for text in texts)

    return has_text


def stock_rows(tx: Tx, shop: Shop, products: Sequence[Product]) -> list[StockRow]:
    """Every SKU of some products at every warehouse that holds a place for it; one empty row where none does."""
    names = {warehouse.warehouse_id: warehouse.doc.name for warehouse in tx[Warehouses].of_shop(shop.shop_id)}
    held = tx[Stock].of_skus(shop.shop_id, [sku.id for product in products for sku in product.listing.skus])
    rows = []
    for product in products:
        for sku in product.listing.skus:
            places = held[sku.id] or {"": Quantities()}
            available = sum(quantities.available for quantities in places.values())
            look, state = INVENTORY_STATES[inventory_status(available, shop.doc.low_stock_threshold)]
            rows += [
                StockRow(
                    product=product,
                    sku_id=sku.id,
                    seller_sku=sku.seller_sku or "",
                    variant=variant_of(sku),
                    warehouse=names.get(warehouse_id, warehouse_id) or "No warehouse",
                    held=quantities,
                    look=look,
                    state=state,
                )
                for warehouse_id, quantities in places.items()
            ]
    return rows
