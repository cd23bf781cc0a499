"""When things go wrong: storms, lost answers, slow bodies, wrong clocks. Nothing is lost and nothing happens twice."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from shopwright import (
    CallCancelled,
    Cancellation,
    CircuitOpen,
    DeadlineExceeded,
    NoReply,
    Options,
    PartialFailure,
    RateLimited,
    RetryPolicy,
    ServerTrouble,
    Shop,
    ShopwrightError,
    SignatureError,
    Token,
    TokenError,
    UnreadableReply,
)
from shopwright.client.core.breaker import CircuitBreaker
from shopwright.client.core.http import HttpReply, TransportFailure
from shopwright.client.core.limiter import MemoryRateLimiter
from shopwright.client.transport.pool import Urllib3Transport
from tests.harness.server import RunningPlatform

from .raw_server import raw_server, reply
from .support import Face, Scripted, Still, Ticking, settings_of

pytestmark = pytest.mark.own_platform

SEARCH = "product.search_products"


def fault(face: Face, operation: str, **rule: Any) -> None:
    face.platform.post("/sandbox/faults", {"operation": operation, **rule})


def requests_of(face: Face, operation: str) -> list[Any]:
    requests: list[Any] = face.platform.get("/sandbox/requests", operation=operation, size=100)["requests"]
    return requests


def a_sku(face: Face, shop: Any) -> tuple[str, str, str, int]:
    """Product, SKU, warehouse and quantity of one of the demo shop's."""
    product = face.call(shop, SEARCH, page_size=1)["products"][0]
    sku = product["skus"][0]
    return product["id"], sku["id"], sku["inventory"][0]["warehouse_id"], sku["inventory"][0]["quantity"]


def stock_change(product: str, sku: str, warehouse: str, quantity: int) -> dict[str, Any]:
    row = {"id": sku, "inventory": [{"warehouse_id": warehouse, "quantity": quantity}]}
    return {"product_id": product, "skus": [row]}


def test_a_storm_of_429_is_waited_out_as_long_as_the_server_asks(face: Face) -> None:
    shop = face.shop()
    fault(face, "searchProducts", http_status=429, retry_after=7, count=3)
    assert face.call(shop, SEARCH, page_size=1)["products"]
    assert len(requests_of(face, "searchProducts")) == 4
    assert [7 <= item < 7.6 for item in face.clock.slept] == [True] * 3


def test_waits_double_from_one_second_to_sixty(face: Face) -> None:
    shop = face.shop(options=Options(retry=RetryPolicy(attempts=9, jitter=0)), breaker=None)
    fault(face, "searchProducts", http_status=503, count=8)
    assert face.call(shop, SEARCH, page_size=1)["products"]
    assert face.clock.slept == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_storm_that_does_not_end_is_raised_as_what_it_is(face: Face) -> None:
    shop = face.shop()
    fault(face, "searchProducts", http_status=429, count=50)
    with pytest.raises(RateLimited) as caught:
        face.call(shop, SEARCH, page_size=1)
    assert (caught.value.code, caught.value.http_status) == (36009002, 429)
    assert caught.value.request_id
    assert len(requests_of(face, "searchProducts")) == 5


def test_a_refused_write_is_repeated_after_429_and_happens_once(face: Face) -> None:
    shop = face.shop()
    product, sku, warehouse, before = a_sku(face, shop)
    fault(face, "updateInventory", http_status=429, count=2)
    face.call(shop, "product.update_inventory", **stock_change(product, sku, warehouse, before + 5))
    assert a_sku(face, shop)[3] == before + 5


def test_a_read_is_repeated_when_its_answer_is_lost(face: Face) -> None:
    shop = face.shop()
    fault(face, "searchProducts", drop=True, when="after", count=2)
    assert face.call(shop, SEARCH, page_size=1)["products"]


def new_product(face: Face, shop: Any) -> dict[str, Any]:
    """What createProduct needs, copied from a product of the shop."""
    old = face.call(shop, "product.get_product", face.call(shop, SEARCH, page_size=1)["products"][0]["id"])
    warehouse = old["skus"][0]["inventory"][0]["warehouse_id"]
    return {
        "title": "A kettle that is bought only once",
        "description": "<p>It boils.</p>",
        "category_id": old["category_chains"][-1]["id"],
        "category_version": "v2",
        "main_images": [{"uri": old["main_images"][0]["uri"]}],
        "package_weight": {"value": "1", "unit": "KILOGRAM"},
        "package_dimensions": {"length": "10", "width": "10", "height": "10", "unit": "CENTIMETER"},
        "skus": [
            {
                "inventory": [{"warehouse_id": warehouse, "quantity": 3}],
                "price": {"amount": "9.99", "currency": "GBP"},
                "seller_sku": "ONCE-1",
            }
        ],
    }


def test_a_creation_whose_answer_is_lost_happens_once_by_its_idempotency_key(face: Face) -> None:
    shop = face.shop()
    wanted = new_product(face, shop)
    fault(face, "createProduct", drop=True, when="after", count=2)
    made = face.call(shop, "product.create_product", **wanted)
    products = face.call(shop, SEARCH, page_size=10, seller_skus=["ONCE-1"])["products"]
    assert [item["id"] for item in products] == [made["product_id"]]


def test_a_write_without_a_key_is_not_repeated_when_its_answer_is_lost(face: Face) -> None:
    shop = face.shop()
    fault(face, "createCustomBrands", drop=True, when="after", count=1)
    with pytest.raises(NoReply) as caught:
        face.call(shop, "product.create_custom_brands", name="Kettleworks")
    assert caught.value.was_sent
    assert "Look whether the effect is there" in str(caught.value)
    assert len(requests_of(face, "createCustomBrands")) == 1


def test_repeat_makes_any_write_repeatable(face: Face) -> None:
    shop = face.shop().with_options(repeat=True)
    fault(face, "createCustomBrands", drop=True, when="before", count=1)
    assert face.call(shop, "product.create_custom_brands", name="Kettleworks")["id"]


def test_a_write_that_never_left_is_repeated(shared_platform: RunningPlatform) -> None:
    clock, real = Still(), Urllib3Transport()
    transport = Scripted(TransportFailure("NewConnectionError", was_sent=False), onward=real)
    with Shop(**settings_of(shared_platform, transport=transport, clock=clock, pause=clock.pause)) as shop:
        shop.product.create_custom_brands(name="Never left before")
    assert len(transport.sent) == 2


def test_trouble_of_the_servers_own_is_not_repeated_for_a_write(face: Face) -> None:
    shop = face.shop()
    fault(face, "createCustomBrands", http_status=500, count=1)
    with pytest.raises(ServerTrouble):
        face.call(shop, "product.create_custom_brands", name="Kettleworks")
    assert len(requests_of(face, "createCustomBrands")) == 1


def test_a_slow_answer_ends_at_the_timeout_and_a_read_is_tried_again(face: Face) -> None:
    shop = face.shop()
    face.call(shop, SEARCH, page_size=1)
    fault(face, "searchProducts", delay_ms=60_000, count=1)
    assert face.call(shop.with_options(timeout=2.5, retry=RetryPolicy(jitter=0)), SEARCH, page_size=1)["products"]
    assert face.clock.slept == [1]


def test_a_body_that_drips_is_given_up_as_a_whole(dripping: str, shared_face: Face) -> None:
    shop = shared_face.shop(base_url=dripping).with_options(timeout=0.3, retry=RetryPolicy(attempts=1))
    with pytest.raises(NoReply, match="did not answer in time"):
        shared_face.call(shop, "seller.get_active_shops")


@pytest.fixture
def dripping() -> Iterator[str]:
    """A server whose body never ends: a byte now and then."""
    stop = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", "1000000")
            self.end_headers()
            with contextlib.suppress(OSError):
                while not stop.wait(0.02):
                    self.wfile.write(b" ")

        def log_message(self, format: str, *args: object) -> None:
            """Tests print nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    stop.set()
    server.shutdown()
    server.server_close()


def test_a_deadline_bounds_waits_and_tries_together(face: Face) -> None:
    shop = face.shop().with_options(deadline=20, retry=RetryPolicy(attempts=99, jitter=0))
    fault(face, "searchProducts", http_status=503, count=99)
    with pytest.raises(DeadlineExceeded) as caught:
        face.call(shop, SEARCH, page_size=1)
    assert isinstance(caught.value.__cause__, ServerTrouble)
    assert face.clock.slept == [1, 2, 4, 8]


def test_a_cancelled_call_sends_nothing_more(face: Face) -> None:
    cancellation = Cancellation()
    shop = face.shop().with_options(cancellation=cancellation)
    fault(face, "searchProducts", http_status=503, count=99)
    clock = face.clock

    def cancel_at_the_second_wait(seconds: float) -> None:
        clock.slept.append(seconds)
        if len(clock.slept) == 2:
            cancellation.cancel()

    clock.pause = cancel_at_the_second_wait  # type: ignore[method-assign]
    shop._shell._pause = clock.async_pause if face.is_async else clock.pause
    with pytest.raises(CallCancelled):
        face.call(shop, SEARCH, page_size=1)
    assert len(requests_of(face, "searchProducts")) == 2
    with pytest.raises(CallCancelled):
        face.call(shop, SEARCH, page_size=1)
    assert len(requests_of(face, "searchProducts")) == 2


def test_another_thread_ends_a_wait_at_once(shared_platform: RunningPlatform) -> None:
    cancellation = Cancellation()
    busy = HttpReply(429, {"retry-after": "300"}, b'{"code":36009002,"message":"slow down","data":null}')
    transport = Scripted(busy)
    threading.Timer(0.05, cancellation.cancel).start()
    with Shop(**settings_of(shared_platform, transport=transport)) as shop, pytest.raises(CallCancelled):
        shop.with_options(cancellation=cancellation).seller.get_active_shops()


def test_the_circuit_opens_after_failures_in_a_row_and_closes_when_one_gets_through(face: Face) -> None:
    shop = face.shop(breaker=CircuitBreaker(threshold=3, rest=30), options=Options(retry=RetryPolicy(attempts=1)))
    fault(face, "searchProducts", http_status=503, count=3)
    for _ in range(3):
        with pytest.raises(ServerTrouble):
            face.call(shop, SEARCH, page_size=1)
    with pytest.raises(CircuitOpen) as caught:
        face.call(shop, SEARCH, page_size=1)
    assert 29 < caught.value.retry_in <= 30
    assert len(requests_of(face, "searchProducts")) == 3
    face.clock.ahead += 31
    assert face.call(shop, SEARCH, page_size=1)["products"]
    assert face.call(shop, SEARCH, page_size=1)["products"]


def test_a_refusal_of_another_kind_does_not_open_the_circuit(face: Face) -> None:
    shop = face.shop(breaker=CircuitBreaker(threshold=2, rest=30))
    for _ in range(4):
        with pytest.raises(ShopwrightError, match=r"12052|36009004"):
            face.call(shop, "product.get_product", "1")


@pytest.mark.parametrize("ahead", [-4000.0, 4000.0])
def test_a_wrong_clock_is_set_by_the_servers_after_one_refusal(face: Face, ahead: float) -> None:
    clock = Ticking()
    clock.ahead = ahead
    shop = face.shop(clock=clock, pause=clock.async_pause if face.is_async else clock.pause)
    assert face.call(shop, SEARCH, page_size=1)["products"]
    assert face.call(shop, SEARCH, page_size=1)["products"]
    codes = [
        request["code"] for name in ("getAuthorizedShops", "searchProducts") for request in requests_of(face, name)
    ]
    assert sorted(codes) == [0, 0, 0, 36009004]
    assert clock.slept == []


def test_a_wrong_secret_is_said_to_be_one_and_not_repeated(shared_face: Face) -> None:
    shop = shared_face.shop(app_secret="not the secret")
    with pytest.raises(SignatureError) as caught:
        shared_face.call(shop, SEARCH, page_size=1)
    assert caught.value.code == 106001
    assert "not the secret" not in str(caught.value)


def test_a_withdrawn_token_is_said_to_be_one(face: Face) -> None:
    shop = face.shop()
    face.platform.post("/sandbox/tokens/expire", {"access_token": face.platform.keys["seller"]["access_token"]})
    with pytest.raises(TokenError) as caught:
        face.call(shop, SEARCH, page_size=1)
    assert caught.value.code in (105001, 105002)
    assert caught.value.remedy


def test_items_that_failed_never_look_like_success(face: Face) -> None:
    shop = face.shop()
    product = face.call(shop, SEARCH, page_size=1)["products"][0]["id"]
    with pytest.raises(PartialFailure) as caught:
        face.call(shop, "product.deactivate_products", product_ids=[product, "1729000000000009999"])
    assert [failure.detail for failure in caught.value.failures] == [{"product_id": "1729000000000009999"}]
    assert face.call(shop, "product.get_product", product)["status"] == "SELLER_DEACTIVATED"
    lenient = shop.with_options(partial="return")
    assert face.call(lenient, "product.activate_products", product_ids=[product, "1729"])["errors"]


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b'{"code":0,"data":{"pro', b"", b"[]"])
def test_what_is_not_an_envelope_is_never_taken_for_one(shared_platform: RunningPlatform, body: bytes) -> None:
    clock = Still()
    transport = Scripted(*[HttpReply(200, {"content-type": "text/html"}, body)] * 5)
    with (
        Shop(**settings_of(shared_platform, transport=transport, clock=clock, pause=clock.pause)) as shop,
        pytest.raises(UnreadableReply, match="HTTP 200"),
    ):
        shop.seller.get_active_shops()
    assert len(transport.sent) == 5


def test_a_429_of_a_gateway_in_between_is_a_429_too(shared_platform: RunningPlatform) -> None:
    clock, busy = Still(), HttpReply(429, {"retry-after": "9"}, b"<html>Slow down</html>")
    transport = Scripted(busy, onward=Urllib3Transport())
    with Shop(**settings_of(shared_platform, transport=transport, clock=clock, pause=clock.pause)) as shop:
        assert shop.seller.get_active_shops()
    assert [9 <= item < 9.6 for item in clock.slept] == [True]


def test_a_deadline_holds_for_the_refresh_of_a_token_too(face: Face) -> None:
    keys = face.platform.keys["seller"]
    token = Token(access_token=keys["access_token"], access_token_ends=1, refresh_token=keys["refresh_token"])
    with raw_server(reply(b"down", "503 Service Unavailable")) as (url, _):
        shop = face.shop(access_token=token, auth_url=url).with_options(deadline=4)
        with pytest.raises(DeadlineExceeded):
            face.call(shop, SEARCH, page_size=1)
    assert sum(face.clock.slept) < 4
    assert requests_of(face, "searchProducts") == []


def test_calls_beyond_the_rate_wait_here_rather_than_be_refused_there(face: Face) -> None:
    clock = Ticking()
    shop = face.shop(
        limiter=MemoryRateLimiter(rate=10, burst=2),
        clock=clock,
        pause=clock.async_pause if face.is_async else clock.pause,
    )
    for _ in range(5):
        face.call(shop, "seller.get_active_shops")
    assert len(clock.slept) == 3
    assert sum(clock.slept) <= 0.3
    face.call(shop, "authorization.get_authorized_shops")
    assert len(clock.slept) == 3


def test_every_error_crosses_process_borders_whole(shared_face: Face) -> None:
    import pickle

    shop = shared_face.shop(app_secret="not the secret")
    with pytest.raises(SignatureError) as caught:
        shared_face.call(shop, SEARCH, page_size=1)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again), again.code) == (SignatureError, str(caught.value), 106001)
