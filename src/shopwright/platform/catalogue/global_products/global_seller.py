"""The seller of global products: the shops it has, the currency of its prices, and the places that it ships from."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import NO_PERMISSION
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Account, Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.global_warehouses import global_warehouses
from shopwright.platform.logistics.store import Warehouse
from shopwright.platform.market.cross_border import global_currency, has_global_products, is_intra_eu

#: How sellers list in several markets, in the words of getGlobalListingRules and webhook 52.
GLOBAL_PUBLISHING, LOCAL_REPLICATION = "GLOBAL_PUBLISHING", "LOCAL_REPLICATION"


class GlobalSeller(msgspec.Struct, frozen=True):
    """A seller with the shops that are active. ``places`` are its global warehouses, each with the shops' own there."""

    account: Account
    shops: list[Shop]
    places: Mapping[str, list[Warehouse]]

    @property
    def currency(self) -> str:
        return global_currency(self.shops)

    def shop_in(self, region: str) -> Shop | None:
        return next((shop for shop in self.shops if shop.region == region), None)


def find_global_seller(tx: Tx, account: Account) -> GlobalSeller:
    """The seller with its active shops, whether it may have global products or not."""
    shops = [shop for shop in tx[Accounts].shops_of(account.account_id) if shop.is_active]
    return GlobalSeller(account, shops, global_warehouses(tx, shops))


def listing_methods(seller: GlobalSeller) -> list[str]:
    """How a seller may list in several markets; nothing for one who has no global products."""
    if not has_global_products(seller.shops):
        return []
    if seller.account.doc.listing_method == LOCAL_REPLICATION:
        return [LOCAL_REPLICATION]
    return [GLOBAL_PUBLISHING] if is_intra_eu(seller.shops) else [GLOBAL_PUBLISHING, LOCAL_REPLICATION]


def global_seller(call: Call) -> GlobalSeller:
    """The seller of a call; 12019114 for one who has no global products, or has them no longer."""
    seller = find_global_seller(call.tx, call.account)
    if GLOBAL_PUBLISHING not in listing_methods(seller):
        raise NO_PERMISSION()
    return seller
