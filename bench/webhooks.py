"""Notifications: how soon after the change they are received, and how many a second are delivered."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles

import aiohttp
import msgspec
import uvicorn

from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.config import Config
from shopwright.platform.server.platform import Platform
from shopwright.platform.webhooks.emit import emit
from shopwright.platform.webhooks.store import Delivery, Outbox
from shopwright.wire.signing import sign_webhook

from .calls import Shop, measured_call, open_shop
from .receiver import Receiver
from .servers import drivers
from .table import Row, Settings

#: The budgets: milliseconds to the receiver, and deliveries a second.
LATENCY_MS, RATE = 50.0, 1000.0

#: Deliveries in flight to one address, which the platform's lane allows and the bare client gets too.
WIDTH = 8

#: Seconds between two changes when latency is measured, and the longest that a benchmark waits for notifications.
_PACE, _MOST_SECONDS = 0.02, 30.0


def rows(settings: Settings) -> Iterator[Row]:
    """Latency first, then the rate, each on a SQLite file and beside a bare client."""
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
    changes, backlog, rounds = (50, 500, 3) if settings.quick else (200, 3000, 5)
    conditions = f"{drivers()[0]}, aiohttp, SQLite file"
    async with listening_platform(folder, receiver.url) as (platform, shop), aiohttp.ClientSession() as session:
        latencies = await _latencies(platform, shop, receiver, changes)
        bare = [await _post_once(session, receiver, number) for number in range(changes)]
        rates: list[float] = []
        bare_rates: list[float] = []
        for _ in range(rounds):
            rates.append(await _drain(platform, shop, receiver, backlog))
            bare_rates.append(await _post_all(session, _bodies(platform, backlog), shop, receiver))
    late, slow = median(latencies), quantiles(latencies, n=100)[98]
    bare_late, rate, bare_rate = median(bare), median(rates), median(bare_rates)
    return [
        Row(
            "webhook: change begun to received, median",
            f"{late:.1f} ms (99 %: {slow:.1f})",
            "bare aiohttp post",
            f"{bare_late:.1f} ms",
            late / bare_late,
            f"< {LATENCY_MS:g} ms",
            late < LATENCY_MS,
            conditions,
        ),
        Row(
            "webhooks a second from a backlog, one address",
            f"{rate:.0f}/s",
            f"bare aiohttp client, {WIDTH} at a time",
            f"{bare_rate:.0f}/s",
            rate / bare_rate,
            f"≥ {RATE:g}/s",
            rate >= RATE,
            conditions,
        ),
    ]


@asynccontextmanager
async def listening_platform(folder: Path, url: str) -> AsyncIterator[tuple[Platform, Shop]]:
    """A platform that delivers, its demo app listening at an address."""
    platform, shop = open_shop(Config(folder=folder, requests_per_second=0))
    with platform.store.write() as tx:
        app = tx[Apps].get(shop.app_key)
        assert app is not None
        tx[Apps].save(msgspec.structs.replace(app, doc=msgspec.structs.replace(app.doc, webhook_url=url)))
    gc.freeze()  # as the command does
    await platform.start()
    try:
        yield platform, shop
    finally:
        await platform.stop()


async def _latencies(platform: Platform, shop: Shop, receiver: Receiver, count: int) -> list[float]:
    """Milliseconds from the beginning of a change of stock to its notification at the receiver."""
    begun: dict[str, int] = {}
    for number in range(count):
        request = measured_call(shop, "updateInventory", number).request
        before = time.monotonic_ns()
        platform.pipeline.handle(request)
        with platform.store.read() as tx:
            begun[tx[Outbox].page(size=1)[0].delivery_id] = before
        await asyncio.sleep(_PACE)
    came = await all_came(receiver, count)
    return [(came[item] - before) / 1e6 for item, before in begun.items()]


async def all_came(receiver: Receiver, count: int) -> dict[str, int]:
    came: dict[str, int] = {}
    until = time.monotonic() + _MOST_SECONDS
    while len(came) < count:
        came |= receiver.take()
        if time.monotonic() > until:
            raise RuntimeError(f"{len(came)} of {count} notifications came within {_MOST_SECONDS:g} s")
        await asyncio.sleep(0.05)
    return came


async def _drain(platform: Platform, shop: Shop, receiver: Receiver, count: int) -> float:
    """Deliveries a second, from the moment that a backlog of them commits to the last one's arrival."""
    with platform.store.write() as tx:
        owner = tx[Accounts].shop(shop.shop_id)
        assert owner is not None
        data = {"event_id": "1", "sku_id": 1730000000000000001, "change_detail": [{"total_quantity_delta": 1}] * 3}
        for _ in range(count):
            emit(tx, owner, 71, data)
    begun = time.monotonic_ns()
    platform.services.wake()
    came = await all_came(receiver, count)
    return count / (max(came.values()) - begun) * 1e9


def _bodies(platform: Platform, count: int) -> list[Delivery]:
    with platform.store.read() as tx:
        return tx[Outbox].page(size=count)


async def _post_all(session: aiohttp.ClientSession, many: list[Delivery], shop: Shop, receiver: Receiver) -> float:
    """What a bare client does with the same bodies: sign, post, read the status."""
    waiting = iter(many)

    async def post() -> None:
        for delivery in waiting:
            body = delivery.body.encode()
            signature = sign_webhook(shop.app_key, shop.app_secret, body)
            headers = {"content-type": "application/json", "authorization": signature}
            async with session.post(receiver.url, data=body, headers=headers) as reply:
                assert reply.status == 200

    begun = time.monotonic_ns()
    await asyncio.gather(*(post() for _ in range(WIDTH)))
    came = await all_came(receiver, len(many))
    return len(many) / (max(came.values()) - begun) * 1e9


async def _post_once(session: aiohttp.ClientSession, receiver: Receiver, number: int) -> float:
    body = msgspec.json.encode({"tts_notification_id": str(number), "data": {}})
    begun = time.monotonic_ns()
    async with session.post(receiver.url, data=body) as reply:
        assert reply.status == 200
    await asyncio.sleep(_PACE)
    return (receiver.take()[str(number)] - begun) / 1e6
