"""updateGlobalInventory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.catalogue.errors import (
    NO_PERMISSION,
    PRODUCT_NOT_FOUND,
    PRODUCT_NOT_IN_ACCOUNT,
    SKU_LIST_EMPTY,
    SKU_NOT_FOUND,
    STATUS_FORBIDS,
    STOCK_BELOW_LOCKED,
)
from shopwright.platform.catalogue.global_products.edit_stock import set_lines
from shopwright.platform.catalogue.global_products.find import global_product_to_change
from shopwright.platform.catalogue.global_products.global_rules import MOST_QUANTITY, place_problem
from shopwright.platform.catalogue.global_products.global_seller import global_seller
from shopwright.platform.catalogue.listing import ListedSku, StockLine
from shopwright.platform.catalogue.listing_rules.sku_errors import (
    NO_GLOBAL_MULTI_WAREHOUSE,
    QUANTITY_OUT_OF_RANGE,
    WAREHOUSE_DISABLED,
    WAREHOUSE_OF_ANOTHER,
    WAREHOUSES_DIFFER,
)
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.wire.errors import ApiError

if TYPE_CHECKING:
    from shopwright.contract.types.requests_product import UpdateGlobalInventoryRequest


@operation(
    "updateGlobalInventory",
    raises=(
        NO_GLOBAL_MULTI_WAREHOUSE,
        NO_PERMISSION,
        PRODUCT_NOT_FOUND,
        PRODUCT_NOT_IN_ACCOUNT,
        QUANTITY_OUT_OF_RANGE,
        SKU_LIST_EMPTY,
        SKU_NOT_FOUND,
        STATUS_FORBIDS,
        STOCK_BELOW_LOCKED,
        WAREHOUSES_DIFFER,
        WAREHOUSE_DISABLED,
        WAREHOUSE_OF_ANOTHER,
    ),
    webhooks=(27, 71),
    differs="A product has stock by warehouse if it was created so, whatever its seller.",
)
def update_global_inventory(call: Call, body: UpdateGlobalInventoryRequest) -> dict[str, object]:
    """Set how many of global SKUs lie at global warehouses; every market that draws on them has the difference at once.

    All of the call is done, or nothing. 12052142 for a product with one quantity for all markets.
    """
    seller = global_seller(call)
    change = global_product_to_change(call)
    if not body.global_skus:
        raise SKU_LIST_EMPTY()
    known = {sku.id: sku for sku in change.product.listing.skus}
    for wanted in body.global_skus:
        sku = known.get(wanted.id)
        if sku is None:
            raise SKU_NOT_FOUND(sku_id=wanted.id[:40])
        if any(line.warehouse_id is None for line in sku.inventory or []):
            raise NO_GLOBAL_MULTI_WAREHOUSE()
        lines = [StockLine(line.global_warehouse_id, line.quantity) for line in wanted.inventory]
        for line in lines:
            if not 0 <= (line.quantity or 0) <= MOST_QUANTITY:
                raise QUANTITY_OUT_OF_RANGE(quantity=line.quantity, least=0, most=MOST_QUANTITY)
            if broken := place_problem(line.warehouse_id or "", seller.places, "inventory"):
                raise ApiError(broken.error, broken.message)
        known[sku.id] = msgspec.structs.replace(sku, inventory=set_lines(call.tx, sku, lines, call.request_id))
    _check_places(list(known.values()))
    change.product.listing.skus = list(known.values())
    change.touch()
    return {}


def _check_places(skus: list[ListedSku]) -> None:
    """12052143: the SKUs of a global product lie at the same places."""
    places = [{line.warehouse_id for line in sku.inventory or []} for sku in skus]
    if any(each != places[0] for each in places):
        raise WAREHOUSES_DIFFER()
