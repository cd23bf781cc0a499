"""When a token is refreshed, when not, and what is said of authorisations that end."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

import msgspec
import pytest

from shopwright import (
    CallCancelled,
    Cancellation,
    MemoryTokenStore,
    NotAuthorized,
    Options,
    RetryPolicy,
    ServerTrouble,
    Shop,
    Token,
)
from shopwright.client.core.http import HttpReply, HttpRequest
from shopwright.client.transport.pool import Urllib3Transport
from tests.client.support import Still, Ticking, settings_of
from tests.harness.server import RunningPlatform

from .support import demo_token, expire, refreshes, token_of

pytestmark = pytest.mark.own_platform

DAY = 86_400


class Watched(Urllib3Transport):
    """Sends for a shop, and fails the token service with a status where told to."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: int | None = None
        self.refreshes = 0

    def send(self, request: HttpRequest) -> HttpReply:
        if "/token/refresh" in request.url:
            self.refreshes += 1
            if self.fails is not None:
                return HttpReply(self.fails, {}, b'{"code":36009003,"message":"out of order","data":null}')
        return super().send(request)


class Bench:
    """A shop whose token is kept in a store, with all that a test looks at."""

    def __init__(self, platform: RunningPlatform, **arguments: object) -> None:
        self.platform = platform
        self.clock = Still()
        self.wire = Watched()
        self.store = MemoryTokenStore()
        self.shop = self.client(self.wire, clock=self.clock, **arguments)

    def client(self, wire: Watched, clock: Still | None = None, **arguments: object) -> Shop:
        clock = clock or Still()
        return Shop(
            **settings_of(
                self.platform,
                tokens=self.store,
                transport=wire,
                clock=clock,
                pause=clock.pause,
                shop_cipher=self.platform.keys["shop_cipher"],
                **arguments,
            )
        )

    def keep(self, **changes: object) -> Token:
        """Put the demo seller's token into the store, some of it changed."""
        token = msgspec.structs.replace(demo_token(self.platform), **changes)
        self.store.save("default", token)
        return token

    def calls(self, count: int = 1) -> None:
        for _ in range(count):
            assert self.shop.product.search_products(page_size=1)["products"]


@pytest.fixture
def bench(platform: RunningPlatform) -> Iterator[Bench]:
    new_bench = Bench(platform)
    yield new_bench
    new_bench.shop.close()


def soon() -> int:
    """An end that is nearer than a token is kept to."""
    return int(time.time()) + 300


def test_a_token_is_refreshed_ahead_of_its_end_and_then_used(bench: Bench) -> None:
    old = bench.keep(access_token_ends=soon())
    bench.calls(3)
    new = bench.store.load("default")
    assert new is not None
    assert new.access_token != old.access_token
    assert new.access_token_ends > time.time() + 6 * DAY
    assert new.authorization_ends is not None
    assert refreshes(bench.platform) == 1


def test_a_token_whose_end_is_far_is_not_refreshed(bench: Bench) -> None:
    bench.keep()
    bench.calls(2)
    assert bench.wire.refreshes == 0


def test_what_another_client_refreshed_is_taken_from_the_store(bench: Bench) -> None:
    old = bench.keep()
    bench.calls()
    wire = Watched()
    with bench.client(wire) as other:
        expire(bench.platform, old)
        assert other.product.search_products(page_size=1)["products"]
    bench.calls()
    assert (wire.refreshes, bench.wire.refreshes) == (1, 0)


def test_a_token_that_still_works_is_used_while_the_token_service_is_down(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    old = bench.keep(access_token_ends=soon())
    bench.wire.fails = 503
    bench.calls(5)
    assert (bench.wire.refreshes, bench.clock.slept) == (1, [])
    assert "could not be refreshed yet" in caplog.text
    bench.clock.now = lambda: time.time() + 61  # type: ignore[method-assign]
    bench.wire.fails = None
    bench.calls()
    assert bench.store.load("default") != old


def test_a_token_that_is_refused_is_refreshed_patiently(bench: Bench) -> None:
    expire(bench.platform, bench.keep())
    bench.wire.fails = 503
    with pytest.raises(ServerTrouble):
        bench.calls()
    assert bench.wire.refreshes == 5
    bench.wire.fails = None
    bench.calls()


def test_a_refused_refresh_token_is_not_sent_again_until_the_store_has_another(bench: Bench) -> None:
    token = bench.keep()
    bench.platform.post("/sandbox/deauthorize", {"app_key": bench.platform.keys["app_key"]})
    for _ in range(3):
        with pytest.raises(NotAuthorized, match="refused and cannot be refreshed") as caught:
            bench.calls()
        assert "withdrawn" in str(caught.value)
    assert bench.wire.refreshes == 1
    again = bench.platform.post("/sandbox/tokens", {"app_key": bench.platform.keys["app_key"]})
    assert again["access_token"] != token.access_token
    bench.store.save("default", token_of(again))
    bench.calls()
    assert bench.wire.refreshes == 1


def test_a_clock_that_is_days_ahead_refreshes_once_and_then_learns_the_time(bench: Bench) -> None:
    bench.keep()
    bench.clock.now = lambda: time.time() + 9 * DAY  # type: ignore[method-assign]
    bench.calls(4)
    assert bench.wire.refreshes == 1


def test_an_authorisation_about_to_end_does_not_refresh_for_every_call(bench: Bench) -> None:
    """The new token ends with the authorisation, so it is never far from its end."""
    bench.shop.close()
    bench.shop = bench.client(bench.wire, refresh_ahead=30 * DAY)
    bench.keep()
    bench.calls(5)
    assert bench.wire.refreshes == 1


def test_a_text_is_used_as_it_is(bench: Bench) -> None:
    text = bench.platform.keys["seller"]["access_token"]
    bench.store.save("default", Token(access_token=text))
    bench.calls()
    assert bench.shop.token().authorization_ends is None


def test_no_token_at_all_is_said_before_anything_is_sent(bench: Bench) -> None:
    with pytest.raises(NotAuthorized, match="no token for the account 'default'"):
        bench.calls()
    assert bench.platform.get("/sandbox/requests")["requests"] == []


def test_a_token_given_to_a_shop_does_not_replace_a_newer_one_in_its_store(bench: Bench) -> None:
    kept = bench.keep()
    older = Token(access_token="ROW_of_last_week", refresh_token="used up")
    with bench.client(Watched(), access_token=older) as shop:
        assert shop.token() == kept


def test_a_new_token_is_used_and_saved_later_when_the_store_fails(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old = bench.keep()
    expire(bench.platform, old)

    def full(account: str, token: Token) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(bench.store, "save", full)
        bench.calls(2)
    assert "could not be saved" in caplog.text
    assert bench.store.load("default") == old
    expire(bench.platform, bench.shop.token())
    bench.calls()
    assert bench.store.load("default") == bench.shop.token()
    assert bench.wire.refreshes == 2


def test_a_cancelled_call_gives_up_its_refresh(bench: Bench) -> None:
    cancellation = Cancellation()
    bench.keep(access_token_ends=1)
    bench.wire.fails = 503
    bench.shop._shell._pause = lambda seconds: cancellation.cancel()
    with pytest.raises(CallCancelled):
        bench.shop.with_options(cancellation=cancellation).product.search_products(page_size=1)
    assert bench.wire.refreshes == 1


def test_a_deadline_does_not_cut_a_refresh_short_that_has_begun(bench: Bench) -> None:
    """Its reply holds the only refresh token there is."""
    bench.keep(access_token_ends=1)
    timeouts: list[float] = []
    send = bench.wire.send

    def seen(request: HttpRequest) -> HttpReply:
        if "/token/refresh" in request.url:
            timeouts.append(request.timeout)
        return send(request)

    bench.wire.send = seen  # type: ignore[method-assign]
    assert bench.shop.with_options(deadline=20).product.search_products(page_size=1)["products"]
    assert timeouts == [30.0]


@pytest.mark.parametrize(("days", "said"), [(29, "ends in 28 days, on"), (-1, "has ended on"), (31, "")])
def test_the_log_warns_once_a_day_before_an_authorisation_ends(
    bench: Bench, caplog: pytest.LogCaptureFixture, days: int, said: str
) -> None:
    ends = int(time.time()) + days * DAY
    bench.keep(refresh_token_ends=ends)
    with caplog.at_level(logging.WARNING, "shopwright.client"):
        bench.calls(3)
        first = [record.getMessage() for record in caplog.records]
        bench.clock.now = lambda: time.time() + 1.5 * DAY  # type: ignore[method-assign]
        bench.shop.token()
        bench.shop.token()
    assert len(first) == (1 if said else 0)
    assert said in "".join(first)
    assert len(caplog.records) == 2 * len(first) or days == 31
    moment = bench.shop.token().authorization_ends
    assert moment is not None
    assert int(moment.timestamp()) == ends


def test_every_refresh_waits_as_its_policy_says(bench: Bench) -> None:
    clock = Ticking()
    expire(bench.platform, bench.keep())
    bench.wire.fails = 503
    policy = RetryPolicy(attempts=3, jitter=0)
    with (
        bench.client(bench.wire, clock=clock, options=Options(retry=policy)) as shop,  # type: ignore[arg-type]
        pytest.raises(ServerTrouble),
    ):
        shop.product.search_products(page_size=1)
    assert clock.slept == [1, 2]
