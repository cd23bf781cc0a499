"""A paid order that promotions price, beside the same order without any.

The shop has a thousand SKUs in activities that run; the SKU that is bought has a discount, a flash deal and a campaign,
and the whole shop an offer on quantity.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from statistics import median

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.config import Config
from shopwright.platform.core.identity import Shop as OwnShop
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import Tx
from shopwright.platform.promotion.activity import Activity, ActivityType, Item, Level
from shopwright.platform.promotion.activity_change import ActivityChange, new_activity
from shopwright.platform.promotion.states import ActivityEvent
from shopwright.platform.promotion.store import ActivityItems
from shopwright.platform.promotion.terms import BmsmDiscount, BmsmTier, Discount
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as
from shopwright.platform.sales.orders.place_order import place
from shopwright.platform.sales.orders.purchase import BasketLine, Purchase
from shopwright.platform.sales.packages.package_change import pay_order

from .calls import Shop, open_shop
from .table import Row, Settings

#: How much more a promotion-priced order may cost than a plain one.
_BUDGET = 2.5

_ITEMS = 1_000


def rows(settings: Settings) -> Iterator[Row]:
    """On a database in memory: orders without and with promotions take turns."""
    count, rounds = (20, 3) if settings.quick else (100, 7)
    plain, plain_shop = open_shop(Config(requests_per_second=0))
    promoted, promoted_shop = open_shop(Config(requests_per_second=0))
    with closing(plain.store), closing(promoted.store):
        _promote(promoted.store, promoted_shop)
        without, with_all = _buyer(plain.store, plain_shop), _buyer(promoted.store, promoted_shop)
        pairs = [(_seconds(with_all, count), _seconds(without, count)) for _ in range(rounds)]
    ratio = median(ours / bare for ours, bare in pairs)
    yield Row(
        "promotion-priced order, three units, placed and paid",
        f"{median(ours for ours, _ in pairs) * 1000:.2f} ms",
        "the order without promotions",
        f"{median(bare for _, bare in pairs) * 1000:.2f} ms",
        ratio,
        f"≤ {_BUDGET:.1f}",
        ratio <= _BUDGET,
        f"memory, {_ITEMS:,} SKUs in activities",
    )


def _shop(tx: Tx, shop: Shop) -> OwnShop:
    own = tx[Accounts].shop(shop.shop_id)
    assert own is not None
    return own


def _buyer(store: Store, shop: Shop) -> Callable[[], None]:
    """Buys three units and pays, then takes the order back by ending the transaction without a commit."""
    sku_id = shop.things[0].sku_ids[0]

    def buy() -> None:
        with store.write() as tx, tx.connection.begin_nested() as savepoint:
            own = _shop(tx, shop)
            basket = Purchase(lines=[BasketLine(sku_id, 3)], buyer=buyer_known_as(tx, own, "bench"))
            pay_order(place(tx, own, basket))
            tx.flush()
            savepoint.rollback()

    return buy


def _seconds(buy: Callable[[], None], count: int) -> float:
    """Seconds for each purchase."""
    begun = time.perf_counter()
    for _ in range(count):
        buy()
    return (time.perf_counter() - begun) / count


def _promote(store: Store, shop: Shop) -> None:
    """Activities of each rank on the SKU, with as many others beside it, and an offer for the whole shop."""
    thing = shop.things[0]
    mine = Item(product_id=thing.product_id, sku_id=thing.sku_ids[0], discount="20", quantity_per_user=99)
    others = [
        Item(product_id=f"1729{number:015}", sku_id=f"1730{number:015}", discount="5") for number in range(_ITEMS)
    ]
    tier = BmsmTier(
        tier=1, threshold_type="MINIMAL_ITEM_QUANTITY", threshold_value="2", type="PERCENTAGE_OFF", value="10"
    )
    with store.write() as tx:
        own = _shop(tx, shop)
        for kind, level in (
            (ActivityType.DIRECT_DISCOUNT, Level.VARIATION),
            (ActivityType.FLASHSALE, Level.VARIATION),
            (ActivityType.FIXED_PRICE, Level.VARIATION),
            (ActivityType.BUY_MORE_SAVE_MORE, Level.SHOP),
        ):
            activity = new_activity(
                tx, own, title=str(kind), kind=kind, level=level, begin=tx.now(), end=tx.now() + 86_400
            )
            activity.is_campaign = kind is ActivityType.FIXED_PRICE
            if level is Level.SHOP:
                activity.discount = Discount(bmsm_discount=BmsmDiscount((tier,)))
            _begin(tx, own, activity, [mine, *others] if level is Level.VARIATION else [])


def _begin(tx: Tx, shop: OwnShop, activity: Activity, items: list[Item]) -> None:
    change = ActivityChange(tx, shop, activity).begin()
    change.apply(ActivityEvent.BEGIN)
    tx[ActivityItems].put(shop.shop_id, activity.activity_id, items)
