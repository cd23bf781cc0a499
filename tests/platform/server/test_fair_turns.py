"""Where calls wait for threads, one noisy caller makes nobody else wait longer than for one call of theirs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from shopwright.platform.accounts.authorizations_store import hash_secret
from shopwright.platform.core.http import Reply, Request
from shopwright.platform.core.known_callers import KnownCallers
from shopwright.platform.server.fair_turns import UNKNOWN, FairTurns, caller_of
from shopwright.wire.gateway_codes import INVALID
from tests.conftest import StartPlatform
from tests.harness.calls import new_seller
from tests.harness.catalogue import create_product


class Served:
    """Calls that wait for ``most`` threads, in the order in which they had their turn."""

    def __init__(self, most: int = 1) -> None:
        self.turns, self.order = FairTurns(most), list[str]()
        self.now = self.most_at_once = 0

    async def call(self, caller: str) -> None:
        await self.turns.run(caller, self._work(caller))

    def _work(self, caller: str) -> Callable[[], Awaitable[None]]:
        async def work() -> None:
            self.order.append(caller)
            self.now += 1
            self.most_at_once = max(self.most_at_once, self.now)
            await asyncio.sleep(0)
            self.now -= 1

        return work


def run(test: Coroutine[None, None, None]) -> None:
    asyncio.run(test)


def test_a_quiet_caller_waits_for_one_call_of_a_noisy_one() -> None:
    async def test() -> None:
        served = Served()
        noisy = [asyncio.create_task(served.call("noisy")) for _ in range(1000)]
        await asyncio.sleep(0)
        await served.call("quiet")
        assert served.order.index("quiet") <= 3
        await asyncio.gather(*noisy)
        assert served.order.count("noisy") == 1000

    run(test())


def test_callers_take_turns_however_many_calls_each_has() -> None:
    async def test() -> None:
        served = Served()
        calls = [served.call(caller) for caller, many in (("a", 50), ("b", 3), ("c", 2)) for _ in range(many)]
        await asyncio.gather(*calls)
        assert served.order[1:8] == ["a", "b", "c", "a", "b", "c", "a"]
        assert len(served.order) == 55

    run(test())


def test_all_threads_are_used_and_no_more() -> None:
    async def test() -> None:
        served = Served(most=3)
        await asyncio.gather(*(served.call("a") for _ in range(20)))
        assert served.most_at_once == 3

    run(test())


def test_a_caller_who_leaves_or_fails_holds_nobody_up() -> None:
    async def fail() -> None:
        raise LookupError

    async def test() -> None:
        served = Served()
        first = asyncio.create_task(served.call("a"))
        gone = [asyncio.create_task(served.call("b")) for _ in range(5)]
        await asyncio.sleep(0)
        for task in gone:
            task.cancel()
        await first
        with pytest.raises(LookupError):
            await served.turns.run("c", fail)
        await served.call("d")
        assert served.order == ["a", "d"]

    run(test())


def test_a_turn_that_comes_as_its_caller_leaves_is_passed_on() -> None:
    async def test() -> None:
        served = Served()
        first, gone, last = (asyncio.create_task(served.call(name)) for name in "abc")
        await asyncio.sleep(0)
        first.add_done_callback(lambda _: gone.cancel())
        await first
        await asyncio.wait_for(last, 5)
        assert "c" in served.order

    run(test())


def request(query: str = "", **headers: str) -> Request:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(method="GET", path="/", raw_query=query, headers=fields, raw_path="/")


def test_callers_are_told_apart_by_tokens_that_were_in_force() -> None:
    callers = KnownCallers()
    for text, owner in (("TTP_1", "app:1"), ("TTP_2", "app:2"), ("TTP_2b", "app:2")):
        callers.learn(hash_secret(text), owner)
    assert caller_of(request(x_tts_access_token="TTP_1"), callers) == "app:1"
    assert caller_of(request(authorization="Bearer TTP_2"), callers) == "app:2"
    assert caller_of(request(access_token="TTP_2b"), callers) == "app:2"


def test_whoever_makes_up_tokens_or_names_an_app_shares_one_turn() -> None:
    callers = KnownCallers()
    callers.learn(hash_secret("TTP_1"), "app:1")
    made_up = [request(x_tts_access_token=f"TTP_x{number}") for number in range(50)]
    made_up += [request(authorization="Bearer "), request("app_key=1&sign=a"), request("app_key=2"), request()]
    assert {caller_of(call, callers) for call in made_up} == {UNKNOWN}


def test_tokens_that_called_longest_ago_are_forgotten_first() -> None:
    callers = KnownCallers(most=2)
    for text in ("a", "b", "a", "c"):
        callers.learn(text, text)
    assert [callers.find(text) for text in "abc"] == ["a", None, "c"]


@pytest.mark.postgres
def test_calls_that_wait_for_threads_are_all_answered(
    start_platform: StartPlatform, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopwright.platform.server.asgi.MOST_CALLS", 1)
    platform = start_platform(database=database)
    sellers = [new_seller(platform) for _ in range(2)]
    for seller in sellers:
        create_product(seller)

    async def ask_all() -> list[int]:
        many = [sellers[0]] * 12 + [sellers[1]] * 2
        ask = [asyncio.to_thread(seller.call, "searchProducts", {}, query={"page_size": 1}) for seller in many]
        return [reply.code for reply in await asyncio.gather(*ask)]

    assert asyncio.run(ask_all()) == [0] * 14


@pytest.mark.postgres
def test_a_seller_is_served_soon_while_made_up_tokens_wait(
    start_platform: StartPlatform, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thread, held until 20 calls with tokens of nobody's and one of a seller's wait for it."""
    monkeypatch.setattr("shopwright.platform.server.asgi.MOST_CALLS", 1)
    turns: list[str] = []
    served, waiting, held = FairTurns.run, threading.Semaphore(0), threading.Event()

    async def noted(self: FairTurns, caller: str, work: Callable[[], Awaitable[Reply]]) -> Reply:
        async def held_work() -> Reply:
            turns.append(caller)
            await asyncio.to_thread(held.wait)
            return await work()

        waiting.release()
        return await served(self, caller, held_work)

    platform = start_platform(database=database)
    seller = new_seller(platform)
    create_product(seller)
    monkeypatch.setattr(FairTurns, "run", noted)
    ask: tuple[str, dict[str, object]] = ("searchProducts", {})
    forged = [replace(seller, tokens={"access_token": f"TTP_{number}"}) for number in range(20)]
    with ThreadPoolExecutor(21) as pool:
        refused = [pool.submit(each.call, *ask, query={"page_size": 1}) for each in forged]
        for _ in forged:
            assert waiting.acquire(timeout=60)
        own = pool.submit(seller.call, *ask, query={"page_size": 1})
        assert waiting.acquire(timeout=60)
        held.set()
        assert own.result().code == 0
        assert {reply.result().code for reply in refused} == {INVALID.code}
    assert turns.index(next(caller for caller in turns if caller != UNKNOWN)) <= 2
    assert turns.count(UNKNOWN) == 20
