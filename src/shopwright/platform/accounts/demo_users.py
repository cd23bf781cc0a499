"""The demo app, its users and their shop, as they are in the store."""

from __future__ import annotations

import msgspec

from shopwright.platform.core.identity import Account, App, Shop
from shopwright.platform.database.transaction import Tx

from .apps_store import Apps
from .store import Accounts


class Demo(msgspec.Struct, frozen=True):
    """The demo's parts, as they are in the store."""

    app: App
    accounts: list[Account]
    shop: Shop


def demo_of(tx: Tx) -> Demo | None:
    """The demo's parts, or ``None`` when they are gone."""
    app = next((app for app in tx[Apps].all() if app.doc.is_demo), None)
    shop = next((shop for shop in tx[Accounts].all_shops() if shop.doc.is_demo), None)
    accounts = [account for account in tx[Accounts].all() if account.doc.is_demo]
    return Demo(app, accounts, shop) if app and shop else None
