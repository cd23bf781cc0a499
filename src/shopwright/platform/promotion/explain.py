"""How the price of one product comes about, step by step: for people."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region

from .coupon import Coupon
from .offered_products import usual_prices
from .quote import Basket, BasketUnit, Running, UnitQuote, quote
from .redeem import running_for


class Step(msgspec.Struct, frozen=True):
    """What one activity or coupon does to the price: ``why`` is empty where it takes something off."""

    source_id: str
    title: str
    type: str
    seller: Decimal
    platform: Decimal
    left: Decimal
    why: str = ""


class Explained(msgspec.Struct, frozen=True):
    """All units of the SKU together, in its currency; ``gifts`` are the SKUs that come with them."""

    sku_id: str
    product_id: str
    quantity: int
    currency: str
    usual: Decimal
    steps: tuple[Step, ...]
    seller_pays: Decimal
    platform_pays: Decimal
    buyer_pays: Decimal
    gifts: tuple[str, ...]
    shipping: str


def explain(
    tx: Tx, shop: Shop, sku_id: str, quantity: int, coupons: Sequence[Coupon] = (), buyer_id: str = ""
) -> Explained | None:
    """The price of so many of a SKU now, for a buyer or a new one; ``None`` where the shop has no such SKU on sale."""
    product_id = tx[Products].owners(shop.shop_id, [sku_id]).get(sku_id)
    product = tx[Products].get(shop.shop_id, product_id) if product_id else None
    price = usual_prices(product).get(sku_id) if product is not None else None
    if product_id is None or price is None:
        return None
    market = region(shop.region)
    running = running_for(tx, shop, [product_id], buyer_id)
    units = [BasketUnit(product_id, sku_id, price)] * quantity
    quoted = quote(Basket(units=units, decimals=market.currency_decimals), running, coupons)
    names = {offer.activity.activity_id: offer.activity.title for offer in running}
    names |= {coupon.coupon_id: coupon.title for coupon in coupons}
    steps = _steps(quoted.units, price * quantity, names, running)
    return Explained(
        sku_id=sku_id,
        product_id=product_id,
        quantity=quantity,
        currency=market.currency,
        usual=price * quantity,
        steps=tuple(steps),
        seller_pays=sum((unit.seller for unit in quoted.units), ZERO),
        platform_pays=sum((unit.platform for unit in quoted.units), ZERO),
        buyer_pays=sum((unit.left for unit in quoted.units), ZERO),
        gifts=tuple(gift.detail.sku_id for gift in quoted.gifts),
        shipping=quoted.shipping.activity_id if quoted.shipping else "",
    )


def _steps(units: Sequence[UnitQuote], usual: Decimal, names: dict[str, str], running: Sequence[Running]) -> list[Step]:
    """What each activity and coupon takes off all units, in the order in which they do, then those passed over."""
    taken: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for unit in units:
        for each in unit.taken:
            seller, platform = taken.get((each.source_id, each.type), (ZERO, ZERO))
            taken[each.source_id, each.type] = seller + each.seller, platform + each.platform
    steps, left = [], usual
    for (source_id, kind), (seller, platform) in taken.items():
        left -= seller + platform
        steps.append(Step(source_id, names[source_id], kind, seller, platform, left))
    kinds = {offer.activity.activity_id: str(offer.activity.type) for offer in running}
    passed = {(over.source_id, over.why): None for unit in units for over in unit.passed_over}
    steps += [Step(source, names[source], kinds[source], ZERO, ZERO, left, why) for source, why in passed]
    return steps
