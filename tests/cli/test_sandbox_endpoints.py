"""Each endpoint of the control API has a command of its own, which calls it as it is meant to be called."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from shopwright.cli.main import main
from shopwright.platform.sandbox.routes import ENDPOINTS

from .endpoint_cases import CASES

SHOP = {"shop_id": "7", "cipher": "GCP_x", "aftersales_flow": "CLASSIC"}
KEYS = {"app_key": "a1", "shop_id": "7", "seller": {"access_token": "t1", "refresh_token": "r1"}}

#: What the stub answers to the questions that commands ask before they act.
ANSWERS: dict[str, Any] = {"/sandbox/keys": KEYS, "/sandbox/shops/7": SHOP, "/sandbox/shops": {"shops": [SHOP]}}


class Stub(HTTPServer):
    """Answers every call with an empty page, and remembers what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Stub

    def _answer(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"] or 0))
        self.server.asked.append((self.command, self.path, json.loads(raw) if raw else None))
        path = self.path.partition("?")[0]
        lists = ("accounts", "apps", "buyers", "deliveries", "faults", "orders", "packages", "planned", "requests")
        more = (
            "activities",
            "combined_listings",
            "conversations",
            "coupons",
            "erasures",
            "messages",
            "reviews",
            "snapshots",
        )
        page: dict[str, Any] = (
            {name: [] for name in (*lists, *more)}
            | {name: [] for name in (*lists, *more)}
            | {
                "next_before": None,
                "webhook_url": "http://x/",
            }
        )
        body = {"code": 0, "message": "Success", "data": ANSWERS.get(path, page)}
        self.send_response(200)
        self.end_headers()
        if path == "/sandbox/events":
            event = {"app_key": "a1", "topic": 1, "delivery_id": "3", "attempt": 1}
            self.wfile.write(f"retry: 1000\n\nevent: other\ndata: {json.dumps(event)}\n\n".encode())
        else:
            self.wfile.write(json.dumps(body).encode())

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("endpoint", CASES)
def test_a_command_calls_its_endpoint(
    endpoint: str, stub: Stub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("SHOPWRIGHT_ACCESS_TOKEN", "SHOPWRIGHT_REFRESH_TOKEN", "SHOPWRIGHT_SANDBOX_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SHOPWRIGHT_URL", stub.url)
    stub.asked.clear()
    command, path, body = CASES[endpoint]
    assert main(command.split()) == 0, capsys.readouterr().err
    method = endpoint.partition(" ")[0]
    assert (method, f"/sandbox/{path}", body) in stub.asked


def test_every_endpoint_has_a_command() -> None:
    assert {f"{endpoint.method} {endpoint.path}" for endpoint in ENDPOINTS} == set(CASES)


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("sandbox buy abc", "'abc' is no SKU"),
        ("sandbox buy 11:0", "'11:0' is no SKU"),
        ("sandbox clock advance soon", "'soon' is no duration"),
        ("sandbox clock advance 2d3", "'2d3' is no duration"),
        ("sandbox clock set tomorrow", "'tomorrow' is no time"),
        ("sandbox fault webhooks NO_SUCH_TOPIC", "no topic 'NO_SUCH_TOPIC'"),
        ("sandbox fault webhooks ORDER_STATUS_CHANG --drop", "did you mean ORDER_STATUS_CHANGE"),
        ("sandbox fault add serch_products", "no operation 'serch_products'"),
        ("sandbox fault remove", "which fault"),
        ("sandbox settings change", "nothing is to be changed"),
        ("sandbox settings change trace", "name=value"),
        ("sandbox shops change 7 audit=1 audit.reasons=[]", "both a value and an object"),
        ("sandbox shops show GCP_y", "no shop has that cipher"),
        ("sandbox request POST clock/advance a=1 --body {}", "exclude each other"),
        ("sandbox request POST clock/advance --body {", "not JSON"),
        ("sandbox advance 8 SOMEWHERE", "SOMEWHERE"),
        ("trigger 2", "no topic '2'"),
        ("trigger 33", "nothing that this command can do causes topic 33"),
        ("open nowhere", "nowhere"),
        ("listen --forward-to ftp://x", "no address"),
    ],
)
def test_what_is_not_understood_is_told_and_changes_nothing(
    command: str, problem: str, stub: Stub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_URL", stub.url)
    stub.asked.clear()
    assert main(command.split()) in (1, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert problem in " ".join(err.split())
    assert "do: " in err
    assert [method for method, _, _ in stub.asked if method != "GET"] == []


@pytest.mark.parametrize("command", ["sandbox clock", "sandbox buy", "logs", "listen", "trigger 1", "open", "logs -f"])
def test_nobody_there_is_told_with_the_command_that_starts_a_platform(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "--url", "http://127.0.0.1:1"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "nothing listens at http://127.0.0.1:1" in err
    assert "shopwright platform serve" in err
