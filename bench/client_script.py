"""The script of 20 calls, as each client runs it in a process of its own; prints what it cost.

``python -m bench.client_script CLIENT KIND ROUNDS KEYS`` with a client of ``ours``, ``theirs`` (the PyPI client
``tiktok-shop-api``), ``bare`` (the HTTP library and ``json``, unsigned), and a kind of ``sync`` or ``async``. With 0
rounds it imports, makes one call and stops.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

#: How many calls an async script has in flight.
AT_ONCE = 20

Calls = list[Callable[[], Any]]


def ours(keys: dict[str, str], *, is_async: bool, transport: Any = None) -> Calls:
    from shopwright import AsyncShop, Shop

    kind: Any = AsyncShop if is_async else Shop
    shop = kind(
        keys["app_key"],
        keys["app_secret"],
        base_url=keys["url"],
        access_token=keys["token"],
        shop_cipher=keys["cipher"],
        limiter=None,
        transport=transport,
    )
    return [
        lambda: shop.order.get_order_list(page_size=20),
        shop.authorization.get_authorized_shops,
        lambda: shop.product.search_products(page_size=20, status="ACTIVATE"),
        lambda: shop.product.get_product(keys["product_id"]),
    ]


def theirs(keys: dict[str, str], *, is_async: bool) -> Calls:
    from tiktok_shop_api import AsyncTikTokShop, TikTokShop
    from tiktok_shop_api.generated.models import GetOrderListRequest, SearchProductsRequest

    kind: Any = AsyncTikTokShop if is_async else TikTokShop
    shop = kind(keys["app_key"], keys["app_secret"], keys["token"], keys["cipher"], base_url=keys["url"])
    return [
        lambda: shop.orders.get_order_list(page_size=20, body=GetOrderListRequest.from_dict({})),
        shop.authorization.get_authorized_shops,
        lambda: shop.products.search_products(
            page_size=20, body=SearchProductsRequest.from_dict({"status": "ACTIVATE"})
        ),
        lambda: shop.products.get_product(keys["product_id"]),
    ]


def bare(keys: dict[str, str], *, is_async: bool) -> Calls:
    paths = [
        ("POST", "/order/202309/orders/search", b"{}"),
        ("GET", "/authorization/202309/shops", None),
        ("POST", "/product/202502/products/search", b'{"status":"ACTIVATE"}'),
        ("GET", f"/product/202309/products/{keys['product_id']}", None),
    ]
    send = _bare_async(keys["url"]) if is_async else _bare_sync(keys["url"])
    return [lambda item=path: send(*item) for path in paths]  # type: ignore[misc]


def _bare_sync(url: str) -> Callable[..., Any]:
    import urllib3

    pool = urllib3.PoolManager()
    return lambda method, path, body: json.loads(pool.urlopen(method, url + path, body=body, retries=False).data)


def _bare_async(url: str) -> Callable[..., Any]:
    import aiohttp

    opened: list[aiohttp.ClientSession] = []

    async def send(method: str, path: str, body: bytes | None) -> Any:
        if not opened:
            opened.append(aiohttp.ClientSession())
        async with opened[0].request(method, url + path, data=body) as reply:
            return json.loads(await reply.read())

    return send


CLIENTS: dict[str, Callable[..., Calls]] = {"ours": ours, "theirs": theirs, "bare": bare}


def run_sync(calls: Calls, rounds: int) -> None:
    for _ in range(rounds):
        for place in range(20):
            calls[place % len(calls)]()


async def run_async(calls: Calls, rounds: int) -> None:
    left = rounds * 20

    async def worker() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            answer: Awaitable[Any] = calls[left % len(calls)]()
            await answer

    await asyncio.gather(*[worker() for _ in range(AT_ONCE)])


def main() -> None:
    client, kind, rounds, keys = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
    is_async = kind == "async"

    async def measured_async() -> tuple[float, float]:
        calls = CLIENTS[client](keys, is_async=True)
        await calls[0]()
        begun, used = time.perf_counter(), time.process_time()
        await run_async(calls, rounds)
        return time.perf_counter() - begun, time.process_time() - used

    def measured_sync() -> tuple[float, float]:
        calls = CLIENTS[client](keys, is_async=False)
        calls[0]()
        begun, used = time.perf_counter(), time.process_time()
        run_sync(calls, rounds)
        return time.perf_counter() - begun, time.process_time() - used

    wall, cpu = asyncio.run(measured_async()) if is_async else measured_sync()
    print(json.dumps({"wall": wall, "cpu": cpu, "peak_mb": peak_mb()}), flush=True)
    os._exit(0)  # connections end with the process, without a word about each


def peak_mb() -> float:
    """The most memory that this process has held, since it became this program (getrusage counts its parent's too)."""
    rows = Path("/proc/self/status").read_text().splitlines()
    return int(next(row for row in rows if row.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    main()
