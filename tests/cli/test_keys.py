from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from .commands import Run, Serve

pytestmark = pytest.mark.slow


class Answering(HTTPServer):
    """Answers every GET with one body, and keeps what was asked."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.body = status, body
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["x-sandbox-key"]))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def answering(status: int, body: object) -> Iterator[Answering]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with Answering(status, content) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def envelope(data: Any) -> dict[str, Any]:
    return {"code": 0, "message": "Success", "data": data}


def test_json_is_what_the_platform_says(serve: Serve, run: Run) -> None:
    server = serve("--memory")
    ended = run("platform", "keys", "--url", server.url, "--json")
    assert ended.code == 0
    assert json.loads(ended.out) == server.keys()


def test_the_list_shows_each_value_whole_on_a_line(serve: Serve, run: Run) -> None:
    server = serve("--memory")
    lines = [line.split() for line in run("platform", "keys", "--url", server.url).out.splitlines()]
    keys = server.keys()
    assert ["app_secret", keys["app_secret"]] in lines
    assert ["seller"] in lines
    for user in ("seller", "creator", "partner"):
        assert ["access_token", keys[user]["access_token"]] in lines
        assert ["refresh_token", keys[user]["refresh_token"]] in lines


def test_the_sandbox_key_is_sent_from_the_environment(run: Run) -> None:
    with answering(200, envelope({"app_key": "a"})) as server:
        assert run("platform", "keys", "--url", f"{server.url}/", SHOPWRIGHT_SANDBOX_KEY="k-1").code == 0
        assert run("platform", "keys", "--url", server.url).code == 0
    assert server.asked == [("/sandbox/keys", "k-1"), ("/sandbox/keys", None)]


def test_a_refused_sandbox_key_is_explained_and_not_repeated(run: Run) -> None:
    with answering(401, {"code": 40101, "message": "no", "data": None}) as server:
        ended = run("platform", "keys", "--url", server.url, SHOPWRIGHT_SANDBOX_KEY="k-4711")
    assert ended.code == 2
    assert "SHOPWRIGHT_SANDBOX_KEY" in ended.err
    assert "k-4711" not in ended.said


def test_a_refusal_passes_on_what_the_platform_advises(run: Run) -> None:
    with answering(404, {"code": 40401, "message": "gone", "data": None, "remedy": "reset it"}) as server:
        ended = run("platform", "keys", "--url", server.url)
    assert ended.code == 1
    assert "gone" in ended.err
    assert "reset it" in ended.err


def test_another_server_is_not_taken_for_a_platform(run: Run) -> None:
    for body in (b"<html>", b"[1]", b"{}", b"\xff"):
        with answering(200, body) as server:
            ended = run("platform", "keys", "--url", server.url)
        assert ended.code == 2
        assert "is no Shopwright platform" in ended.err


def test_nothing_there_is_said_with_the_command_that_starts_it(run: Run) -> None:
    ended = run("platform", "keys", "--url", "http://user:hunter2@127.0.0.1:1")
    assert ended.code == 2
    assert "nothing listens at http://127.0.0.1:1" in ended.err
    assert "shopwright platform serve" in ended.err
    assert "hunter2" not in ended.said


def test_what_is_no_url_is_refused(run: Run) -> None:
    for url in ("127.0.0.1:8600", "ftp://127.0.0.1", "http://[::1", "http://127.0.0.1:x"):
        ended = run("platform", "keys", "--url", url)
        assert (ended.code, ended.out) == (2, "")
        assert "http://127.0.0.1:8600" in ended.err


def test_values_cannot_drive_the_terminal(run: Run) -> None:
    with answering(200, envelope({"app_key": "a\x1b[2Jb"})) as server:
        assert "\x1b" not in run("platform", "keys", "--url", server.url).out


def test_rotated_keys_change_how_secrets_are_stored_and_not_the_secrets(serve: Serve, run: Run) -> None:
    server = serve("--data", "shop")
    before = server.keys()
    refused = run("platform", "rotate-keys", "--data", "shop")
    assert refused.code == 2
    assert "another process" in refused.err, "a running server does not know the new key"
    server.end()

    ended = run("platform", "rotate-keys", "--data", "shop")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("7 secrets and tokens"), "an app and three pairs of tokens"
    assert json.loads(run("platform", "rotate-keys", "--data", "shop", "--json").out) == {"count": 7}

    after = serve("--data", "shop").keys()
    assert {**after, "base_url": "", "auth_base_url": ""} == {**before, "base_url": "", "auth_base_url": ""}


def test_there_must_be_a_shop_whose_keys_to_rotate(run: Run) -> None:
    ended = run("platform", "rotate-keys")
    assert ended.code == 2
    assert "there is no shop in" in ended.err
    assert ".shopwright" in ended.err
