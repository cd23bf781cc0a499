"""Replication: a product of one shop is made anew in the seller's shop of another market, by a task on the clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.listing import Certification, ListedSku, Listing, Money, ProductAttribute, StockLine
from shopwright.platform.catalogue.listing_rules.sku_errors import (
    CURRENCY_WRONG,
    PRICE_INVALID,
    WAREHOUSE_OF_ANOTHER,
)
from shopwright.platform.catalogue.product import Product, Replica
from shopwright.platform.catalogue.product_change import ProductChange, change_product
from shopwright.platform.catalogue.quantities import Reason
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.stock.stock_change import Level, set_levels
from shopwright.platform.catalogue.stock.store import Place, Stock
from shopwright.platform.clock.scheduler import declare, plan
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import decimal
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import SALES, Warehouses
from shopwright.platform.market.regions import region
from shopwright.platform.webhooks.emit import emit
from shopwright.wire.errors import ApiError

from .figures import figures
from .local_listing import MarketResult, local_content, local_money, local_sku
from .local_product import checked, make_product, send

#: Name of the due action that makes a replica.
REPLICATION = declare("product_replication")

SHARED, EXCLUSIVE = "SHARED", "EXCLUSIVE"


class StockTerms(Protocol):
    """A line of a request that names a warehouse, and how many there are."""

    @property
    def warehouse_id(self) -> str | None: ...
    @property
    def quantity(self) -> int | None: ...


class ReplicaSku(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the seller says of a SKU of the replica; ``sale_price`` is in the market's currency."""

    sale_price: str | None = None
    seller_sku: str | None = None
    inventory: list[StockLine] | None = None


class ReplicaTarget(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A market to replicate to, and by SKU of the source what is said of it there.

    ``shares_stock``: the replica draws on the stock of its source.
    """

    region: str
    skus: dict[str, ReplicaSku]
    shares_stock: bool = False
    certifications: list[Certification] | None = None
    product_attributes: list[ProductAttribute] | None = None
    manufacturer_ids: list[str] | None = None
    responsible_person_ids: list[str] | None = None


def said_of_sku(
    tx: Tx,
    shop: Shop,
    sale_price: str | None,
    currency: str | None,
    seller_sku: str | None,
    lines: Sequence[StockTerms] | None,
) -> ReplicaSku:
    """What the seller says of a SKU in a market: 12052084 for another currency, 12052073 for what is no price, 12052530
    for a warehouse that the shop does not sell from.
    """
    expected = region(shop.region).currency
    if currency not in (None, expected):
        raise CURRENCY_WRONG(region=shop.region, expected=expected, currency=currency)
    if sale_price is not None and not decimal(sale_price):
        raise PRICE_INVALID(value=sale_price, currency=expected, reason="no amount above 0")
    own = {each.warehouse_id for each in tx[Warehouses].of_shop(shop.shop_id) if each.type == SALES}
    for line in lines or []:
        if line.warehouse_id and line.warehouse_id not in own:
            raise WAREHOUSE_OF_ANOTHER(warehouse_id=line.warehouse_id[:40])
    inventory = [StockLine(line.warehouse_id, line.quantity) for line in lines or []]
    return ReplicaSku(sale_price=sale_price, seller_sku=seller_sku, inventory=inventory or None)


def plan_replication(tx: Tx, shop: Shop, product: Product, target: ReplicaTarget) -> None:
    """Plan the task that makes a replica; another one for the same market replaces it."""
    due_ms = tx.now_ms() + figures().replication_seconds * 1000
    subject = f"{shop.shop_id}:{product.product_id}:{target.region}"
    plan(tx, REPLICATION, subject, shop.shop_id, due_ms, msgspec.to_builtins(target))


def live_replica(tx: Tx, product: Product, code: str) -> Replica | None:
    """The replica of a product in a market, unless it was deleted there."""
    for replica in product.replicas:
        shop = tx[Accounts].shop(replica.shop_id) if replica.region == code else None
        change = change_product(tx, shop, replica.product_id) if shop else None
        if change is not None and change.product.status is not ProductStatus.DELETED:
            return replica
    return None


def replicate(tx: Tx, source: ProductChange, shop: Shop, target: ReplicaTarget, reference: str) -> MarketResult:
    """Make the replica in a shop, and tell of it (webhook 51)."""
    try:
        with tx.attempt():
            result, replica_id = _make(tx, source, shop, target, reference)
    except ApiError as error:
        result, replica_id = MarketResult(target.region, "FAILED", (f"{error.code} {error.message}",)), ""
    if replica_id:
        _link(tx, source, shop, replica_id)
    emit(tx, source.shop, 51, _data(source.product, result, replica_id))
    return result


def _data(product: Product, result: MarketResult, replica_id: str) -> dict[str, object]:
    return {
        "source_product_id": product.product_id,
        "replicated_product": {
            "product_id": replica_id,
            "region": result.region,
            "result": result.status,
            "fail_reasons": [{"message": reason} for reason in result.reasons],
        },
    }


def _make(tx: Tx, source: ProductChange, shop: Shop, target: ReplicaTarget, reference: str) -> tuple[MarketResult, str]:
    content = source.product.live
    if content is None or source.product.status is not ProductStatus.ACTIVATE:
        return MarketResult(target.region, "FAILED", (f"The source product is {source.product.status}.",)), ""
    wanted = [sku for sku in content.skus if sku.id in target.skus]
    judged = checked(tx, shop, _listing(tx, source, content, wanted, shop, target))
    if judged.kind == "FAILED":
        return MarketResult(target.region, "FAILED", judged.reasons), ""
    local, listing = make_product(tx, shop, judged.listing)
    sku_ids = {here.id: there.id for there, here in zip(wanted, listing.skus, strict=True)}
    local.product.source = Replica(source.shop.region, source.shop.shop_id, source.product.product_id, sku_ids)
    local.product.inventory_mode = SHARED if target.shares_stock else EXCLUSIVE
    for sku in listing.skus:
        _set_stock(tx, source, local, sku, sku_ids[sku.id], target, reference)
    send(local, listing, judged.kind)
    return MarketResult(target.region, judged.kind, judged.reasons), local.product.product_id


def _listing(
    tx: Tx, source: ProductChange, content: Listing, skus: Sequence[ListedSku], shop: Shop, target: ReplicaTarget
) -> Listing:
    """The source's content as the market takes it, with what the seller says for the market."""
    local = local_content(content, region(shop.region))
    return msgspec.structs.replace(
        local,
        skus=[_sku(tx, source, sku, shop, target) for sku in skus],
        certifications=target.certifications or local.certifications,
        product_attributes=target.product_attributes or local.product_attributes,
        manufacturer_ids=target.manufacturer_ids,
        responsible_person_ids=target.responsible_person_ids,
        delivery_option_ids=None,
        shipping_template_id=None,
        scheduled_sale=None,
        listing_platforms=None,
        subscribe_info_edit=None,
        primary_combined_product_id=None,
    )


def _sku(tx: Tx, source: ProductChange, sku: ListedSku, shop: Shop, target: ReplicaTarget) -> ListedSku:
    said = target.skus[sku.id]
    market = region(shop.region)
    money = sku.price or Money(currency=region(source.shop.region).currency)
    price = local_money(money, market, sale_price=said.sale_price, crosses_borders=shop.crosses_borders)
    place = tx[Warehouses].default(shop.shop_id).warehouse_id
    lines = [StockLine(line.warehouse_id or place, line.quantity) for line in said.inventory or []]
    if target.shares_stock and not lines:
        held = tx[Stock].of_skus(source.shop.shop_id, [sku.id])[sku.id]
        lines = [StockLine(place, sum(quantities.available for quantities in held.values()))]
    seller_sku = said.seller_sku or sku.seller_sku
    return msgspec.structs.replace(local_sku(sku), price=price, inventory=lines or None, seller_sku=seller_sku)


def _set_stock(
    tx: Tx,
    source: ProductChange,
    local: ProductChange,
    sku: ListedSku,
    source_sku_id: str,
    target: ReplicaTarget,
    reference: str,
) -> None:
    """Set the stock of a replica's SKU; where it is shared, it and the source's become one pool."""
    levels = [
        Level(sku.id, line.warehouse_id or "", line.quantity or 0) for line in sku.inventory or [] if line.quantity
    ]
    refused = set_levels(tx, local.shop, local.product.product_id, levels, Reason.API_SYNC, reference)
    if refused:
        raise refused[0].error
    if target.shares_stock and sku.inventory:
        share(tx, source, source_sku_id, local, sku.id, sku.inventory[0].warehouse_id or "")


def share(
    tx: Tx, source: ProductChange, source_sku_id: str, local: ProductChange, sku_id: str, warehouse_id: str
) -> None:
    """Put a SKU of a replica into one pool with that of its source, where the source's shop sells from."""
    place = tx[Warehouses].default(source.shop.shop_id).warehouse_id
    tx[Stock].open_places([Place(source.shop.shop_id, source_sku_id, place)], source.product.product_id)
    tx[Stock].open_places([Place(local.shop.shop_id, sku_id, warehouse_id)], local.product.product_id)
    pool_id = tx[Stock].pool_at(Place(source.shop.shop_id, source_sku_id, place)) or f"{source_sku_id}-replicas"
    tx[Stock].set_pool(Place(source.shop.shop_id, source_sku_id, place), pool_id)
    tx[Stock].set_pool(Place(local.shop.shop_id, sku_id, warehouse_id), pool_id)


def _link(tx: Tx, source: ProductChange, shop: Shop, replica_id: str) -> None:
    """Note the replica at its source, in place of one that was deleted."""
    local = change_product(tx, shop, replica_id)
    assert local is not None, "it was made just now"
    assert local.product.source is not None, "it is a replica"
    there = {mine: here for here, mine in local.product.source.sku_ids.items()}
    others = [replica for replica in source.product.replicas if replica.region != shop.region]
    source.product.replicas = [*others, Replica(shop.region, shop.shop_id, replica_id, there)]
    source.product.inventory_mode = local.product.inventory_mode
