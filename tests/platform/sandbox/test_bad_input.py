"""Whatever is sent to the control API, it answers with an envelope that says what is wrong."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from shopwright.platform.sandbox.routes import ENDPOINTS
from tests.harness.server import RunningPlatform

WITH_BODY = sorted({(endpoint.method, endpoint.path) for endpoint in ENDPOINTS if endpoint.body is not None})
ALL = sorted({(endpoint.method, endpoint.path) for endpoint in ENDPOINTS if endpoint.path != "/sandbox/events"})


def filled(path: str) -> str:
    return "".join("1" if i % 2 else part for i, part in enumerate(path.replace("}", "{").split("{")))


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_a_body_that_cannot_be_read_is_refused(shared_platform: RunningPlatform, method: str, path: str) -> None:
    for body in (b"{", b"\xff\xfe", b'{"a": "\xff"}', b'{"a": "\\ud800"}', b"[" * 50_000, b"[]", b"1", b"null"):
        reply = shared_platform.refuse(method, filled(path), body)
        assert (reply.status, reply.code) == (400, 40001)


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_an_unknown_field_is_refused_by_name(shared_platform: RunningPlatform, method: str, path: str) -> None:
    reply = shared_platform.refuse(method, filled(path), {"surprise": 1})
    assert (reply.status, reply.code) == (400, 40001)
    assert "surprise" in reply.message


@pytest.mark.parametrize(("method", "path"), ALL)
def test_an_unknown_query_parameter_is_refused_by_name(
    shared_platform: RunningPlatform, method: str, path: str
) -> None:
    reply = shared_platform.refuse(method, filled(path), surprise="1")
    assert (reply.status, reply.code) == (400, 40001)
    assert "surprise" in reply.message


@pytest.mark.parametrize(("method", "path"), sorted(set(ALL) - set(WITH_BODY)))
def test_a_body_where_none_is_taken_is_refused(shared_platform: RunningPlatform, method: str, path: str) -> None:
    assert shared_platform.refuse(method, filled(path), {"surprise": 1}).status == 400


def test_nul_characters_are_refused_before_a_database_sees_them(anywhere: RunningPlatform) -> None:
    assert anywhere.refuse("POST", "/sandbox/apps", {"name": "a\0b"}).status == 400
    assert anywhere.refuse("GET", "/sandbox/requests", operation="a\0b").status == 400
    assert anywhere.refuse("GET", "/sandbox/apps/a%00b").status == 400


def test_texts_of_any_script_are_kept(anywhere: RunningPlatform) -> None:
    name = "Zoë’s 杯子 🫖 \u202e"
    app = anywhere.post("/sandbox/apps", {"name": name})
    assert anywhere.get(f"/sandbox/apps/{app['app_key']}")["name"] == name


def test_unknown_paths_and_methods_are_named(shared_platform: RunningPlatform) -> None:
    for path in ("/sandbox", "/sandbox/", "/sandbox/nothing", "/sandbox/apps/", "/sandbox/apps/1/2"):
        reply = shared_platform.refuse("GET", path)
        assert (reply.status, reply.code) == (404, 40401)
    for path in ("/sandbox", "/sandbox/", "/sandbox/nothing", "/sandbox/apps/", "/sandbox/apps/1/2", "/sandbox/%20"):
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
            reply = shared_platform.send(method, path, {"name": "a"}, {})
            assert (reply.status, reply.json) == (404, {**reply.json, "code": 40401, "data": None}), (method, path)
            assert reply.headers["content-type"] == "application/json"
    reply = shared_platform.refuse("PUT", "/sandbox/apps")
    assert (reply.status, reply.code, reply.headers["allow"]) == (405, 40501, "GET, POST")
    assert shared_platform.send("HEAD", "/sandbox/apps", None, {}).status == 200


def test_a_body_that_is_too_large_is_refused(shared_platform: RunningPlatform) -> None:
    body = b'{"name": "' + b"x" * shared_platform.config.max_json_bytes + b'"}'
    assert shared_platform.refuse("POST", "/sandbox/apps", body).status == 413


@pytest.mark.own_platform
def test_an_empty_body_stands_for_no_fields(platform: RunningPlatform) -> None:
    assert platform.ask("POST", "/sandbox/snapshots").data["name"] == "snapshot"
    assert "seconds" in platform.refuse("POST", "/sandbox/clock/advance").message


def test_a_caller_that_hangs_up_within_its_body_is_no_failure(
    platform: RunningPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    parts = urlsplit(platform.url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0))) as caller:
        caller.sendall(b"POST /sandbox/apps HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99\r\n\r\n{")
    assert len(platform.get("/sandbox/apps")["apps"]) == 1
    assert caplog.records == []
