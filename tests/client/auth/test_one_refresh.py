"""However many find a token expired, in threads, tasks and processes: exactly one refreshes it, all calls succeed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from shopwright import AsyncShop, Shop
from shopwright.client.auth.sql_store import SqlTokenStore
from shopwright.client.auth.tokens import TokenStore
from shopwright.client.core.http import HttpReply, HttpRequest
from shopwright.client.transport.session import AiohttpTransport
from tests.client.support import settings_of
from tests.harness.server import RunningPlatform, eventually

from .support import Place, Worker, all_at_once, demo_token, expire, refreshes

pytestmark = [pytest.mark.own_platform, pytest.mark.slow]

OpenStore = Callable[[], TokenStore]


@pytest.fixture
def open_expired(open_store: OpenStore, platform: RunningPlatform) -> OpenStore:
    """Stores whose token the server takes for expired."""
    token = demo_token(platform)
    open_store().save("default", token)
    expire(platform, token)
    return open_store


def test_processes_refresh_once(shared_place: Place, platform: RunningPlatform) -> None:
    token = demo_token(platform)
    shared_place.store().save("default", token)
    expire(platform, token)
    assert all_at_once([Worker("call", shared_place, platform) for _ in range(4)]) == ["3"] * 4
    assert refreshes(platform) == 1
    kept = shared_place.store().load("default")
    assert kept is not None
    assert kept.access_token != token.access_token


def test_threads_with_a_client_each_refresh_once(open_expired: OpenStore, platform: RunningPlatform) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(8) as pool:
        shops = [stack.enter_context(Shop(**settings_of(platform, tokens=open_expired()))) for _ in range(8)]
        counts = list(pool.map(lambda shop: len(shop.product.search_products(page_size=3)["products"]), shops))
    assert counts == [3] * 8
    assert refreshes(platform) == 1


def test_threads_of_one_client_refresh_once(open_expired: OpenStore, platform: RunningPlatform) -> None:
    with Shop(**settings_of(platform, tokens=open_expired())) as shop, ThreadPoolExecutor(8) as pool:
        sizes = range(1, 17)
        counts = list(pool.map(lambda size: len(shop.product.search_products(page_size=size)["products"]), sizes))
    assert counts == list(range(1, 17))
    assert refreshes(platform) == 1


def test_tasks_with_a_client_each_refresh_once_though_there_are_more_of_them_than_threads(
    open_expired: OpenStore, platform: RunningPlatform
) -> None:
    async def one_call(store: TokenStore) -> int:
        async with AsyncShop(**settings_of(platform, tokens=store)) as shop:
            return len((await shop.product.search_products(page_size=3))["products"])

    async def drive() -> list[int]:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
        return await asyncio.gather(*[one_call(open_expired()) for _ in range(8)])

    assert asyncio.run(drive()) == [3] * 8
    assert refreshes(platform) == 1


def test_a_process_that_is_killed_while_it_holds_the_lock_does_not_block_the_others(
    shared_place: Place, platform: RunningPlatform, request: pytest.FixtureRequest
) -> None:
    token = demo_token(platform)
    shared_place.store().save("default", token)
    expire(platform, token)
    holder = Worker("hold", shared_place, platform)
    assert holder.line() == "held"
    store = shared_place.store()
    assert not store.lock("default").try_acquire()
    assert holder.end(kill=True) == -9
    if isinstance(store, SqlTokenStore):
        assert not store.lock("default").try_acquire()
        let_a_minute_pass(store)
    if shared_place.kind == "vault":
        assert not store.lock("default").try_acquire()
        request.getfixturevalue("vault")[1].ahead = 61
    with Shop(**settings_of(platform, tokens=store)) as shop:
        assert len(shop.product.search_products(page_size=3)["products"]) == 3
    assert refreshes(platform) == 1


def let_a_minute_pass(store: SqlTokenStore) -> None:
    """Leases end a minute after they were taken: move their end instead of waiting for it."""
    with store._engine().begin() as connection:
        connection.exec_driver_sql("UPDATE shopwright_token_leases SET held_until = held_until - 60")


def test_a_lock_is_held_by_one_handle_and_let_go_by_it_alone(open_store: OpenStore) -> None:
    mine, other = open_store().lock("a"), open_store().lock("a")
    assert mine.try_acquire()
    assert not other.try_acquire()
    other.release()
    assert not other.try_acquire()
    assert open_store().lock("b").try_acquire()
    mine.release()
    mine.release()
    assert other.try_acquire()


def test_a_cancelled_task_leaves_the_refresh_to_its_end_and_no_lock_behind(
    open_expired: OpenStore, platform: RunningPlatform
) -> None:
    """The reply to a refresh holds the only refresh token there is: it must be kept though nobody waits for it."""
    old = open_expired().load("default")
    assert old is not None

    async def drive() -> int:
        gate = Gate()
        async with AsyncShop(**settings_of(platform, tokens=open_expired(), transport=gate)) as shop:
            waiting = asyncio.create_task(shop.product.search_products(page_size=1))
            await gate.is_reached.wait()
            waiting.cancel()
            (outcome,) = await asyncio.gather(waiting, return_exceptions=True)
            assert isinstance(outcome, asyncio.CancelledError)
            gate.is_open.set()
        async with AsyncShop(**settings_of(platform, tokens=open_expired())) as shop:
            return len((await shop.product.search_products(page_size=4))["products"])

    assert asyncio.run(drive()) == 4
    assert refreshes(platform) == 1
    assert open_expired().load("default") != old


class Gate(AiohttpTransport):
    """Holds the replies to refreshes up until it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.is_reached, self.is_open = asyncio.Event(), asyncio.Event()

    async def send(self, request: HttpRequest) -> HttpReply:
        reply = await super().send(request)
        if "/token/refresh" in request.url:
            self.is_reached.set()
            await self.is_open.wait()
        return reply


def test_a_task_that_is_cancelled_while_another_refreshes_lets_the_rest_go_on(
    open_expired: OpenStore, platform: RunningPlatform
) -> None:
    held = open_expired().lock("default")

    async def drive() -> int:
        assert held.try_acquire()
        settings = settings_of(platform, tokens=open_expired(), shop_cipher=platform.keys["shop_cipher"])
        async with AsyncShop(**settings) as shop:
            waiting = [asyncio.create_task(shop.product.search_products(page_size=size)) for size in (1, 2, 3)]
            await asyncio.to_thread(eventually, lambda: refused_searches(platform) == 3)
            waiting[0].cancel()
            held.release()
            outcomes = await asyncio.gather(*waiting, return_exceptions=True)
            assert isinstance(outcomes[0], asyncio.CancelledError)
            return sum(len(outcome["products"]) for outcome in outcomes[1:])  # type: ignore[index,misc]

    assert asyncio.run(drive()) == 5
    assert refreshes(platform) == 1


def refused_searches(platform: RunningPlatform) -> int:
    """How many calls have found that the token is expired."""
    return len(platform.get("/sandbox/requests", operation="searchProducts", size=100)["requests"])
