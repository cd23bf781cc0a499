"""Notifications while buyers buy: how soon they come, and how many a second, as orders are placed without a pause."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import uvicorn

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.quantities import Reason
from shopwright.platform.catalogue.stock.stock_change import Level, set_levels
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as
from shopwright.platform.sales.orders.place_order import place
from shopwright.platform.sales.orders.purchase import BasketLine, Purchase
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.package_change import pay_order
from shopwright.platform.server.platform import Platform
from shopwright.platform.webhooks.store import Outbox

from .calls import Shop
from .receiver import Receiver
from .servers import drivers
from .table import Row, Settings
from .webhooks import LATENCY_MS, all_came, listening_platform

#: What a paid order causes: twice its status, and once its stock.
OF_AN_ORDER = 3

#: Orders that a seller's busiest hour has, and its seconds.
OF_AN_HOUR, HOUR = 10_000, 3_600

#: Seconds between two orders when latency is measured.
_PACE = 0.02


def rows(settings: Settings) -> Iterator[Row]:
    """Latency at fifty orders a second, then the rate when orders come as fast as they can be placed."""
    receiver = Receiver()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="shopwright-bench-") as folder,
            asyncio.Runner(loop_factory=uvicorn.Config("", log_config=None).get_loop_factory()) as runner,
        ):
            yield from runner.run(_measure(Path(folder), receiver, settings))
    finally:
        receiver.close()


async def _measure(folder: Path, receiver: Receiver, settings: Settings) -> list[Row]:
    paced, burst = (50, 200) if settings.quick else (200, 1000)
    async with listening_platform(folder, receiver.url) as (platform, shop):
        await all_came(receiver, _stock_up(platform, shop))
        latencies = await _latencies(platform, shop, receiver, paced)
        before = _kept(platform, shop)
        alone, told = await _rates(platform, shop, receiver, burst)
        lost = before + burst - _kept(platform, shop)
    late, slow = median(latencies), quantiles(latencies, n=100)[98]
    conditions = f"{drivers()[0]}, aiohttp, SQLite file"
    return [
        Row(
            "webhook under order load: order begun to received, median",
            f"{late:.1f} ms (99 %: {slow:.1f})",
            f"{1 / _PACE:.0f} orders a second",
            f"{_PACE * 1000:.0f} ms apart",
            late / (_PACE * 1000),
            f"< {LATENCY_MS:g} ms",
            late < LATENCY_MS,
            conditions,
        ),
        Row(
            "webhooks a second while orders are placed without a pause",
            f"{told:.0f}/s",
            "orders placed a second meanwhile",
            f"{alone:.0f}/s",
            told / alone,
            f"≥ {OF_AN_ORDER} an order",
            told / alone >= 0.8 * OF_AN_ORDER,
            conditions,
        ),
        Row(
            f"orders an hour, all told of, {lost or 'none'} lost",
            f"{told / OF_AN_ORDER * HOUR:,.0f}/h",
            "orders of a busy hour",
            f"{OF_AN_HOUR:,}/h",
            told / OF_AN_ORDER * HOUR / OF_AN_HOUR,
            "≥ 2 ×, none lost",
            told / OF_AN_ORDER * HOUR >= 2 * OF_AN_HOUR and not lost,
            conditions,
        ),
    ]


def _stock_up(platform: Platform, shop: Shop) -> int:
    """Enough of what is bought; answers how many notifications that causes."""
    with platform.store.write() as tx:
        owner = tx[Accounts].shop(shop.shop_id)
        assert owner is not None
        for thing in shop.things:
            levels = [Level(sku_id, thing.warehouse_id, 100_000) for sku_id in thing.sku_ids[:2]]
            set_levels(tx, owner, thing.product_id, levels, Reason.API_SYNC, "order load")
    platform.services.wake()
    return 2 * len(shop.things)


def _buy(platform: Platform, shop: Shop, number: int) -> list[str]:
    """Place and pay an order; answers the ids of its notifications."""
    with platform.store.write() as tx:
        owner = tx[Accounts].shop(shop.shop_id)
        assert owner is not None
        line = BasketLine(shop.things[number % len(shop.things)].sku_ids[number % 2], 1)
        change = place(tx, owner, Purchase(lines=[line], buyer=buyer_known_as(tx, owner, f"load {number % 50}")))
        pay_order(change)
        tx.flush()
        return [item.delivery_id for item in tx[Outbox].page(size=OF_AN_ORDER)]


def _kept(platform: Platform, shop: Shop) -> int:
    """How many orders the shop has."""
    with platform.store.read() as tx:
        return sum(tx[Orders].counts(shop.shop_id).values())


async def _latencies(platform: Platform, shop: Shop, receiver: Receiver, count: int) -> list[float]:
    begun: dict[str, int] = {}
    for number in range(count):
        before = time.monotonic_ns()
        begun |= dict.fromkeys(_buy(platform, shop, number), before)
        platform.services.wake()
        await asyncio.sleep(_PACE)
    came = await all_came(receiver, len(begun))
    return [(came[item] - before) / 1e6 for item, before in begun.items()]


async def _rates(platform: Platform, shop: Shop, receiver: Receiver, count: int) -> tuple[float, float]:
    """Orders placed a second, and notifications received a second, while both go on at once."""
    begun = time.monotonic_ns()
    for number in range(count):
        _buy(platform, shop, number)
        platform.services.wake()
        await asyncio.sleep(0)
    placed = time.monotonic_ns()
    came = await all_came(receiver, count * OF_AN_ORDER)
    return count / (placed - begun) * 1e9, len(came) / (max(came.values()) - begun) * 1e9
