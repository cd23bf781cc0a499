"""``/sandbox/prices``: what a buyer would pay for a SKU now, and how that comes about."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.control.shapes import Key, Query, View
from shopwright.platform.core.money import text
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.promotion.coupon_store import Coupons
from shopwright.platform.promotion.errors import COUPON_UNKNOWN
from shopwright.platform.promotion.explain import explain


class PriceQuery(Query):
    """So many units; a coupon that the buyer would use; a buyer, or a new one."""

    quantity: Annotated[int, Meta(ge=1, le=500)] = 1
    coupon_id: Key | None = None
    buyer_id: Key | None = None


class PriceStep(View):
    """``why`` says why an offer did not set the price; it is empty for those that take something off."""

    source_id: str
    title: str
    type: str
    seller: str
    platform: str
    left: str
    why: str


class PriceView(View):
    """All units together. Shipping is not part of it: ``shipping_activity_id`` names the activity that would take
    something off it."""

    sku_id: str
    product_id: str
    quantity: int
    currency: str
    usual: str
    steps: list[PriceStep]
    seller_pays: str
    platform_pays: str
    buyer_pays: str
    gift_sku_ids: list[str]
    shipping_activity_id: str


def explain_price(tx: Tx, sku_id: str, query: PriceQuery) -> PriceView:
    """The price that a buyer pays for a SKU now, step by step."""
    owner = tx[Products].find_owner(sku_id)
    shop = tx[Accounts].shop(owner[0]) if owner else None
    if shop is None:
        raise NOT_FOUND(what=f"The SKU {sku_id}")
    coupon = tx[Coupons].get(shop.shop_id, query.coupon_id) if query.coupon_id else None
    if query.coupon_id and coupon is None:
        raise COUPON_UNKNOWN(coupon_id=query.coupon_id[:40])
    explained = explain(tx, shop, sku_id, query.quantity, [coupon] if coupon else [], query.buyer_id or "")
    if explained is None:
        raise NOT_FOUND(what=f"The SKU {sku_id}")
    decimals = region(shop.region).currency_decimals
    return PriceView(
        sku_id=sku_id,
        product_id=explained.product_id,
        quantity=explained.quantity,
        currency=explained.currency,
        usual=text(explained.usual, decimals),
        steps=[
            PriceStep(
                source_id=step.source_id,
                title=step.title,
                type=step.type,
                seller=text(step.seller, decimals),
                platform=text(step.platform, decimals),
                left=text(step.left, decimals),
                why=step.why,
            )
            for step in explained.steps
        ],
        seller_pays=text(explained.seller_pays, decimals),
        platform_pays=text(explained.platform_pays, decimals),
        buyer_pays=text(explained.buyer_pays, decimals),
        gift_sku_ids=list(explained.gifts),
        shipping_activity_id=explained.shipping,
    )
