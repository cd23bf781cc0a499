"""What an edit of a global product does to its stock (docs/reference/global-products.md#stock)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shopwright.platform.catalogue.errors import PARAMETERS_INVALID
from shopwright.platform.catalogue.listing import ListedSku, Listing, StockLine
from shopwright.platform.database.transaction import Tx

from .global_product import GlobalProduct
from .presenter import quantity_in_all
from .shared_stock import is_pooled, set_line


def with_stock(tx: Tx, product: GlobalProduct, listing: Listing, reference: str) -> Listing:
    """The listing with the lines of stock that each SKU has after the edit; what markets share already is set at once.

    12052910 for another quantity of all markets once the product is published, 12052146 for fewer than orders hold.
    """
    known = {sku.id: sku for sku in product.listing.skus}
    skus = [_with_lines(tx, product, known[sku.id], sku, reference) if sku.id in known else sku for sku in listing.skus]
    return msgspec.structs.replace(listing, skus=skus)


def _with_lines(tx: Tx, product: GlobalProduct, known: ListedSku, sku: ListedSku, reference: str) -> ListedSku:
    if sku.inventory is None or sku.inventory == known.inventory:
        return msgspec.structs.replace(sku, inventory=known.inventory)
    has_one = any(line.warehouse_id is None for line in [*sku.inventory, *(known.inventory or [])])
    if has_one and product.publications:
        (line, *_) = sku.inventory
        if line.warehouse_id is None and line.quantity == quantity_in_all(tx, product, known):
            return msgspec.structs.replace(sku, inventory=known.inventory)
        raise PARAMETERS_INVALID(
            reason="global_quantity of a published product is changed in its markets: updateInventory."
        )
    lines = set_lines(tx, known, sku.inventory, reference)
    return msgspec.structs.replace(sku, inventory=lines)


def set_lines(tx: Tx, sku: ListedSku, wanted: Sequence[StockLine], reference: str) -> list[StockLine]:
    """The lines of a SKU after some of them are set; those that are not named stay."""
    lines = {line.warehouse_id: line for line in sku.inventory or []}
    for line in wanted:
        before = lines.get(line.warehouse_id)
        if before is not None and is_pooled(tx, sku.id, before):
            set_line(tx, sku.id, before, line.quantity or 0, reference)
        else:
            lines[line.warehouse_id] = line
    return list(lines.values())
