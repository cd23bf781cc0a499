"""Operations under /authorization/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation

if TYPE_CHECKING:
    from shopwright.contract.types.replies_authorization import (
        GetAuthorizedCategoryAssetsResponseData,
        GetAuthorizedShopsResponseData,
    )


@operation("getAuthorizedShops")
def get_authorized_shops(call: Call) -> GetAuthorizedShopsResponseData:
    """The shops that the token's seller authorised the app for, with the cipher that other calls carry."""
    return {
        "shops": [
            {
                "id": shop.shop_id,
                "name": shop.doc.name,
                "region": shop.region,
                "seller_type": shop.doc.seller_type,
                "cipher": shop.cipher,
                "code": shop.doc.code,
            }
            for shop in call.tx[Accounts].shops_of(call.account.account_id)
        ]
    }


@operation("getAuthorizedCategoryAssets")
def get_authorized_category_assets(call: Call) -> GetAuthorizedCategoryAssetsResponseData:
    """The category assets of the token's partner, with the cipher that affiliate partner calls carry."""
    return {
        "category_assets": [
            {
                "cipher": asset["cipher"],
                "target_market": asset["target_market"],
                "category": {"id": int(asset["category_id"]), "name": asset["category_name"]},
            }
            for asset in call.account.doc.category_assets
        ]
    }
