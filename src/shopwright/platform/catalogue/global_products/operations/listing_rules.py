"""getGlobalListingRules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue.errors import NO_PERMISSION
from shopwright.platform.catalogue.global_products.global_seller import find_global_seller, listing_methods
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.market.cross_border import is_intra_eu

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetGlobalListingRulesResponseData,
        GetGlobalListingRulesResponseDataInventoryRuleAssociatedWarehouse,
    )


@operation(
    "getGlobalListingRules",
    raises=(NO_PERMISSION,),
    differs="Stock is SHARED between shops of a cross-border seller, and MANUAL between those of one within the EU, "
    "unless a product says otherwise; no shop has DYNAMIC stock. Its documentation names no code: a seller without "
    "global products is refused with 12019114, as by the other operations on them.",
)
def get_global_listing_rules(call: Call) -> GetGlobalListingRulesResponseData:
    """How the shop's seller lists in several markets, and which warehouses share stock with the shop's own.

    12019114 for a seller who has no global products.
    """
    seller = find_global_seller(call.tx, call.account)
    methods = listing_methods(seller)
    if not methods:
        raise NO_PERMISSION()
    is_manual = is_intra_eu(seller.shops)
    others: list[GetGlobalListingRulesResponseDataInventoryRuleAssociatedWarehouse] = [
        {"warehouse_id": warehouse.warehouse_id, "region": warehouse.doc.address["region_code"]}
        for shop in seller.shops
        if shop.shop_id != call.shop.shop_id and not is_manual
        for warehouse in call.tx[Warehouses].of_sales(shop.shop_id)
    ]
    return {
        "listing_methods": methods,
        "inventory_rules": [
            {
                "local_warehouse_id": warehouse.warehouse_id,
                "allocation_mode": "MANUAL" if is_manual else "SHARED",
                "associated_warehouses": others,
            }
            for warehouse in call.tx[Warehouses].of_sales(call.shop.shop_id)
        ],
    }
