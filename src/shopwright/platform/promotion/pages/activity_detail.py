"""One promotion: what it offers, on what, and how the price of one of its SKUs comes about now."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.catalogue.store import Products
from shopwright.platform.catalogue.words import variant_of
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.bulk import BulkAct
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.promotion.activity import Item, Level, Role
from shopwright.platform.promotion.coupon import Coupon
from shopwright.platform.promotion.coupon_store import Coupons
from shopwright.platform.promotion.explain import Explained, explain
from shopwright.platform.promotion.store import Activities, ActivityItems
from shopwright.platform.promotion.words import TYPES

from .activity_acts import act_of, act_on_activity, acts_on
from .activity_list import ActivityRow, row_of

#: Products on the page.
_MOST_OFFERS = 50

_DONE = "Done."


class OfferRow(msgspec.Struct, frozen=True):
    """A product or SKU on offer, with a SKU whose price can be explained, empty where it has none on sale."""

    item: Item
    title: str
    variant: str
    sku_id: str


class ActivityDetail(msgspec.Struct, frozen=True):
    """``terms`` is what the whole activity offers, as the Partner API shows it."""

    shop: Shop
    row: ActivityRow
    acts: list[BulkAct]
    offers: list[OfferRow]
    more: int
    terms: str
    explained: Explained | None
    sku_id: str
    quantity: int
    coupons: list[Coupon]
    coupon_id: str
    currency: str
    decimals: int
    clock: str


async def activity_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/promotions/{activity_id}``; ``sku``, ``quantity``, ``coupon`` choose what is bought."""
    return await _reply(ask)


async def act_on_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/promotions/{activity_id}/acts``: a button of the page."""
    shop_id, activity_id, name = ask.path("shop_id"), ask.path("activity_id"), act_of(ask)
    await ask.write(lambda tx: act_on_activity(tx, find_shop(tx, shop_id), activity_id, name))
    if ask.part:
        return await _reply(ask, _DONE)
    return ask.go(f"/portal/shops/{shop_id}/promotions/{activity_id}", _DONE)


async def _reply(ask: Ask, note: str = "") -> Response:
    shop_id, activity_id = ask.path("shop_id"), ask.path("activity_id")
    sku_id, coupon_id, number = ask.query("sku")[:40], ask.query("coupon")[:40], ask.query("quantity")[:4]
    quantity = min(max(int(number), 1), 500) if number.isascii() and number.isdigit() else 1
    detail = await ask.read(lambda tx: _detail(tx, shop_id, activity_id, sku_id, quantity, coupon_id))
    template = "_promotion.html" if ask.part else "promotion.html"
    return (ask.fragment if ask.part else ask.page)(template, detail=detail, types=TYPES, note=note)


def _detail(tx: Tx, shop_id: str, activity_id: str, sku_id: str, quantity: int, coupon_id: str) -> ActivityDetail:
    shop = find_shop(tx, shop_id)
    activity = tx[Activities].get(shop_id, activity_id)
    if activity is None:
        raise NOT_FOUND(what=f"The promotion {activity_id[:40]}")
    items = [item for item in tx[ActivityItems].of(shop_id, activity_id) if item.role is Role.ON_OFFER]
    offers = _offers(tx, shop_id, items[:_MOST_OFFERS])
    if not sku_id and activity.level is not Level.SHOP:
        sku_id = next((offer.sku_id for offer in offers if offer.sku_id), "")
    coupons = tx[Coupons].ongoing(shop_id)
    chosen = [coupon for coupon in coupons if coupon.coupon_id == coupon_id]
    market = region(shop.region)
    return ActivityDetail(
        shop=shop,
        row=row_of(tx, shop_id, activity),
        acts=acts_on(activity),
        offers=offers,
        more=len(items) - len(offers),
        terms=msgspec.json.format(msgspec.json.encode(activity.discount), indent=2).decode(),
        explained=explain(tx, shop, sku_id, quantity, chosen) if sku_id else None,
        sku_id=sku_id,
        quantity=quantity,
        coupons=coupons,
        coupon_id=coupon_id,
        currency=market.currency,
        decimals=market.currency_decimals,
        clock=clock_words(tx),
    )


def _offers(tx: Tx, shop_id: str, items: list[Item]) -> list[OfferRow]:
    products = tx[Products].some(shop_id, {item.product_id for item in items})
    rows = []
    for item in items:
        product = products.get(item.product_id)
        skus = product.listing.skus if product is not None else []
        mine = [sku for sku in skus if item.sku_id in {"", sku.id}]
        rows.append(
            OfferRow(
                item=item,
                title=product.listing.title if product is not None else item.product_id,
                variant=variant_of(mine[0]) if item.sku_id and mine else "",
                sku_id=mine[0].id if mine else "",
            )
        )
    return rows
