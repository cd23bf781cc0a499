"""Beside the order board: what needs an answer, parcels, returns, low stock, notifications."""

from __future__ import annotations

import msgspec

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.catalogue.words import variant_of
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.cancellations import states as cancellation_states
from shopwright.platform.sales.packages.store import Packages
from shopwright.platform.sales.returns import states as return_states
from shopwright.platform.webhooks.store import Delivery, DeliveryStatus, Outbox
from shopwright.platform.webhooks.words import DELIVERY_STATES, topic_words

from .claims import MOST, Claim, count_claims, unanswered
from .words import CLAIM_STATES, PACKAGE_STATES

#: Rows of each list, and in how many of a shop's newest notifications an order is looked for.
_FEW, _NOTIFICATIONS, _LOOKED_AT = 6, 8, 300

_CLAIMS_OVER = frozenset[str](cancellation_states.OVER | return_states.OVER)


class PushLine(msgspec.Struct, frozen=True):
    """A notification in one line. ``at`` by the platform's clock, in milliseconds."""

    delivery_id: str
    at: int
    topic: str
    look: str
    state: str


class LowSku(msgspec.Struct, frozen=True):
    """A SKU that is running out."""

    sku_id: str
    product_id: str
    name: str
    variant: str
    available: int


class Chip(msgspec.Struct, frozen=True):
    """A state with how many are in it."""

    state: str
    words: str
    count: int


class ShopSide(msgspec.Struct, frozen=True):
    """``answers`` and ``low`` hold the first few of as many as their counts say, which stop above
    ``MOST``."""

    shop: Shop
    answers: list[Claim]
    answer_count: int
    parcels: list[Chip]
    returns: list[Chip]
    low: list[LowSku]
    low_count: int
    pushes: list[PushLine]


def read_side(tx: Tx, shop_id: str) -> ShopSide:
    shop = find_shop(tx, shop_id)
    answers = unanswered(tx, shop)
    low = tx[Stock].low(shop_id, shop.doc.low_stock_threshold, MOST + 1)
    packed, claimed = tx[Packages].counts(shop_id), count_claims(tx, shop_id)
    return ShopSide(
        shop=shop,
        answers=answers[:_FEW],
        answer_count=len(answers),
        parcels=[
            Chip(state, words, packed[state]) for state, (_, words) in PACKAGE_STATES.items() if packed.get(state)
        ],
        returns=[Chip(state, CLAIM_STATES[state][1], n) for state, n in claimed.items() if state not in _CLAIMS_OVER],
        low=_low(
            tx,
            shop_id,
            [low_stock.sku_id for low_stock in low[:_FEW]],
            {low_stock.sku_id: low_stock.available for low_stock in low},
        ),
        low_count=len(low),
        pushes=[_line(delivery) for delivery in tx[Outbox].page(shop_id=shop_id, size=_NOTIFICATIONS)],
    )


def _low(tx: Tx, shop_id: str, sku_ids: list[str], left: dict[str, int]) -> list[LowSku]:
    if not sku_ids:
        return []
    low_skus = {}
    for product in tx[Products].page(shop_id, ProductFilter(sku_ids=tuple(sku_ids)), None, len(sku_ids)):
        listing = product.live or product.listing
        for sku in listing.skus:
            low_skus[sku.id] = LowSku(sku.id, product.product_id, listing.title, variant_of(sku), left.get(sku.id, 0))
    return [low_skus[sku_id] for sku_id in sku_ids if sku_id in low_skus]


def pushes_naming(tx: Tx, shop_id: str, name: str, most: int) -> list[PushLine]:
    """The newest notifications whose body has an id in it, among the last few hundred of the shop."""
    newest = tx[Outbox].page(shop_id=shop_id, size=_LOOKED_AT)
    return [_line(delivery) for delivery in newest if f'"{name}"' in delivery.body][:most]


def _line(delivery: Delivery) -> PushLine:
    look, state = DELIVERY_STATES[delivery.status]
    if delivery.status is DeliveryStatus.PENDING and delivery.attempts:
        look, state = "soon", "Waits to retry"
    return PushLine(delivery.delivery_id, delivery.created_at, topic_words(delivery.topic), look, state)
