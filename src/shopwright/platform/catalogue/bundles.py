"""Bundles: SKUs that are made of other SKUs, whose stock and standing follow their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from .listing import CombinedSku, ListedSku, Listing
from .product import Product
from .quantities import Quantities
from .states import ProductStatus

#: The type of a product whose SKUs are bundles.
COMBINED = "COMBINED_PRODUCT"

#: Why a bundle is not live, by the state of a part's product.
_REASONS = {
    ProductStatus.DELETED: "SUB_PRODUCT_DELETE",
    ProductStatus.FREEZE: "SUB_PRODUCT_FROZEN",
    ProductStatus.ACTIVATE: "",
}


class Part(msgspec.Struct, frozen=True):
    """A SKU that a bundle holds, as it is listed now; ``sku`` is None once its product has it no more."""

    product: Product
    sku: ListedSku | None

    @property
    def not_live_reasons(self) -> list[str]:
        """Why the part is not on sale, in the words of getProduct; empty when it is."""
        reason = _REASONS.get(self.product.status, "SUB_PRODUCT_DEACTIVATE")
        return [word for word in (reason, "" if self.sku else "SUB_SKU_DELETE") if word]


def is_bundle(listing: Listing) -> bool:
    """Whether a listing is one of bundles: its SKUs are made of others."""
    return any(sku.combined_skus for sku in listing.skus)


def product_types(product: Product, listing: Listing) -> list[str]:
    """Whether a product is made of bundles, and whether it is in one."""
    return [COMBINED] * is_bundle(listing) + ["IN_COMBINED_PRODUCT"] * bool(product.bundle_ids)


def parts_in(skus: Iterable[ListedSku]) -> list[CombinedSku]:
    """What the bundles among SKUs are made of."""
    return [part for sku in skus for part in sku.combined_skus or ()]


def find_parts(parts: Iterable[CombinedSku], products: Mapping[str, Product]) -> dict[str, Part]:
    """Parts by SKU id, of those whose products the shop has."""
    return {part.sku_id: _part(part, products[part.product_id]) for part in parts if part.product_id in products}


def _part(part: CombinedSku, product: Product) -> Part:
    sku = next((sku for sku in product.listing.skus if sku.id == part.sku_id), None)
    return Part(product, sku)


def bundle_places(parts: Sequence[CombinedSku], stock: Mapping[str, Mapping[str, Quantities]]) -> dict[str, int]:
    """Warehouse id → how many bundles its stock makes up, at the warehouses that hold every part."""
    held = [(stock.get(part.sku_id, {}), part.sku_count) for part in parts]
    places = [place for place in held[0][0] if all(place in other for other, _ in held)]
    return {place: min(of[place].available // count for of, count in held) for place in places}
