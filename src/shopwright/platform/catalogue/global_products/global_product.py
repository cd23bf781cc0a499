"""A global product: what a seller writes once, and the local products that were made of it."""

from __future__ import annotations

import msgspec

from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.product import Audit, Product
from shopwright.platform.catalogue.states import ProductStatus

from .states import GlobalStatus


class Manufacturer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who made the product, in words: what came before manufacturers had ids."""

    name: str | None = None
    address: str | None = None
    phone_number: str | None = None
    email: str | None = None


class Publication(msgspec.Struct, frozen=True):
    """The local product of a market. ``sku_ids`` leads from global SKUs to those of the local product."""

    region: str
    shop_id: str
    product_id: str
    sku_ids: dict[str, str]


class GlobalProduct(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A product of a seller for shops in several markets. Times in milliseconds.

    ``listing`` has prices in dollars or euros, and stock lines by global warehouse, or one line without a warehouse for
    all markets; what a line says holds until the SKU's stock is pooled (see ``global_stock``). ``sale_prices`` are
    display prices by global SKU and market.
    """

    global_product_id: str
    status: GlobalStatus
    created_at: int
    updated_at: int
    listing: Listing
    sale_prices: dict[str, dict[str, str]] = {}
    manufacturer: Manufacturer | None = None
    publications: list[Publication] = []

    def publication(self, region: str) -> Publication | None:
        """The local product in a market."""
        return next((publication for publication in self.publications if publication.region == region), None)

    def as_product(self) -> Product:
        """The product as the listing rules look at one that is edited."""
        return Product(
            product_id=self.global_product_id,
            status=ProductStatus.ACTIVATE,
            created_at=self.created_at,
            updated_at=self.updated_at,
            audit=Audit(has_passed=self.status is GlobalStatus.PUBLISHED),
            live=self.listing,
        )
