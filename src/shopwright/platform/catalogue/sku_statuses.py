"""What becomes of single SKUs: created, deleted, off sale and back, each with who took it off (webhook 50)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit, is_heard

from .bundles import parts_in
from .listing import ListedSku
from .product import Product
from .states import ProductStatus
from .store import Products

SELLER, PLATFORM, BUNDLE = "SELLER", "PLATFORM", "COMBO_RELATION"

#: Who took the SKUs of a product off sale, by its state.
OFF_SALE = {
    ProductStatus.SELLER_DEACTIVATED: SELLER,
    ProductStatus.PLATFORM_DEACTIVATED: PLATFORM,
    ProductStatus.FREEZE: PLATFORM,
}


class SkuFacts(msgspec.Struct, frozen=True):
    """What of a product its SKUs' states follow from: its state, the SKUs that it shows, and those that were live."""

    status: ProductStatus | None = None
    listed: tuple[str, ...] = ()
    live: tuple[str, ...] = ()

    @property
    def on_sale(self) -> frozenset[str]:
        """The SKUs that the product has on sale."""
        return frozenset(self.listed) if self.status is ProductStatus.ACTIVATE else frozenset()


def facts_of(product: Product) -> SkuFacts:
    if not product.versions:
        return SkuFacts()
    live = tuple(sku.id for sku in product.live.skus) if product.live else ()
    return SkuFacts(product.status, tuple(sku.id for sku in product.listing.skus), live)


def tell_sku_statuses(tx: Tx, shop: Shop, product: Product, before: SkuFacts) -> None:
    """Tell of the SKUs whose state is another than before, and of the bundles that hold them."""
    after = facts_of(product)
    if after == before:
        return
    _tell(tx, shop, product.product_id, _changed(before, after))
    if product.bundle_ids and before.on_sale != after.on_sale and is_heard(tx, shop, 50):
        _tell_bundles(tx, shop, product, before.on_sale, after.on_sale)


def _changed(before: SkuFacts, after: SkuFacts) -> list[dict[str, str]]:
    rows = [_row(sku_id, "DELETED") for sku_id in before.listed if sku_id not in after.listed]
    rows += [_row(sku_id, "CREATED") for sku_id in after.listed if sku_id not in before.listed]
    kept = [sku_id for sku_id in after.listed if sku_id in before.listed]
    if after.status is before.status:
        return rows
    if after.status is ProductStatus.DELETED:
        return rows + [_row(sku_id, "DELETED") for sku_id in kept]
    source = OFF_SALE.get(after.status) if after.status else None
    if source and source != (OFF_SALE.get(before.status) if before.status else None):
        return rows + [_row(sku_id, "DEACTIVATED", source) for sku_id in kept]
    if after.status is ProductStatus.ACTIVATE:
        rows += [_row(sku_id, "ACTIVATED") for sku_id in kept if sku_id in before.live]
    return rows


def _row(sku_id: str, status: str, source: str = "") -> dict[str, str]:
    row = {"sku_id": sku_id, "status": status}
    return {**row, "deactivation_source": source} if source else row


def _tell(tx: Tx, shop: Shop, product_id: str, rows: list[dict[str, str]]) -> None:
    if rows:
        emit(tx, shop, 50, {"product_id": product_id, "skus": rows, "update_time": tx.now()})


def _tell_bundles(tx: Tx, shop: Shop, product: Product, before: Collection[str], after: Collection[str]) -> None:
    """Tell of the bundles that go off sale as a part of theirs does, or come back with it."""
    bundles = tx.stored(Products).some(shop.shop_id, product.bundle_ids)
    ids = {part.product_id for bundle in bundles.values() for part in parts_in(bundle.listing.skus)}
    others = tx.stored(Products).some(shop.shop_id, ids - {product.product_id})
    for bundle in bundles.values():
        if bundle.status is not ProductStatus.ACTIVATE:
            continue
        rows = []
        for sku in bundle.listing.skus:
            was, now = (_is_whole(sku, product, on_sale, others) for on_sale in (before, after))
            if was and not now:
                rows.append(_row(sku.id, "DEACTIVATED", BUNDLE))
            elif now and not was:
                rows.append(_row(sku.id, "ACTIVATED"))
        _tell(tx, shop, bundle.product_id, rows)


def _is_whole(sku: ListedSku, product: Product, on_sale: Collection[str], others: Mapping[str, Product]) -> bool:
    """Whether every part of a bundle is on sale, where so much of one product is."""
    return all(
        part.sku_id in on_sale
        if part.product_id == product.product_id
        else part.product_id in others and part.sku_id in facts_of(others[part.product_id]).on_sale
        for part in sku.combined_skus or ()
    )
