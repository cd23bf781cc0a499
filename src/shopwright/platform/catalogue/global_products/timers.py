"""What the clock does with global products: replicas are made, and upgrade tasks end."""

from __future__ import annotations

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.product_change import change_product
from shopwright.platform.clock.scheduler import due
from shopwright.platform.clock.store import DueAction
from shopwright.platform.database.transaction import Tx

from .replication import REPLICATION, ReplicaTarget, replicate
from .upgrades import CATEGORY_UPGRADE, GPA_UPGRADE, upgrade_categories, upgrade_global_products


@due(REPLICATION)
def make_replica(tx: Tx, action: DueAction) -> None:
    """Make the replica of a task in the market's shop, unless product or shop is gone."""
    shop_id, product_id, code = action.subject.split(":")
    shop = tx[Accounts].shop(shop_id)
    source = change_product(tx, shop, product_id) if shop else None
    if shop is None or source is None:
        return
    target = decoders.decode(action.payload, type=ReplicaTarget)
    there = next((other for other in tx[Accounts].shops_of(shop.account_id) if other.region == code), None)
    if there is not None:
        replicate(tx, source, there, target, action.action_id)


@due(CATEGORY_UPGRADE)
def end_category_upgrade(tx: Tx, action: DueAction) -> None:
    """Move the products of a shop to the newer category tree."""
    shop = tx[Accounts].shop(action.subject)
    if shop is not None:
        upgrade_categories(tx, shop, decoders.decode(action.payload, type=dict[str, int])["started_at"])


@due(GPA_UPGRADE)
def end_gpa_upgrade(tx: Tx, action: DueAction) -> None:
    """Turn a seller's global products into replicas of each other."""
    account = tx[Accounts].get(action.subject, for_change=True)
    if account is not None:
        upgrade_global_products(tx, account)
