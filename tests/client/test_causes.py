"""36009004 stands for many causes, and the words of its message tell them apart."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

import pytest

from shopwright import ApiCallError, InvalidCall, MemoryTokenStore, SignatureError, Token, TokenError
from shopwright.wire.message_keywords import CAUSES, TOKEN_UNKNOWN

from .raw_server import Talk, raw_server, reply
from .support import Face

READ = "seller.get_active_shops"
#: As live replies say it.
TOKEN = "Invalid credentials. The 'x-tts-access-token' header is invalid."
SIGNATURE = "Missing credentials. The request is missing a signature."

#: The kind of error of each cause's keywords; all others are about the arguments.
KINDS = {
    ("Missing credentials", "signature"): SignatureError,
    ("timestamp", "lesser than 0"): SignatureError,
    ("timestamp", "earlier than 5 minutes"): SignatureError,
    ("timestamp", "more than 30 seconds"): SignatureError,
    ("x-tts-access-token", "header is invalid"): TokenError,
    ("access_token", "header is invalid"): TokenError,
}
MESSAGES = [
    (TOKEN, TokenError),
    (TOKEN.upper(), TokenError),
    (SIGNATURE, SignatureError),
    ("timestamp must be unix seconds.", SignatureError),
    ("update_timestamp must be a number.", InvalidCall),
    ("page_size must be 1 to 100.", InvalidCall),
    ("", InvalidCall),
    *((cause.message, KINDS.get(cause.keywords, InvalidCall)) for cause in CAUSES),
]


def refusal(message: str, code: int = 36009004, status: str = "400 Bad Request") -> Talk:
    body = {"code": code, "message": message, "data": None, "request_id": "1"}
    return reply(json.dumps(body).encode(), status)


def success(data: object) -> Talk:
    return reply(json.dumps({"code": 0, "message": "Success", "data": data, "request_id": "2"}).encode())


def in_turn(*talks: Talk) -> Talk:
    """Answer each connection with the next of these."""
    left = iter(talks)

    def talk(connection: socket.socket, stop: threading.Event) -> None:
        next(left)(connection, stop)

    return talk


def kept(token: Token) -> MemoryTokenStore:
    store = MemoryTokenStore()
    store.save("default", token)
    return store


OLD = Token(access_token="old", access_token_ends=4_000_000_000, refresh_token="r", refresh_token_ends=4_000_000_000)
NEW = {
    "access_token": "new",
    "access_token_expire_in": 4_000_000_000,
    "refresh_token": "r2",
    "refresh_token_expire_in": 4_000_000_000,
}


def paths(requests: list[bytes]) -> list[str]:
    return [request.split(b"?")[0].decode() for request in requests]


@pytest.mark.parametrize(("message", "kind"), MESSAGES)
def test_the_message_tells_what_was_wrong(shared_face: Face, message: str, kind: type[ApiCallError]) -> None:
    with raw_server(refusal(message)) as (url, requests), pytest.raises(ApiCallError) as caught:
        shared_face.call(shared_face.shop(base_url=url), READ)
    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.server_message, len(requests)) == (36009004, message, 1)
    assert caught.value.cause
    assert caught.value.remedy


def test_a_token_that_was_never_issued_is_refreshed_and_the_call_repeated_once(shared_face: Face) -> None:
    store = kept(OLD)
    talk = in_turn(refusal(TOKEN), success(NEW), success({"shops": []}))
    with raw_server(talk) as (url, requests):
        shop = shared_face.shop(base_url=url, tokens=store)
        assert shared_face.call(shop, READ) == {"shops": []}
    assert paths(requests) == ["GET /seller/202309/shops", "GET /api/v2/token/refresh", "GET /seller/202309/shops"]
    assert store.load("default").access_token == "new"  # type: ignore[union-attr]
    assert b"x-tts-access-token: new" in requests[2].lower()


def test_a_token_that_stays_refused_after_its_refresh_is_a_token_error(shared_face: Face) -> None:
    talk = in_turn(refusal(TOKEN), success(NEW), refusal(TOKEN))
    with raw_server(talk) as (url, requests), pytest.raises(TokenError) as caught:
        shared_face.call(shared_face.shop(base_url=url, tokens=kept(OLD)), READ)
    assert len(requests) == 3
    assert "authorise" in caught.value.remedy


def test_a_write_is_repeated_after_its_token_was_refreshed_as_it_was_not_done(shared_face: Face) -> None:
    talk = in_turn(refusal(TOKEN), success(NEW), success({"id": "1"}))
    with raw_server(talk) as (url, requests):
        shop = shared_face.shop(base_url=url, tokens=kept(OLD), shop_cipher="c")
        assert shared_face.call(shop, "product.create_custom_brands", name="Kettleworks") == {"id": "1"}
    assert len(requests) == 3


def test_the_words_say_nothing_about_other_codes(shared_face: Face) -> None:
    with raw_server(refusal(TOKEN, 12052001, "200 OK")) as (url, requests), pytest.raises(ApiCallError) as caught:
        shared_face.call(shared_face.shop(base_url=url, tokens=kept(OLD)), READ)
    assert type(caught.value) is ApiCallError
    assert len(requests) == 1


def test_a_server_without_a_date_is_not_asked_again_about_its_time(shared_face: Face) -> None:
    message = "Invalid timestamp. The query parameter 'timestamp' must not be earlier than 5 minutes before now."
    with raw_server(refusal(message)) as (url, requests), pytest.raises(SignatureError, match="earlier than 5 minutes"):
        shared_face.call(shared_face.shop(base_url=url), READ)
    assert len(requests) == 1


@pytest.mark.parametrize("token", ["made-up", "TTP_x"])
def test_a_made_up_token_is_a_token_error_on_the_platform_too(shared_face: Face, token: Any) -> None:
    with pytest.raises(TokenError) as caught:
        shared_face.call(shared_face.shop(access_token=token), READ)
    assert caught.value.code in (TOKEN_UNKNOWN.code, 105001)
