"""Many at once: threads share one shop, tasks share another, and a cancelled task leaves nothing behind."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from shopwright import AsyncShop, Shop
from tests.harness.server import RunningPlatform, eventually

from .support import settings_of

pytestmark = pytest.mark.own_platform


def test_threads_share_a_shop(platform: RunningPlatform) -> None:
    with Shop(**settings_of(platform)) as shop, ThreadPoolExecutor(16) as pool:
        ids = [product["id"] for product in shop.product.iter_products()][:60]
        answered_ids = list(pool.map(lambda item: shop.product.get_product(item)["id"], ids))
    assert answered_ids == ids


def test_tasks_share_a_shop_and_ask_for_its_cipher_once(platform: RunningPlatform) -> None:
    async def drive() -> list[int]:
        async with AsyncShop(**settings_of(platform)) as shop:
            replies = await asyncio.gather(*[shop.product.search_products(page_size=size) for size in range(1, 61)])
            return [len(reply["products"]) for reply in replies]

    assert asyncio.run(drive()) == list(range(1, 61))
    assert len(platform.get("/sandbox/requests", operation="getAuthorizedShops", size=100)["requests"]) == 1


def test_a_cancelled_task_ends_at_once_and_the_shop_goes_on(platform: RunningPlatform) -> None:
    platform.post("/sandbox/faults", {"operation": "searchProducts", "delay_ms": 60_000, "count": 1})

    async def drive() -> int:
        async with AsyncShop(**settings_of(platform)) as shop:
            waiting = asyncio.create_task(shop.product.search_products(page_size=1))
            await asyncio.to_thread(eventually, lambda: not platform.get("/sandbox/faults")["faults"][0]["remaining"])
            waiting.cancel()
            (outcome,) = await asyncio.gather(waiting, return_exceptions=True)
            assert isinstance(outcome, asyncio.CancelledError)
            return len((await shop.product.search_products(page_size=7))["products"])

    assert asyncio.run(drive()) == 7
