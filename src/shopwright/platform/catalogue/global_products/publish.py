"""Publishes a global product to the shop of a market, and hands its edits on to the markets where it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from shopwright.platform.catalogue.listing import Fee, ListedSku, Listing, Money, StockLine
from shopwright.platform.catalogue.product_change import ProductChange, change_product
from shopwright.platform.catalogue.stock.stock_change import Level
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.market.regions import Region, region
from shopwright.wire.errors import ApiError

from .global_product import GlobalProduct, Publication
from .global_product_change import GlobalProductChange
from .global_seller import GlobalSeller
from .local_listing import SHARED_FIELDS, MarketResult, ids_of, local_content, local_money, local_sku
from .local_product import checked, make_product, send, take_over
from .market_persons import market_persons
from .shared_stock import join_pool, line_for, pool_of, quantity_of, set_own_quantity


class TargetSku(msgspec.Struct, frozen=True, kw_only=True):
    """What the seller says of a SKU in one market; ``quantity`` is stock of the market's own."""

    price: Money | None = None
    warehouse_id: str | None = None
    quantity: int | None = None
    fees: list[Fee] | None = None


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A market to publish to: its shop, and by global SKU what is said of those to be sold there."""

    shop: Shop
    skus: Mapping[str, TargetSku]
    manufacturer_ids: list[str] | None = None
    responsible_person_ids: list[str] | None = None

    @property
    def market(self) -> Region:
        return region(self.shop.region)


def publish(
    tx: Tx, change: GlobalProductChange, seller: GlobalSeller, target: Target, reference: str
) -> tuple[MarketResult, ProductChange | None]:
    """Make the local product of a market: on its way to the audit, or a draft, or nothing, with the reasons."""
    product, shop = change.product, target.shop
    wanted = [sku for sku in product.listing.skus if sku.id in target.skus]
    listing = msgspec.structs.replace(
        local_content(product.listing, target.market),
        skus=[_new_sku(tx, product, sku, target.skus[sku.id], shop, seller) for sku in wanted],
        manufacturer_ids=target.manufacturer_ids or product.listing.manufacturer_ids,
        responsible_person_ids=target.responsible_person_ids or product.listing.responsible_person_ids,
    )
    judged = checked(tx, shop, listing)
    if judged.kind == "FAILED":
        return MarketResult(shop.region, "FAILED", judged.reasons), None
    local, listing = make_product(tx, shop, judged.listing)
    mine = {there.id: here.id for there, here in zip(wanted, listing.skus, strict=True)}
    _link(local, product, listing, mine)
    for sku in wanted:
        _stock(tx, change, seller, target, local, sku, mine[sku.id], reference)
    send(local, listing, judged.kind)
    change.publish(Publication(shop.region, shop.shop_id, local.product.product_id, mine))
    return MarketResult(shop.region, judged.kind, judged.reasons), local


def _new_sku(
    tx: Tx, product: GlobalProduct, sku: ListedSku, wanted: TargetSku, shop: Shop, seller: GlobalSeller
) -> ListedSku:
    line = line_for(sku, shop, seller.places)
    quantity = quantity_of(tx, sku.id, line) if wanted.quantity is None else wanted.quantity
    place = wanted.warehouse_id or tx[Warehouses].default(shop.shop_id).warehouse_id
    market = region(shop.region)
    if wanted.price is None or not (wanted.price.amount or wanted.price.sale_price):
        price = _price_of(product, sku, shop)
    else:
        price = local_money(wanted.price, market, crosses_borders=shop.crosses_borders)
    return msgspec.structs.replace(
        local_sku(sku), price=price, inventory=[StockLine(place, quantity)], fees=wanted.fees
    )


def _price_of(product: GlobalProduct, sku: ListedSku, shop: Shop) -> Money:
    """The price of a SKU in a market, from that of the global product."""
    assert sku.price is not None, "global SKUs have prices"
    display_price = product.sale_prices.get(sku.id, {}).get(shop.region)
    return local_money(sku.price, region(shop.region), sale_price=display_price, crosses_borders=shop.crosses_borders)


def _link(local: ProductChange, product: GlobalProduct, listing: Listing, mine: Mapping[str, str]) -> None:
    """Note at a local product what of it is what of the global one."""
    local.product.global_product_id = product.global_product_id
    back = {here: there for there, here in mine.items()}
    local.product.global_ids = ids_of(listing, product.listing, back)


def _stock(
    tx: Tx,
    change: GlobalProductChange,
    seller: GlobalSeller,
    target: Target,
    local: ProductChange,
    sku: ListedSku,
    sku_id: str,
    reference: str,
) -> None:
    """Give a local SKU its stock: a quantity of its own, or a part in that of the global SKU."""
    wanted, shop, product_id = target.skus.get(sku.id, TargetSku()), target.shop, local.product.product_id
    place = wanted.warehouse_id or tx[Warehouses].default(shop.shop_id).warehouse_id
    line = line_for(sku, shop, seller.places)
    pool_id = pool_of(sku.id, line)
    if wanted.quantity is None:
        quantity = line.quantity or 0
        join_pool(tx, shop, product_id, sku_id, place, pool_id, quantity, reference)
        return
    level = Level(sku_id, place, wanted.quantity)
    left = set_own_quantity(tx, shop, product_id, level, pool_id, line, reference)
    if left is not line:
        lines = [left if other is line else other for other in sku.inventory or []]
        sku.inventory = lines
        change.touch()


def hand_on(
    tx: Tx,
    change: GlobalProductChange,
    seller: GlobalSeller,
    reference: str,
    *,
    fields: Sequence[str] = SHARED_FIELDS,
    with_prices: bool = True,
) -> list[MarketResult]:
    """Give every market the global product as it is now; each answers for itself. ``fields`` are those that changed.

    What a shop changed of its local product is overwritten. A market that cannot take the change keeps what it has.
    """
    results = []
    for publication in list(change.product.publications):
        try:
            with tx.attempt():
                result = _hand_on_to(tx, change, seller, publication, reference, fields, with_prices)
        except ApiError as error:
            result = MarketResult(publication.region, "FAILED", (f"{error.code} {error.message}",))
        results.append(result)
    return results


def _hand_on_to(
    tx: Tx,
    change: GlobalProductChange,
    seller: GlobalSeller,
    publication: Publication,
    reference: str,
    fields: Sequence[str],
    with_prices: bool,
) -> MarketResult:
    product = change.product
    shop = seller.shop_in(publication.region)
    local = change_product(tx, shop, publication.product_id) if shop is not None else None
    if shop is None or local is None:
        return MarketResult(publication.region, "FAILED", (f"The shop in {publication.region} is inactive.",))
    newest = local.product.draft or local.product.review or local.product.listing
    content = local_content(product.listing, region(shop.region))
    taken_over = [name for name in fields if not _is_other_markets(tx, name, content, shop)]
    listing = msgspec.structs.replace(
        newest,
        **{name: getattr(content, name) for name in taken_over},
        skus=_edited_skus(tx, product, publication, newest, shop, seller, with_prices=with_prices),
    )
    taken = take_over(tx, local, listing)
    if taken.kind == "FAILED":
        return MarketResult(publication.region, "FAILED", taken.reasons)
    mine = _mapped(product, publication, taken.listing)
    _link(local, product, taken.listing, mine)
    target = Target(shop=shop, skus={})
    for sku in product.listing.skus:
        if sku.id in mine and sku.id not in publication.sku_ids:
            _stock(tx, change, seller, target, local, sku, mine[sku.id], reference)
    change.publish(msgspec.structs.replace(publication, sku_ids=mine))
    return MarketResult(publication.region, taken.kind, taken.reasons)


def _is_other_markets(tx: Tx, name: str, content: Listing, shop: Shop) -> bool:
    """Whether the content names persons, and none of them is for this market, which keeps those it has."""
    if name not in ("manufacturer_ids", "responsible_person_ids"):
        return False
    own = market_persons(tx, shop)[name]
    return not set(own) & set(getattr(content, name) or own)


def _edited_skus(
    tx: Tx,
    product: GlobalProduct,
    publication: Publication,
    newest: Listing,
    shop: Shop,
    seller: GlobalSeller,
    *,
    with_prices: bool,
) -> list[ListedSku]:
    """The SKUs of a market after an edit: those of the global product that are sold there, and its new ones."""
    known = {sku.id: sku for sku in newest.skus}
    skus = []
    for sku in product.listing.skus:
        local = known.get(publication.sku_ids.get(sku.id, ""))
        if local is None:
            skus.append(_new_sku(tx, product, sku, TargetSku(), shop, seller))
        else:
            price = _price_of(product, sku, shop) if with_prices else local.price
            skus.append(msgspec.structs.replace(local_sku(sku, local), price=price))
    return skus


def _mapped(product: GlobalProduct, publication: Publication, listing: Listing) -> dict[str, str]:
    """Global SKUs and those of a market after an edit: known ones by id, new ones in their order."""
    known = {there: here for there, here in publication.sku_ids.items() if here in {sku.id for sku in listing.skus}}
    new_here = iter(sku.id for sku in listing.skus if sku.id not in known.values())
    return {sku.id: known.get(sku.id) or next(new_here) for sku in product.listing.skus}
