"""Where calls wait for threads, one noisy caller makes nobody else wait longer than for one call of theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

import pytest

from shopwright.platform.core.http import Request
from shopwright.platform.server.fair_turns import FairTurns, caller_of
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


def test_callers_are_told_apart_by_their_tokens() -> None:
    def request(query: str = "", **headers: str) -> Request:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return Request(method="GET", path="/", raw_query=query, headers=fields, raw_path="/")

    callers = [
        request(x_tts_access_token="TTP_1"),
        request(x_tts_access_token="TTP_2"),
        request(authorization="Bearer TTP_3"),
        request("app_key=1&sign=a"),
        request("sign=a&app_key=2"),
        request(),
    ]
    assert len({caller_of(caller) for caller in callers}) == len(callers)


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
