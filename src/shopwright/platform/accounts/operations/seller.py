"""Operations under /seller/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.cross_border import has_global_products, sells_across_borders

if TYPE_CHECKING:
    from shopwright.contract.types.replies_seller import (
        GetActiveShopsResponseData,
        GetGlobalProductPermissionResponseData,
        GetShopGroupAndRelatedShopsResponseData,
        GetShopGroupAndRelatedShopsResponseDataShopGroupData,
    )

MANAGE_GLOBAL_PRODUCT = "MANAGE_GLOBAL_PRODUCT"
#: How a group came about: by cross-border sellers who opened a shop in Mexico, or by local ones of the US.
GLOBAL_SELLERS, LOCAL_SELLERS = "GS_POP", "US_MX_ONBOARD"


@operation("getActiveShops")
def get_active_shops(call: Call) -> GetActiveShopsResponseData:
    """The seller's shops that are active, by id; inactive ones are left out."""
    shops = call.tx[Accounts].shops_of(call.account.account_id)
    return {"shops": [{"id": shop.shop_id, "region": shop.region} for shop in shops if shop.is_active]}


@operation(
    "getGlobalProductPermission",
    differs="Every cross-border seller has the permission, and every one with local shops in two markets of the EU.",
)
def get_global_product_permission(call: Call) -> GetGlobalProductPermissionResponseData:
    """``MANAGE_GLOBAL_PRODUCT`` for a seller who may have global products, an empty list for any other."""
    may = has_global_products(call.tx[Accounts].shops_of(call.account.account_id))
    return {"permissions": [MANAGE_GLOBAL_PRODUCT] if may else []}


@operation(
    "getShopGroupAndRelatedShops",
    differs="Groups exist between any regions, not only around Mexico; source tells cross-border groups from others.",
)
def get_shop_group_and_related_shops(call: Call) -> GetShopGroupAndRelatedShopsResponseData:
    """The seller's product interoperability group and all shops in it; without a group, the seller's own shops."""
    group, accounts = call.account.doc.shop_group, call.tx[Accounts]
    members = [account for account in accounts.all() if account.doc.shop_group == group] if group else [call.account]
    shops = [shop for member in members for shop in accounts.shops_of(member.account_id)]
    data: GetShopGroupAndRelatedShopsResponseDataShopGroupData = {
        "shops": [
            {
                "shop_id": shop.shop_id,
                "seller_id": shop.account_id,
                "shop_name": shop.doc.name,
                "shop_region": shop.region,
            }
            for shop in shops
        ]
    }
    if group:
        source = GLOBAL_SELLERS if sells_across_borders(shops) else LOCAL_SELLERS
        data["shop_group"] = {"shop_group_name": group, "source": source}
    return {"shop_group_data": data}
