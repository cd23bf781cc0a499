"""Callers who are refused cost little and learn nothing: unsigned calls of any size and depth, odd forms, NUL."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

import pytest

from shopwright.platform.gateway import token_service
from shopwright.wire.signing_mistakes import Recipe, SignedCall
from tests.conftest import StartPlatform
from tests.harness.calls import Seller, multipart, new_app, new_seller
from tests.harness.catalogue import picture
from tests.harness.server import Reply, RunningPlatform

from .conftest import Callers
from .test_transport import upload

WRONG = "0" * 64
TOKEN_PATHS = ("/api/v2/token/get", "/api/v2/token/refresh")


def inspected(callers: Callers, reply: Reply) -> Mapping[str, Any]:
    """The call as the inspector has it."""
    call: Mapping[str, Any] = callers.platform.get(f"/sandbox/requests/{reply.json['request_id']}")
    return call


@pytest.fixture
def signings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How much is signed each time to find a caller's mistake."""
    lengths: list[int] = []
    signature = Recipe.signature

    def counted(recipe: Recipe, call: SignedCall) -> str:
        lengths.append(recipe.size(call))
        return signature(recipe, call)

    monkeypatch.setattr(Recipe, "signature", counted)
    return lengths


@pytest.mark.parametrize("count", [257, 5_000])
@pytest.mark.parametrize("sign", ["", WRONG])
def test_a_query_of_too_many_parameters_is_refused(
    callers: Callers, signings: list[int], count: int, sign: str
) -> None:
    query = [*callers.search.query, *((f"p{i}", "") for i in range(count))]
    reply = callers.search.but(query=query[:count], sign=sign).send(callers.platform)
    assert (reply.status, reply.code) == (400, 36009004)
    assert "256 parameters" in reply.message
    assert signings == []


def test_a_query_of_as_many_parameters_as_are_taken_is_answered(callers: Callers) -> None:
    used = callers.search
    query = [*used.query, *((f"p{i}", "") for i in range(256 - len(used.query) - 3))]  # app_key, timestamp and sign
    assert used.but(query=query).send(callers.platform).code == 0


def test_the_mistakes_of_a_refused_caller_are_looked_for_in_a_bounded_number_of_tries(
    callers: Callers, signings: list[int]
) -> None:
    query = [*callers.search.query, *((f"p{i}", "x" * 40) for i in range(240))]
    reply = callers.search.but(query=query, sign=WRONG).send(callers.platform)
    assert (reply.status, reply.code) == (401, 106001)
    assert 10 < len(signings) < 80
    assert "None of the known mistakes fits" in inspected(callers, reply)["remedy"]


@pytest.mark.parametrize("body", [b"[" + b"1," * 2_000_000 + b"1]", b'{"a": "' + b"x" * 32_768 + b'"}'])
def test_no_mistake_is_looked_for_in_a_large_body(callers: Callers, signings: list[int], body: bytes) -> None:
    reply = callers.search.but(body=body, sign=WRONG).send(callers.platform)
    assert (reply.status, reply.code) == (401, 106001)
    assert len(signings) == 1, "the right signature alone is worked out"
    call = inspected(callers, reply)
    assert call["mistake"] is None
    assert "larger than 32768 bytes" in call["remedy"]
    assert call["canonical"].startswith("{app_secret}" + callers.search.path)


def test_the_mistake_is_still_named_in_a_body_of_usual_size(callers: Callers) -> None:
    body = b'{"seller_skus": ["' + b"x" * 30_000 + b'"]}'
    search = callers.search.but(timestamp=str(int(time.time())))
    sign = search.but(body=b"").target().rpartition("sign=")[2]
    reply = search.but(body=body, sign=sign).send(callers.platform)
    assert reply.code == 106001
    assert inspected(callers, reply)["mistake"] == "the body was left out"


def test_the_mistake_of_a_signed_form_is_named_whatever_its_file_weighs(seller: Seller, callers: Callers) -> None:
    call = upload(seller, multipart({}, picture() + bytes(3 * 2**20))).but(timestamp=str(int(time.time())))
    as_json = call.but(content_type="application/json")
    sign = as_json.target().rpartition("sign=")[2]
    reply = call.but(sign=sign).send(seller.platform)
    assert reply.code == 106001
    assert inspected(callers, reply)["mistake"] == "the multipart body was signed"


@pytest.mark.parametrize(
    "body",
    [b"[" * 20_000, b'{"a":' * 5_000, b'"\\ud800"', b'{"\\udfff": ["\\ud800"]}', b"9" * 5_000, b"1e999", b"\xff\xfe"],
    ids=lambda body: repr(body[:8]),
)
def test_a_body_that_cannot_be_written_anew_is_a_refusal_like_any_other(callers: Callers, body: bytes) -> None:
    reply = callers.search.but(body=body, sign=WRONG).send(callers.platform)
    assert (reply.status, reply.code) == (401, 106001)
    assert "None of the known mistakes fits" in inspected(callers, reply)["remedy"]


@pytest.mark.parametrize("length", [70, 256])
def test_a_boundary_of_a_length_that_the_reader_takes_is_fine(seller: Seller, length: int) -> None:
    boundary = "b" * length
    body = multipart({}, picture()).replace(b"+++", boundary.encode())
    reply = upload(seller, body, f"multipart/form-data; boundary={boundary}").send(seller.platform)
    assert reply.code == 0


@pytest.mark.parametrize("length", [257, 5_000])
def test_a_boundary_that_is_too_long_is_a_400(seller: Seller, length: int) -> None:
    boundary = "b" * length
    body = multipart({}, picture()).replace(b"+++", boundary.encode())
    reply = upload(seller, body, f"multipart/form-data; boundary={boundary}").send(seller.platform)
    assert (reply.status, reply.code) == (400, 36009004)
    assert "multipart" in reply.message


@pytest.mark.parametrize("names", ["different", "the same"])
def test_a_form_of_too_many_parts_is_a_400(seller: Seller, names: str) -> None:
    part = '--+++\r\nContent-Disposition: form-data; name="{}"\r\n\r\nx\r\n'
    parts = "".join(part.format(f"n{i}" if names == "different" else "n") for i in range(100))
    reply = upload(seller, parts.encode() + multipart({}, picture())).send(seller.platform)
    assert (reply.status, reply.code) == (400, 36009004)
    assert "100 parts" in reply.message


@pytest.mark.parametrize("path", TOKEN_PATHS)
@pytest.mark.parametrize("name", ["app_key", "app_secret", "auth_code", "refresh_token", "grant_type"])
def test_a_nul_character_is_refused_by_the_token_service(anywhere: RunningPlatform, path: str, name: str) -> None:
    app = new_app(anywhere)
    kind = {"get": "authorized_code", "refresh": "refresh_token"}[path.rpartition("/")[2]]
    usual = {"app_key": app["app_key"], "app_secret": app["app_secret"], "grant_type": kind}
    sent = {**usual, "auth_code": "x", "refresh_token": "x", name: "a\0b"}
    for reply in (anywhere.ask("GET", path, query=sent), anywhere.ask("POST", path, sent)):
        assert (reply.status, reply.code) == (200, 98001004)
        assert name in reply.message


@pytest.mark.parametrize("path", TOKEN_PATHS)
def test_the_token_service_takes_no_more_parameters_than_the_gateway(gateway: RunningPlatform, path: str) -> None:
    reply = gateway.ask("GET", path + "?" + "&".join(f"p{i}=" for i in range(257)))
    assert (reply.status, reply.code) == (200, 98001004)
    assert "256 parameters" in reply.message


def test_an_app_key_of_any_length_is_refused_and_logged(anywhere: RunningPlatform) -> None:
    reply = anywhere.ask("POST", TOKEN_PATHS[0], {"app_key": "k" * 100_000, "app_secret": "x"})
    assert (reply.status, reply.code) == (200, 98001004)
    logged = anywhere.get("/sandbox/requests")["requests"]
    assert reply.json["request_id"] in {call["request_id"] for call in logged}


def test_a_failure_of_the_token_service_is_a_500_in_an_envelope_and_in_the_log_of_requests(
    start_platform: StartPlatform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*values: object) -> None:
        raise RuntimeError("a fault of our own")

    platform = start_platform(demo=False)
    seller = new_seller(platform)
    monkeypatch.setattr(token_service, "exchange", fail)
    query = {"app_key": seller.app["app_key"], "app_secret": seller.app["app_secret"], "auth_code": "x"}
    with caplog.at_level(logging.ERROR, "shopwright.platform"):
        reply = platform.ask("GET", TOKEN_PATHS[0], query={**query, "grant_type": "authorized_code"})
    assert (reply.status, reply.code, reply.message) == (500, 36009003, "Internal error.")
    assert b"fault of our own" not in reply.body
    assert "a fault of our own" in caplog.text
    (logged,) = platform.get("/sandbox/requests", failed="true")["requests"]
    assert (logged["request_id"], logged["http_status"]) == (reply.json["request_id"], 500)


@pytest.mark.parametrize("text", ["١٧٩٥٨٢٠١٦٠", "1_795_820_160", "+1795820160", "1795820160.0", "0x6b0a"])
def test_a_number_is_plain_digits(gateway: RunningPlatform, text: str) -> None:
    seller = new_seller(gateway)
    call = seller.signed("searchProducts", {}, query={"page_size": text})
    assert call.send(gateway).status == 400
    late = seller.signed("searchProducts", {}, query={"page_size": 1}).but(timestamp=text)
    reply = late.send(gateway)
    assert (reply.status, reply.code) == (400, 36009004)
    assert "timestamp" in reply.message
