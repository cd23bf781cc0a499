"""The shop's other products, from which advice takes words and measures."""

from __future__ import annotations

from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.database.transaction import Tx


def on_sale(tx: Tx, shop_id: str, most: int) -> list[Product]:
    """The newest products on sale, up to ``most``."""
    return tx[Products].page(shop_id, ProductFilter(status=str(ProductStatus.ACTIVATE)), None, most)


def listings_on_sale(tx: Tx, shop_id: str, most: int) -> list[Listing]:
    """What the newest products on sale say."""
    return [product.listing for product in on_sale(tx, shop_id, most)]
