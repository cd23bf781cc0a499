"""Upgrade tasks: products of a shop move to the newer category tree, and global products become replicas."""

from __future__ import annotations

from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.product import Replica
from shopwright.platform.catalogue.product_change import ProductChange, change_product
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.clock.scheduler import declare, plan
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.identity import Account, Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.webhooks.emit import emit_to_account

from .figures import figures
from .global_product import GlobalProduct
from .global_product_change import change_global_product
from .global_seller import LOCAL_REPLICATION
from .local_listing import category_in
from .replication import SHARED
from .states import GlobalStatus
from .store import GlobalProducts

#: Names of the due actions that end the tasks.
CATEGORY_UPGRADE, GPA_UPGRADE = declare("category_upgrade"), declare("gpa_upgrade")

#: The longest that a category task runs, and how long a product is live before a task finds it, in seconds.
LONGEST_TASK, LIVE_SINCE = 2 * 3600, 24 * 3600


def has_category_upgrade(shop: Shop) -> bool:
    """Whether listings of the shop's market may name either tree, so that products can move to the newer one."""
    versions = region(shop.region).category_versions
    return versions.tree == "v2" and "v1" in versions.listing


def is_upgrading(tx: Tx, shop: Shop) -> bool:
    """Whether a task moves the shop's products at the moment."""
    return tx[DueActions].is_planned(CATEGORY_UPGRADE, shop.shop_id)


def plan_category_upgrade(tx: Tx, shop: Shop) -> None:
    """Plan the end of a task that moves the products which are live by then; more products take longer."""
    count = len(_upgradable(tx, shop))
    seconds = figures().category_upgrade_seconds + count * figures().category_upgrade_seconds_per_product
    due_ms = tx.now_ms() + min(seconds, LONGEST_TASK) * 1000
    plan(tx, CATEGORY_UPGRADE, shop.shop_id, shop.shop_id, due_ms, {"started_at": tx.now()})


def _upgradable(tx: Tx, shop: Shop) -> list[str]:
    """The live products with a category of the older tree."""
    wanted = ProductFilter(status=str(ProductStatus.ACTIVATE), category_version="v1")
    ids: list[str] = []
    while page := tx[Products].page(shop.shop_id, wanted, ids[-1] if ids else None, 500):
        ids += [product.product_id for product in page]
    return ids


def upgrade_categories(tx: Tx, shop: Shop, started_at: int) -> None:
    """Move live products to the newer tree, but for those that went live within a day before the task."""
    for product_id in _upgradable(tx, shop):
        change = change_product(tx, shop, product_id)
        if change is not None and change.product.live_at // 1000 <= started_at - LIVE_SINCE:
            _upgrade_category(change)


def _upgrade_category(change: ProductChange) -> None:
    listing = change.product.listing
    category = taxonomy.category(listing.category_id, "v1")
    if category is not None:
        change.move_category(category_in(category, "v2", listing).id, "v2")


def plan_gpa_upgrade(tx: Tx, account: Account) -> None:
    """Plan the end of the task that makes a seller's global products replicas of each other."""
    due_ms = tx.now_ms() + figures().gpa_upgrade_seconds * 1000
    plan(tx, GPA_UPGRADE, account.account_id, "", due_ms)


def is_upgrading_products(tx: Tx, account: Account) -> bool:
    """Whether such a task runs at the moment."""
    return tx[DueActions].is_planned(GPA_UPGRADE, account.account_id)


def upgrade_global_products(tx: Tx, account: Account) -> None:
    """Turn published global products into local products that are replicas, and tell of each (webhook 52)."""
    account.doc.listing_method = LOCAL_REPLICATION
    tx[Accounts].save(account)
    for global_product_id in tx[GlobalProducts].all_ids(account.account_id):
        change = change_global_product(tx, account, global_product_id)
        if change is not None and change.product.status is GlobalStatus.PUBLISHED:
            _make_replicas(tx, account, change.product)


def _make_replicas(tx: Tx, account: Account, product: GlobalProduct) -> None:
    """The first local product becomes the source of the others; they go on sharing stock."""
    locals_of: list[ProductChange] = []
    for publication in product.publications:
        shop = tx[Accounts].shop(publication.shop_id)
        local = change_product(tx, shop, publication.product_id) if shop else None
        if local is not None and local.product.status is not ProductStatus.DELETED:
            locals_of.append(local)
    for local in locals_of[1:]:
        _join(locals_of[0], local)
    for local in locals_of:
        local.product.global_product_id, local.product.global_ids = "", {}
        local.product.inventory_mode = SHARED
    _tell_method(tx, account, product, [local.product.product_id for local in locals_of])


def _join(source: ProductChange, replica: ProductChange) -> None:
    """Tie a product to its source by the global SKUs that both were made of."""
    of_source = {there: here for here, there in source.product.global_ids.items()}
    sku_ids = {
        sku.id: of_source[there]
        for sku in replica.product.listing.skus
        if (there := replica.product.global_ids.get(sku.id, "")) in of_source
    }
    back = {there: here for here, there in sku_ids.items()}
    shop = source.shop
    replica.product.source = Replica(shop.region, shop.shop_id, source.product.product_id, sku_ids)
    there_shop = replica.shop
    source.product.replicas = [
        *source.product.replicas,
        Replica(there_shop.region, there_shop.shop_id, replica.product.product_id, back),
    ]


def _tell_method(tx: Tx, account: Account, product: GlobalProduct, local_ids: list[str]) -> None:
    """Webhook 52."""
    data = {
        "global_product_id": product.global_product_id,
        "local_product_id": local_ids,
        "listing_method": LOCAL_REPLICATION,
    }
    for authorization in tx[Authorizations].active_of(account.account_id):
        emit_to_account(tx, account, authorization, 52, data)
