"""All 318 operations and the extensions are there.

Unsigned calls are refused in order, signed ones run or say that they are not built.
"""

from __future__ import annotations

import re

import pytest

from shopwright.contract.load import operations
from shopwright.contract.model import Operation
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import BOUNDARY
from tests.harness.server import Reply, RunningPlatform

from .conftest import Callers
from .right_calls import path_of, right_call

NOT_BUILT = 90010501
ALL = [pytest.param(operation, id=operation.id) for operation in operations().values()]
UNBUILT = [pytest.param(operation, id=operation.id) for operation in operations().values() if operation.id not in BUILT]


def check_envelope(reply: Reply) -> None:
    """Every reply is the documented envelope."""
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert set(reply.json) == {"code", "message", "data", "request_id"}
    assert isinstance(reply.code, int)
    assert reply.message
    assert re.fullmatch(r"\d{14}[0-9A-F]{20}", reply.json["request_id"])
    assert reply.headers["x-tt-logid"] == reply.json["request_id"]
    assert isinstance(reply.json["data"], dict) if reply.code == 0 else reply.json["data"] is None


@pytest.mark.parametrize("operation", ALL)
def test_an_unsigned_call_is_a_400_and_one_to_an_unknown_path_a_404(
    operation: Operation, gateway: RunningPlatform
) -> None:
    path, headers = path_of(operation), {}
    if operation.body is not None and operation.body.is_multipart:
        headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    known = gateway.send(operation.method, path, None, headers)
    check_envelope(known)
    assert (known.status, known.code) == (400, 36009004)
    unknown = gateway.send(operation.method, path + "/x/y/z", None, headers)
    check_envelope(unknown)
    assert (unknown.status, unknown.code) == (404, 36009009)


@pytest.mark.parametrize("operation", ALL)
def test_a_signed_call_runs_or_says_that_the_operation_is_not_built(operation: Operation, callers: Callers) -> None:
    reply = right_call(operation, callers).send(callers.platform)
    check_envelope(reply)
    if operation.id in BUILT:
        assert reply.status < 500
        assert reply.code != NOT_BUILT
    else:
        assert (reply.status, reply.code) == (501, NOT_BUILT), reply.message
        assert operation.id in reply.message
        assert "retry-after" not in reply.headers


@pytest.mark.skipif(not UNBUILT, reason="everything is built")
@pytest.mark.parametrize("operation", UNBUILT[:1])
def test_a_call_of_an_unbuilt_operation_is_counted_by_its_name(operation: Operation, callers: Callers) -> None:
    before = len(callers.platform.get("/sandbox/requests", operation=operation.id, size=200)["requests"])
    for _ in range(3):
        right_call(operation, callers).send(callers.platform)
    seen = callers.platform.get("/sandbox/requests", operation=operation.id, size=200)["requests"]
    assert len(seen) == before + 3
    assert [(row["code"], row["http_status"]) for row in seen[:3]] == [(NOT_BUILT, 501)] * 3


def test_the_code_of_unbuilt_operations_is_none_that_clients_take_for_a_token_or_a_gateway_error() -> None:
    assert not str(NOT_BUILT).startswith(("105", "360"))
    assert not any(str(NOT_BUILT) in operation.documented_codes for operation in operations().values())
