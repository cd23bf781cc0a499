"""Every code of the gateway is met somewhere, with its HTTP status."""

from __future__ import annotations

import logging

import msgspec
import pytest

from shopwright.platform.core import registry
from shopwright.wire import gateway_codes as codes
from shopwright.wire.errors import ErrorCode
from tests.harness.calls import new_seller
from tests.harness.catalogue import product_body
from tests.harness.server import RunningPlatform

#: Code and HTTP status as the documentation and public traces have them (docs/reference/gateway.md#http-status).
STATUSES = {
    36009002: 429, 36009003: 500, 36009004: 400, 36009007: 504, 36009009: 404, 36009010: 405, 36009021: 413,
    36009022: 400, 36009023: 400, 36009037: 429, 36009043: 401, 36009044: 401, 101000: 401, 105001: 401, 105002: 401,
    105005: 403, 106001: 401, 106011: 400, 106013: 400, 98001004: 200, 36004004: 200, 36004005: 200, 36004001: 200,
    90010501: 501,
}  # fmt: skip


def known() -> dict[str, ErrorCode]:
    return {name: value for name, value in vars(codes).items() if isinstance(value, ErrorCode)}


def test_codes_have_the_statuses_that_were_seen() -> None:
    assert {error_code.code: error_code.http_status for error_code in known().values()} == STATUSES


def test_no_code_has_two_meanings_and_each_says_what_to_do() -> None:
    assert len({error_code.code for error_code in known().values()}) == len(known())
    assert [name for name, error_code in known().items() if not error_code.remedy] == []


@pytest.mark.own_platform
@pytest.mark.parametrize(("code", "status"), STATUSES.items())
def test_a_client_can_be_shown_every_code(code: int, status: int, platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/faults", {"operation": "getAuthorizedShops", "code": code, "http_status": status})
    reply = seller.call("getAuthorizedShops")
    assert (reply.code, reply.status, reply.json["data"]) == (code, status, None)
    assert seller.call("getActiveShops").code == 0


def test_a_fault_of_ours_is_a_500_that_tells_nothing_and_is_logged_with_its_request_id(
    platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(call: object) -> dict[str, object]:
        raise RuntimeError("S3CRETMARKER of the inside")

    seller = new_seller(platform)
    broken = msgspec.structs.replace(registry.BUILT["getAuthorizedShops"], handler=fail)
    monkeypatch.setitem(registry.BUILT, "getAuthorizedShops", broken)
    with caplog.at_level(logging.ERROR, "shopwright.platform"):
        reply = seller.call("getAuthorizedShops")
    assert (reply.code, reply.status) == (36009003, 500)
    assert b"S3CRETMARKER" not in reply.body
    assert reply.json["request_id"] in caplog.text
    assert seller.call("searchProducts", {}, query={"page_size": 1}).code == 0


def test_a_call_that_fails_leaves_nothing_behind(platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    seller = new_seller(platform)
    real = registry.BUILT["createProduct"]

    def half(call: object, body: object) -> dict[str, object]:
        real.handler(call, body)
        raise RuntimeError("after the change")

    monkeypatch.setitem(registry.BUILT, "createProduct", msgspec.structs.replace(real, handler=half))
    assert seller.call("createProduct", product_body(seller)).status == 500
    assert seller.call("searchProducts", {}, query={"page_size": 1}).data["total_count"] == 0
    assert platform.get("/sandbox/deliveries")["deliveries"] == []
