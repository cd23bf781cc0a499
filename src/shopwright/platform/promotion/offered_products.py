"""The products of activities: whether a shop may put them on offer, and which promotions they would clash with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from shopwright.platform.catalogue.past_prices import lowest_prices
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.stock.locks_store import StockLocks
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region

from .activity import FAMILIES, Activity, ActivityType, Item, Level, Role
from .errors import (
    FREE_SHIPPING_EXISTS,
    GIFT_IS_THE_PRODUCT,
    GIFT_OUT_OF_STOCK,
    GIFT_TOO_DEAR,
    IN_ANOTHER_ACTIVITY,
    NOT_SELLABLE,
    PRODUCT_CLASHES,
    PRODUCT_NOT_ON_SALE,
    PRODUCT_UNKNOWN,
    PRODUCTS_NOT_YOURS,
    SHOP_WIDE_OVERLAP,
    SKU_CLASHES,
    SKU_OF_ANOTHER_PRODUCT,
)
from .item_rules import Known, check_item
from .limits import LOWEST_PRICE_DAYS, limits
from .quote import deal_price
from .store import Activities, ActivityItems

#: What products are refused with that a shop cannot put on offer.
PRODUCT_CODES = (NOT_SELLABLE, PRODUCT_NOT_ON_SALE, PRODUCT_UNKNOWN, PRODUCTS_NOT_YOURS)
#: What items are refused with that are in another promotion at that time.
CLASHES = (IN_ANOTHER_ACTIVITY, PRODUCT_CLASHES, SKU_CLASHES)


def find_products(tx: Tx, shop: Shop, product_ids: Sequence[str]) -> dict[str, Product]:
    """The products on sale with these ids; one of ``PRODUCT_CODES`` for others."""
    products = tx[Products].some(shop.shop_id, set(product_ids))
    missing = [product_id for product_id in product_ids if product_id not in products]
    if missing:
        foreign = [product_id for product_id in missing if tx[Products].shop_of(product_id) is not None]
        if foreign:
            raise PRODUCTS_NOT_YOURS(ids=", ".join(foreign))
        raise PRODUCT_UNKNOWN(product_id=missing[0][:40])
    for product in products.values():
        if product.status is not ProductStatus.ACTIVATE or product.live is None:
            raise PRODUCT_NOT_ON_SALE(product_id=product.product_id, status=product.status)
        if product.live.is_not_for_sale:
            raise NOT_SELLABLE(product_id=product.product_id)
    return products


def usual_prices(product: Product) -> dict[str, Decimal]:
    """SKU id → what a buyer pays without a promotion."""
    return {sku.id: sku.usual_price for sku in product.listing.skus if sku.price}


def known_of(
    tx: Tx, shop: Shop, activity: Activity, products: Mapping[str, Product], decimals: int
) -> dict[str, Known]:
    """By product what its SKUs cost, have cost within 30 days, and have in stock, what the activity locks included."""
    since = tx.now() - LOWEST_PRICE_DAYS * 86_400
    deals = _deals_since(tx, shop, products, since)
    locked = tx[StockLocks].held(shop.shop_id, [activity.activity_id])
    known = {}
    for product_id, product in products.items():
        prices = usual_prices(product)
        lowest = lowest_prices(product, since * 1000)
        for item in deals.get(product_id, ()):
            for sku_id, price in prices.items():
                if item.covers(product_id, sku_id):
                    lowest[sku_id] = min(lowest[sku_id], deal_price(item, price, decimals))
        held = tx[Stock].of_skus(shop.shop_id, list(prices))
        stock = {sku_id: sum(quantities.available for quantities in places.values()) for sku_id, places in held.items()}
        for each in locked:
            if each.sku_id in stock:
                stock[each.sku_id] += each.quantity
        known[product_id] = Known(prices, lowest, stock)
    return known


def _deals_since(tx: Tx, shop: Shop, products: Iterable[str], since: int) -> dict[str, list[Item]]:
    """The offers of discounts and flash deals that ran after a moment, by product."""
    deals: dict[str, list[Item]] = {}
    ids = sorted(products)
    for activity in tx[Activities].ended_since(shop.shop_id, ids, since):
        stopped = activity.ended_at // 1000 if activity.ended_at else activity.end
        has_run = activity.begin <= tx.now() and stopped > max(since, activity.begin)
        if activity.sets_prices and not activity.is_campaign and has_run:
            for item in tx[ActivityItems].of(shop.shop_id, activity.activity_id, ids):
                deals.setdefault(item.product_id, []).append(item)
    return deals


def check_offers(tx: Tx, shop: Shop, activity: Activity, items: Sequence[Item]) -> None:
    """Products on sale, prices and limits that fit them, and no clash with another promotion."""
    decimals = region(shop.region).currency_decimals
    products = find_products(tx, shop, list(dict.fromkeys(item.product_id for item in items)))
    known = known_of(tx, shop, activity, products, decimals)
    gifts = {detail.product_id for detail in activity.discount.gifts}
    for item in items:
        check_item(activity, item, known[item.product_id], decimals)
        if item.product_id in gifts:
            raise GIFT_IS_THE_PRODUCT(product_id=item.product_id)
    check_clashes(tx, shop, activity, items)


def check_clashes(tx: Tx, shop: Shop, activity: Activity, items: Sequence[Item]) -> None:
    """One of ``CLASHES`` for what another running or coming activity of the family has at that time."""
    ids = sorted({item.product_id for item in items})
    for other in tx[Activities].about(shop.shop_id, ids) if ids and not activity.is_campaign else ():
        is_like = (
            other.activity_id != activity.activity_id
            and not other.is_campaign
            and other.level is not Level.SHOP
            and FAMILIES[other.type] == FAMILIES[activity.type]
            and other.overlaps(activity.begin, activity.end)
        )
        if not is_like:
            continue
        taken = [
            item for item in tx[ActivityItems].of(shop.shop_id, other.activity_id, ids) if item.role is Role.ON_OFFER
        ]
        for item in items:
            if any(_meet(item, other_item) for other_item in taken):
                name = item.sku_id or item.product_id
                if other.type is activity.type:
                    raise IN_ANOTHER_ACTIVITY(id=name, activity_id=other.activity_id)
                raise (SKU_CLASHES if item.sku_id else PRODUCT_CLASHES)(id=name, activity_id=other.activity_id)


def _meet(item: Item, other: Item) -> bool:
    return item.product_id == other.product_id and (not item.sku_id or not other.sku_id or item.sku_id == other.sku_id)


def check_shop_wide(tx: Tx, shop: Shop, activity: Activity) -> None:
    """17029107, or 17003203 for free shipping, where another activity is for the whole shop at that time."""
    if activity.level is not Level.SHOP:
        return
    for other in tx[Activities].about(shop.shop_id, []):
        if (
            other.activity_id == activity.activity_id
            or FAMILIES[other.type] != FAMILIES[activity.type]
            or not other.overlaps(activity.begin, activity.end)
        ):
            continue
        if _is_free_shipping(activity) and _is_free_shipping(other):
            raise FREE_SHIPPING_EXISTS(activity_id=other.activity_id)
        if activity.type is not ActivityType.SHIPPING_DISCOUNT:
            raise SHOP_WIDE_OVERLAP(activity_id=other.activity_id)


def _is_free_shipping(activity: Activity) -> bool:
    terms = activity.discount.shipping_discount
    return terms is not None and terms.type == "FREE_SHIPPING"


def check_gifts(tx: Tx, shop: Shop, activity: Activity, items: Sequence[Item]) -> None:
    """The gifts of an activity: products on sale that are not bought for it, in stock, and not too dear."""
    details = list(activity.discount.gifts)
    if not details:
        return
    products = find_products(tx, shop, [detail.product_id for detail in details])
    bought = {item.product_id for item in items if item.role is Role.ON_OFFER}
    held = tx[Stock].of_skus(shop.shop_id, [detail.sku_id for detail in details])
    for detail in details:
        if detail.product_id in bought:
            raise GIFT_IS_THE_PRODUCT(product_id=detail.product_id)
        prices = usual_prices(products[detail.product_id])
        if detail.sku_id not in prices:
            raise SKU_OF_ANOTHER_PRODUCT(sku_id=detail.sku_id, product_id=detail.product_id)
        stock = sum(quantities.available for quantities in held.get(detail.sku_id, {}).values())
        if stock < int(detail.total_claim_limit):
            raise GIFT_OUT_OF_STOCK(sku_id=detail.sku_id, stock=stock)
    _check_gift_prices(activity, {detail.sku_id: usual_prices(products[detail.product_id]) for detail in details})


def _check_gift_prices(activity: Activity, prices: Mapping[str, Mapping[str, Decimal]]) -> None:
    """A gift costs no more than what has to be spent for it, where that is an amount."""
    for tier in activity.discount.gift_discount.gift_infos if activity.discount.gift_discount else ():
        if tier.threshold_type == "MINIMAL_ORDER_AMOUNT":
            most = Decimal(tier.threshold_value) * limits().gift_price_percent / 100
            for detail in tier.gift_details:
                price = prices[detail.sku_id].get(detail.sku_id, ZERO)
                if price > most:
                    raise GIFT_TOO_DEAR(sku_id=detail.sku_id, price=price, most=most)
