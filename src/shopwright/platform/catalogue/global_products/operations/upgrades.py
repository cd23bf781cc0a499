"""createCategoryUpgradeTask, createGPAUpgradeTask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import UPGRADE_RUNNING, UPGRADE_UNAVAILABLE
from shopwright.platform.catalogue.global_products.global_seller import LOCAL_REPLICATION
from shopwright.platform.catalogue.global_products.upgrades import (
    has_category_upgrade,
    is_upgrading,
    is_upgrading_products,
    plan_category_upgrade,
    plan_gpa_upgrade,
)
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.cross_border import is_intra_eu

if TYPE_CHECKING:
    from shopwright.contract.types.requests_product import Empty


@operation(
    "createCategoryUpgradeTask",
    raises=(UPGRADE_RUNNING, UPGRADE_UNAVAILABLE),
    differs="A task takes a minute and a second for each product, which is invented. A product moves to the leaf below "
    "its category that fits its texts best.",
)
def create_category_upgrade_task(call: Call, body: Empty) -> dict[str, object]:
    """Move the shop's live products to the newer category tree, by a task of up to two hours; webhook 18 tells of each.

    12052265 in a market that has one tree only, 12052234 while a task runs.
    """
    if not has_category_upgrade(call.shop):
        raise UPGRADE_UNAVAILABLE()
    call.tx.hold(f"category upgrade {call.shop.shop_id}")  # so that of two calls at once one begins a task
    if is_upgrading(call.tx, call.shop):
        raise UPGRADE_RUNNING()
    plan_category_upgrade(call.tx, call.shop)
    return {}


@operation(
    "createGPAUpgradeTask",
    raises=(UPGRADE_RUNNING, UPGRADE_UNAVAILABLE),
    differs="A task takes five minutes, which is invented. Its refusals are those of createCategoryUpgradeTask, since "
    "none are documented.",
)
def create_gpa_upgrade_task(call: Call, body: Empty) -> dict[str, object]:
    """Turn the global products of a seller within the EU into replicas of each other; webhook 52 tells of each.

    12052265 for any other seller, and for one who was upgraded; 12052234 while a task runs.
    """
    account_id = call.account.account_id
    shops = call.tx[Accounts].shops_of(account_id)
    if not is_intra_eu(shops) or call.account.doc.listing_method == LOCAL_REPLICATION:
        raise UPGRADE_UNAVAILABLE()
    call.tx[Accounts].get(account_id, for_change=True)  # so that of two calls at once one begins a task
    if is_upgrading_products(call.tx, call.account):
        raise UPGRADE_RUNNING()
    plan_gpa_upgrade(call.tx, call.account)
    return {}
