"""updateStockOperationSettings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue.errors import SELLER_ID_INVALID, SKU_LIST_EMPTY, TOO_MANY_SKUS_OLD
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation

from .settings_store import RestockSettings

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import UpdateStockOperationSettingsResponseData
    from shopwright.contract.types.requests_product import UpdateStockOperationSettingsRequest

#: How many SKUs one call may name.
MAX_SKUS = 500


@operation(
    "updateStockOperationSettings",
    raises=(SELLER_ID_INVALID, SKU_LIST_EMPTY, TOO_MANY_SKUS_OLD),
    differs="A SKU that was never set restocks. No codes are documented: those of similar operations are answered.",
)
def update_stock_operation_settings(
    call: Call, body: UpdateStockOperationSettingsRequest
) -> UpdateStockOperationSettingsResponseData:
    """Say for SKUs whether the units of orders that are cancelled go back on sale; not, unless the call says so.

    A SKU that the shop does not have fails by itself.
    """
    if body.seller_id != call.account.account_id:
        raise SELLER_ID_INVALID()
    sku_ids = list(dict.fromkeys(body.sku_ids or []))
    if not sku_ids:
        raise SKU_LIST_EMPTY()
    if len(sku_ids) > MAX_SKUS:
        raise TOO_MANY_SKUS_OLD(limit=MAX_SKUS)
    setting = body.stock_operation_setting
    known = call.tx[Products].owners(call.shop.shop_id, sku_ids)
    mine = [sku_id for sku_id in sku_ids if sku_id in known]
    call.tx[RestockSettings].put(call.shop.shop_id, mine, restocks=bool(setting and setting.enable_auto_restock))
    return {
        "stock_operation": {
            "success_sku_ids": mine,
            "failed_sku_ids": [sku_id for sku_id in sku_ids if sku_id not in known],
        }
    }
