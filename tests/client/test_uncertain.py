"""What is not known is said to be unknown, and nothing is sent that nobody asked for."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from shopwright import (
    ArgumentError,
    AsyncShop,
    CircuitOpen,
    DeadlineExceeded,
    NoReply,
    Options,
    RateLimited,
    RetryPolicy,
    Shop,
    ShopwrightError,
    SignatureError,
    Token,
    UnreadableReply,
)
from shopwright.client.core.breaker import CircuitBreaker
from shopwright.client.core.http import HttpReply, HttpRequest, TransportFailure
from tests.harness.server import RunningPlatform

from .support import Face, Scripted, Still, Ticking, settings_of

LOST = TransportFailure("ProtocolError", was_sent=True)
UNSENT = TransportFailure("NewConnectionError", was_sent=False)
BUSY = HttpReply(429, {}, b'{"code":36009002,"message":"slow down","data":null}')
PRODUCT: dict[str, Any] = {"title": "x", "description": "x", "category_id": "1", "main_images": [], "skus": []}


def answer(data: object = None, **fields: object) -> HttpReply:
    return HttpReply(200, {}, json.dumps({"code": 0, "message": "Success", "data": data, **fields}).encode())


def shop_with(platform: RunningPlatform, *script: Any, **arguments: Any) -> tuple[Shop, Scripted]:
    clock, transport = Still(), Scripted(*script)
    arguments = {"clock": clock, "pause": clock.pause, "shop_cipher": "c", **arguments}
    return Shop(**settings_of(platform, transport=transport, **arguments)), transport


@pytest.mark.parametrize(("script", "kind"), [((LOST, *[UNSENT] * 4), NoReply), ((LOST, *[BUSY] * 4), RateLimited)])
def test_a_lost_answer_is_not_forgotten_when_later_tries_fail_otherwise(
    shared_platform: RunningPlatform, script: tuple[Any, ...], kind: type[ShopwrightError]
) -> None:
    shop, _ = shop_with(shared_platform, *script)
    with pytest.raises(kind) as caught:
        shop.product.create_product(**PRODUCT)
    assert caught.value.may_have_acted
    assert "Look whether the effect is there" in str(caught.value)
    reading, _ = shop_with(shared_platform, *script)
    with pytest.raises(kind) as caught:
        reading.order.get_order_list(page_size=1)
    assert not caught.value.may_have_acted, "a read has no effect to look for"


def test_neither_is_it_when_the_circuit_opens_or_the_deadline_comes(shared_platform: RunningPlatform) -> None:
    shop, _ = shop_with(shared_platform, LOST, breaker=CircuitBreaker(threshold=1, rest=60))
    with pytest.raises(CircuitOpen) as caught:
        shop.product.create_product(**PRODUCT)
    assert caught.value.was_sent
    shop, _ = shop_with(shared_platform, LOST)
    with pytest.raises(DeadlineExceeded) as late:
        shop.with_options(deadline=0.5).product.create_product(**PRODUCT)
    assert late.value.was_sent


@pytest.mark.parametrize("deadline", [0, -1])
def test_a_deadline_that_is_over_sends_nothing(shared_platform: RunningPlatform, deadline: float) -> None:
    shop, transport = shop_with(shared_platform, answer({}))
    with pytest.raises(DeadlineExceeded):
        shop.with_options(deadline=deadline).order.get_order_list(page_size=1)
    assert transport.sent == []


@pytest.mark.own_platform
def test_a_deadline_holds_for_looking_the_shop_up_too(face: Face) -> None:
    face.platform.post("/sandbox/faults", {"operation": "getAuthorizedShops", "http_status": 503, "count": 2})
    face.platform.post("/sandbox/faults", {"operation": "searchProducts", "http_status": 503, "count": 2})
    with pytest.raises(DeadlineExceeded):
        face.call(face.shop().with_options(deadline=4), "product.search_products", page_size=1)
    assert sum(face.clock.slept) < 4


def test_an_empty_page_does_not_end_a_list_and_a_token_that_comes_again_does(shared_platform: RunningPlatform) -> None:
    def page(*ids: str, token: str = "") -> HttpReply:
        return answer({"orders": [{"id": item} for item in ids], "next_page_token": token})

    shop, _ = shop_with(shared_platform, page("1", token="a"), page(token="b"), page("3"))
    assert [order["id"] for order in shop.order.iter_orders()] == ["1", "3"]
    shop, _ = shop_with(shared_platform, *[page("1", token=item) for item in "abab"])
    with pytest.raises(UnreadableReply, match="read before"):
        list(shop.order.iter_orders())


def test_pages_and_batches_are_those_of_the_shop_that_is_asked(shared_platform: RunningPlatform) -> None:
    shop, transport = shop_with(shared_platform, *[answer({"orders": []})] * 2)
    other = shop.with_shop("OTHER")
    list(other.pages(shop.order.get_order_list))
    list(other.in_batches(shop.order.get_order_detail, ids=["1"]))
    assert all("shop_cipher=OTHER" in http_request.url for http_request in transport.sent)


def test_one_idempotency_key_does_not_serve_several_calls(shared_platform: RunningPlatform) -> None:
    shop, transport = shop_with(shared_platform)
    images = [{"uri": str(number)} for number in range(20)]
    with pytest.raises(ArgumentError, match="idempotency"):
        list(shop.in_batches(shop.product.create_product, **{**PRODUCT, "main_images": images}, idempotency_key="K"))
    keyed = shop.with_options(idempotency_key="K")
    with pytest.raises(ArgumentError, match="idempotency"):
        list(keyed.in_batches(keyed.product.create_product, **{**PRODUCT, "main_images": images}))
    assert transport.sent == []


def test_a_blank_idempotency_key_is_none(shared_platform: RunningPlatform) -> None:
    shop, transport = shop_with(shared_platform, LOST, answer({}))
    shop.product.create_product(**PRODUCT, idempotency_key="")
    keys = {json.loads(http_request.body or b"")["idempotency_key"] for http_request in transport.sent}
    assert len(keys) == 1
    assert all(keys)


def test_arguments_of_pages_are_checked_as_those_of_calls(shared_platform: RunningPlatform) -> None:
    shop, transport = shop_with(shared_platform)
    with pytest.raises(TypeError):
        list(shop.pages(shop.order.get_order_list, "junk"))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        list(shop.order.iter_orders("junk"))  # type: ignore[call-arg]
    with pytest.raises(ArgumentError, match="not a list"):
        list(shop.pages(shop.product.create_product, **PRODUCT))
    with pytest.raises(ArgumentError, match="the least is 1"):
        list(shop.with_options(batch_size=0).in_batches(shop.order.get_order_detail, ids=["1"]))
    assert transport.sent == []


def test_a_shop_that_is_opened_later_is_found(shared_platform: RunningPlatform) -> None:
    shop, _ = shop_with(
        shared_platform,
        answer({"shops": []}),
        answer({"shops": [{"cipher": "new", "name": "n", "region": "GB"}]}),
        answer({"orders": []}),
        shop_cipher=None,
    )
    with pytest.raises(ArgumentError, match="has none"):
        shop.order.get_order_list(page_size=1)
    assert shop.order.get_order_list(page_size=1) == {"orders": []}


def test_nulls_in_the_envelope_do_no_harm(shared_platform: RunningPlatform) -> None:
    shop, _ = shop_with(shared_platform, answer({"orders": []}, message=None, request_id=None))
    assert shop.order.get_order_list(page_size=1) == {"orders": []}


def test_success_in_the_list_of_failures_is_none(shared_platform: RunningPlatform) -> None:
    shop, _ = shop_with(shared_platform, answer({"errors": [{"code": 0, "message": "success", "detail": {}}]}))
    assert shop.product.delete_products(product_ids=["1"])


@pytest.mark.parametrize("asked", ["²", "soon", "-1", "1.5.5"])
def test_a_retry_after_that_nobody_can_read_is_passed_over(shared_platform: RunningPlatform, asked: str) -> None:
    shop, transport = shop_with(shared_platform, BUSY._replace(headers={"retry-after": asked}), answer({}))
    shop.order.get_order_list(page_size=1)
    assert len(transport.sent) == 2


@pytest.mark.parametrize("value", ["a b", "50%", "a+b", "ä"])
def test_any_value_may_stand_in_a_path(shared_face: Face, value: str) -> None:
    with pytest.raises(ShopwrightError) as caught:
        shared_face.call(shared_face.shop(), "product.get_product", value)
    assert not isinstance(caught.value, SignatureError)


def test_dots_and_paths_with_queries_are_refused(shared_platform: RunningPlatform) -> None:
    shop, transport = shop_with(shared_platform)
    for call in (
        lambda: shop.product.get_product(".."),
        lambda: shop.request("GET", "order/x"),
        lambda: shop.request("GET", "//host/x"),
        lambda: shop.request("GET", "/order/x?ids=1"),
    ):
        with pytest.raises(ArgumentError):
            call()
    assert transport.sent == []


@pytest.mark.parametrize("token", ["TOKX\n", "TOK X", "TOKX…", ""])
def test_a_token_that_no_header_may_hold_is_refused_without_showing_it(
    shared_platform: RunningPlatform, token: str
) -> None:
    for access_token in (token, Token(access_token=token)):
        with pytest.raises(ArgumentError) as caught:
            Shop(**settings_of(shared_platform, access_token=access_token))
        assert "TOK" not in str(caught.value)


def test_a_request_prints_neither_query_nor_headers() -> None:
    request = HttpRequest("GET", "http://x/y?app_secret=SECRETX", {"x-tts-access-token": "TOKX"}, None, 1)
    assert repr(request) == "HttpRequest(GET http://x/y, 0 bytes)"


@pytest.fixture
def rude() -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers the first request of a connection, and cuts the second one off; what it was sent."""
    received: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection: socket.socket) -> None:
        with connection:
            received.append(connection.recv(65536))
            body = answer({}).body
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
            if more := connection.recv(65536):
                received.append(more)

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", received
    listener.close()


def test_a_delete_that_is_cut_off_is_sent_once(shared_face: Face, rude: tuple[str, list[bytes]]) -> None:
    url, received = rude
    shop = shared_face.shop(base_url=url, options=Options(retry=RetryPolicy(attempts=1)), shop_cipher="c")
    shared_face.call(shop, "seller.get_active_shops")
    with pytest.raises(NoReply) as caught:
        shared_face.call(shop, "product.delete_products", product_ids=["1"])
    assert caught.value.was_sent
    assert sum(data.startswith(b"DELETE") for data in received) == 1


def test_a_token_service_that_talks_nonsense_leaves_no_secret_in_a_traceback(shared_face: Face) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(5):
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.sendall(b"NONSENSE\r\n\r\n")
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    token = Token(access_token="old", access_token_ends=1, refresh_token="REFX")
    shop = shared_face.shop(auth_url=url, access_token=token, app_secret="SECRETX")
    with pytest.raises(ShopwrightError) as caught:
        shared_face.call(shop, "seller.get_active_shops")
    text = "".join(traceback.format_exception(caught.value))
    assert "SECRETX" not in text
    assert "REFX" not in text
    listener.close()


def test_calls_that_are_refused_together_for_a_wrong_clock_all_mend_themselves(platform: RunningPlatform) -> None:
    clock = Ticking()
    clock.ahead = 5_000

    async def drive() -> list[object]:
        settings = settings_of(platform, clock=clock, pause=clock.async_pause)
        async with AsyncShop(**settings) as shop:
            return await asyncio.gather(*[shop.seller.get_active_shops() for _ in range(4)])

    assert len(asyncio.run(drive())) == 4
