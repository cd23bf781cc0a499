"""What may be on offer in an activity: prices, discounts and limits of its products and SKUs, checked by value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.core.money import decimal, rounded

from .activity import Activity, ActivityType, Item, Level
from .errors import (
    BUYER_LIMIT_WRONG,
    DISCOUNT_INSTEAD_OF_PRICE,
    FLASH_FROZEN,
    LIMIT_SHRINKS,
    LIMIT_WRONG,
    NO_SKUS,
    OVER_PRODUCT_STOCK,
    OVER_SKU_STOCK,
    PARAMETER_WRONG,
    PRICE_INSTEAD_OF_DISCOUNT,
    PRICE_WRONG,
    PRODUCT_DISCOUNT_MISSING,
    PRODUCT_DISCOUNT_RANGE,
    PRODUCT_DISCOUNT_SMALL,
    PRODUCT_LIMIT_AT_VARIATION,
    PRODUCT_PRICE_AT_VARIATION,
    PRODUCT_PRICE_MISSING,
    PRODUCT_REPEATED,
    QUOTA_BELOW_SOLD,
    SKU_DISCOUNT_INSTEAD_OF_PRICE,
    SKU_DISCOUNT_MISSING,
    SKU_DISCOUNT_RANGE,
    SKU_DISCOUNT_SMALL,
    SKU_OF_ANOTHER_PRODUCT,
    SKU_PRICE_INSTEAD_OF_DISCOUNT,
    SKU_PRICE_MISSING,
    SKU_REPEATED,
    SKU_WRONG,
    SKUS_AT_PRODUCT_LEVEL,
)
from .limits import limits

if TYPE_CHECKING:
    from shopwright.contract.types.requests_promotion import (
        UpdatePromotionActivityProductsRequestProduct,
        UpdatePromotionActivityProductsRequestProductSku,
    )


#: What the items of an activity are refused with.
ITEM_CODES = (
    BUYER_LIMIT_WRONG,
    DISCOUNT_INSTEAD_OF_PRICE,
    FLASH_FROZEN,
    LIMIT_SHRINKS,
    LIMIT_WRONG,
    NO_SKUS,
    OVER_PRODUCT_STOCK,
    OVER_SKU_STOCK,
    PARAMETER_WRONG,
    PRICE_INSTEAD_OF_DISCOUNT,
    PRICE_WRONG,
    PRODUCT_DISCOUNT_MISSING,
    PRODUCT_DISCOUNT_RANGE,
    PRODUCT_DISCOUNT_SMALL,
    PRODUCT_LIMIT_AT_VARIATION,
    PRODUCT_PRICE_AT_VARIATION,
    PRODUCT_PRICE_MISSING,
    PRODUCT_REPEATED,
    QUOTA_BELOW_SOLD,
    SKU_DISCOUNT_INSTEAD_OF_PRICE,
    SKU_DISCOUNT_MISSING,
    SKU_DISCOUNT_RANGE,
    SKU_DISCOUNT_SMALL,
    SKU_OF_ANOTHER_PRODUCT,
    SKU_PRICE_INSTEAD_OF_DISCOUNT,
    SKU_PRICE_MISSING,
    SKU_REPEATED,
    SKU_WRONG,
    SKUS_AT_PRODUCT_LEVEL,
)


class Known(msgspec.Struct, frozen=True):
    """What is known of the SKUs of a product: the usual prices, the lowest within 30 days, and what is in stock."""

    prices: Mapping[str, Decimal]
    lowest: Mapping[str, Decimal]
    stock: Mapping[str, int]


def check_limits(products: Sequence[UpdatePromotionActivityProductsRequestProduct]) -> None:
    """The limits of units of all products and SKUs of a request."""
    for product in products:
        for limited in (product, *(product.skus or ())):
            check_limit(limited.id, limited.quantity_limit, limited.quantity_per_user)


def check_limit(id_: str, quantity_limit: int, quantity_per_user: int) -> None:
    """The limits of units of one product or SKU: −1, or 1 to 99."""
    if quantity_limit != -1 and not 1 <= quantity_limit <= 99:
        raise LIMIT_WRONG(id=id_[:40])
    if quantity_per_user != -1 and not 1 <= quantity_per_user <= 99:
        raise BUYER_LIMIT_WRONG(id=id_[:40])


def items_of(activity: Activity, products: Sequence[UpdatePromotionActivityProductsRequestProduct]) -> list[Item]:
    """The items that a request names, at the level of the activity: products, or SKUs of products."""
    items: list[Item] = []
    product_ids, sku_ids = set[str](), set[str]()
    for product in products:
        if product.id in product_ids:
            raise PRODUCT_REPEATED(product_id=product.id)
        product_ids.add(product.id)
        if activity.level is not Level.VARIATION:
            items.append(_product_item(activity, product))
            continue
        if product.activity_price_amount or product.discount:
            raise PRODUCT_PRICE_AT_VARIATION(product_id=product.id)
        if (product.quantity_limit, product.quantity_per_user) != (-1, -1):
            raise PRODUCT_LIMIT_AT_VARIATION(product_id=product.id)
        if not product.skus:
            raise NO_SKUS(product_id=product.id)
        for sku in product.skus:
            if sku.id in sku_ids:
                raise SKU_REPEATED(sku_id=sku.id)
            sku_ids.add(sku.id)
            items.append(_sku_item(activity, product.id, sku))
    return items


def _product_item(activity: Activity, product: UpdatePromotionActivityProductsRequestProduct) -> Item:
    if product.skus:
        raise SKUS_AT_PRODUCT_LEVEL(product_id=product.id)
    price, discount = product.activity_price_amount or "", product.discount or ""
    if not activity.sets_prices:
        if price or discount or (product.quantity_limit, product.quantity_per_user) != (-1, -1):
            raise PARAMETER_WRONG(
                reason=f"an activity of the type {activity.type} has no prices, and its limits are -1."
            )
        return Item(product_id=product.id)
    by_percent = activity.type is ActivityType.DIRECT_DISCOUNT
    if by_percent and price:
        raise PRICE_INSTEAD_OF_DISCOUNT(id=product.id)
    if not by_percent and discount:
        raise DISCOUNT_INSTEAD_OF_PRICE(id=product.id)
    if not (discount if by_percent else price):
        raise (PRODUCT_DISCOUNT_MISSING if by_percent else PRODUCT_PRICE_MISSING)(id=product.id)
    return Item(
        product_id=product.id,
        price=price,
        discount=discount,
        quantity_limit=product.quantity_limit,
        quantity_per_user=product.quantity_per_user,
    )


def _sku_item(activity: Activity, product_id: str, sku: UpdatePromotionActivityProductsRequestProductSku) -> Item:
    if not (sku.id.isascii() and sku.id.isdigit()):
        raise SKU_WRONG(sku_id=sku.id[:40])
    price, discount = sku.activity_price_amount or "", sku.discount or ""
    by_percent = activity.type is ActivityType.DIRECT_DISCOUNT
    if by_percent and price:
        raise SKU_PRICE_INSTEAD_OF_DISCOUNT(id=sku.id)
    if not by_percent and discount:
        raise SKU_DISCOUNT_INSTEAD_OF_PRICE(id=sku.id)
    if not (discount if by_percent else price):
        raise (SKU_DISCOUNT_MISSING if by_percent else SKU_PRICE_MISSING)(id=sku.id)
    return Item(
        product_id=product_id,
        sku_id=sku.id,
        price=price,
        discount=discount,
        quantity_limit=sku.quantity_limit,
        quantity_per_user=sku.quantity_per_user,
    )


def check_item(activity: Activity, item: Item, known: Known, decimals: int) -> None:
    """The price or discount of an item, and its limit, against what is known of its product."""
    if item.sku_id and item.sku_id not in known.prices:
        raise SKU_OF_ANOTHER_PRODUCT(sku_id=item.sku_id, product_id=item.product_id)
    mine = [item.sku_id] if item.sku_id else list(known.prices)
    name = item.sku_id or item.product_id
    usual = min(known.prices[sku_id] for sku_id in mine)
    if item.price:
        price = decimal(item.price)
        if price is None or not price or price != rounded(price, decimals):
            raise PRICE_WRONG(id=name, reason=f"it is no positive amount with up to {decimals} decimals")
        if price >= usual:
            raise PRICE_WRONG(id=name, reason=f"it is not below the usual price, {usual}")
        lowest = min(known.lowest[sku_id] for sku_id in mine)
        if activity.type is ActivityType.FLASHSALE and price > lowest:
            raise (SKU_DISCOUNT_SMALL if item.sku_id else PRODUCT_DISCOUNT_SMALL)(id=name, lowest=lowest)
    if item.discount:
        _check_percent(item)
    stock = sum(known.stock.get(sku_id, 0) for sku_id in mine)
    if item.quantity_limit > stock:
        if item.sku_id:
            raise OVER_SKU_STOCK(limit=item.quantity_limit, sku_id=name, stock=stock)
        raise OVER_PRODUCT_STOCK(limit=item.quantity_limit, product_id=name, stock=stock)


def _check_percent(item: Item) -> None:
    least, most = limits().least_percent, limits().most_percent
    text = item.discount
    if not (text.isascii() and text.isdigit() and len(text) < 4 and least <= int(text) <= most):
        error = SKU_DISCOUNT_RANGE if item.sku_id else PRODUCT_DISCOUNT_RANGE
        raise error(id=item.sku_id or item.product_id, least=least, most=most)


def check_change(activity: Activity, old: Item, new: Item, *, is_running: bool) -> Item:
    """An item that is in the activity already, as it becomes: limits do not shrink, a running flash deal keeps all."""
    name = new.sku_id or new.product_id
    if is_running and activity.type is ActivityType.FLASHSALE and _offer(old) != _offer(new):
        raise FLASH_FROZEN(id=name)
    if 0 <= new.quantity_limit < old.used:
        raise QUOTA_BELOW_SOLD(sold=old.used, id=name)
    if _shrinks(old.quantity_limit, new.quantity_limit) or _shrinks(old.quantity_per_user, new.quantity_per_user):
        raise LIMIT_SHRINKS(id=name)
    return msgspec.structs.replace(new, used=old.used)


def _offer(item: Item) -> tuple[str, str, int, int]:
    return item.price, item.discount, item.quantity_limit, item.quantity_per_user


def _shrinks(old: int, new: int) -> bool:
    """Whether a limit becomes less. By number: the first limit is more than −1, which is none."""
    return new != -1 and new < old
