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

from .promotion_endpoints import PROMOTIONS

SHOP = {"shop_id": "7", "cipher": "GCP_x", "aftersales_flow": "CLASSIC"}
KEYS = {"app_key": "a1", "shop_id": "7", "seller": {"access_token": "t1", "refresh_token": "r1"}}

#: What the stub answers to the questions that commands ask before they act.
ANSWERS: dict[str, Any] = {"/sandbox/keys": KEYS, "/sandbox/shops/7": SHOP, "/sandbox/shops": {"shops": [SHOP]}}

#: For each endpoint a command, the path and query that it calls, and the body that it sends.
CASES: dict[str, tuple[str, str, Any]] = {
    "GET /sandbox/accounts": ("sandbox accounts", "accounts", None),
    "POST /sandbox/accounts": (
        "sandbox accounts create creator gb --name Ada",
        "accounts",
        {"kind": "creator", "region": "GB", "name": "Ada"},
    ),
    "GET /sandbox/accounts/{account_id}": ("sandbox accounts show 5", "accounts/5", None),
    "PATCH /sandbox/accounts/{account_id}": (
        "sandbox accounts change 5 status=INACTIVE shop_group=null",
        "accounts/5",
        {"status": "INACTIVE", "shop_group": None},
    ),
    "GET /sandbox/apps": ("sandbox apps", "apps", None),
    "POST /sandbox/apps": (
        "sandbox apps create Mine --kind public --topics 1,PACKAGE_UPDATE --scopes s1,s2",
        "apps",
        {"name": "Mine", "type": "public", "topics": [1, 4], "scopes": ["s1", "s2"]},
    ),
    "GET /sandbox/apps/{app_key}": ("sandbox apps show a1", "apps/a1", None),
    "PATCH /sandbox/apps/{app_key}": (
        "sandbox apps change a1 webhook_url=null topics=[1,4]",
        "apps/a1",
        {"webhook_url": None, "topics": [1, 4]},
    ),
    **PROMOTIONS,
    "POST /sandbox/auth_codes": (
        "sandbox auth-code --state xyz --days 3",
        "auth_codes",
        {"app_key": "a1", "shop_cipher": "GCP_x", "state": "xyz", "days": 3},
    ),
    "GET /sandbox/buyers": ("sandbox buyers --limit 5", "buyers?shop_id=7&size=5", None),
    "POST /sandbox/cancellations/{cancel_id}/withdraw": ("sandbox withdraw 4", "cancellations/4/withdraw", {}),
    "GET /sandbox/clock": ("sandbox clock", "clock", None),
    "POST /sandbox/clock/advance": ("sandbox clock advance 1d12h", "clock/advance", {"seconds": 129_600, "wait": True}),
    "POST /sandbox/clock/freeze": ("sandbox clock freeze", "clock/freeze", {}),
    "POST /sandbox/clock/resume": ("sandbox clock resume", "clock/resume", {}),
    "POST /sandbox/clock/set": (
        "sandbox clock set 2030-01-31T12:00:00Z --no-wait",
        "clock/set",
        {"time": 1_896_091_200, "wait": False},
    ),
    "POST /sandbox/deauthorize": (
        "sandbox deauthorize --account-id 9",
        "deauthorize",
        {"app_key": "a1", "account_id": "9"},
    ),
    "GET /sandbox/deliveries": (
        "sandbox deliveries --topic ORDER_STATUS_CHANGE --status REFUSED",
        "deliveries?topic=1&status=REFUSED&size=20",
        None,
    ),
    "GET /sandbox/deliveries/{delivery_id}": ("sandbox deliveries show 3", "deliveries/3", None),
    "POST /sandbox/deliveries/{delivery_id}/replay": (
        "sandbox deliveries replay 3 --to http://127.0.0.1:1/x",
        "deliveries/3/replay",
        {"url": "http://127.0.0.1:1/x"},
    ),
    "GET /sandbox/due": ("sandbox due", "due", None),
    "GET /sandbox/events": ("listen --count 0", "events", None),
    "GET /sandbox/faults": ("sandbox fault", "faults", None),
    "POST /sandbox/faults": (
        "sandbox fault add product.search_products --status 429 --retry-after 1 --count 3 --after",
        "faults",
        {"operation": "searchProducts", "http_status": 429, "retry_after": 1, "count": 3, "when": "after"},
    ),
    "DELETE /sandbox/faults": ("sandbox fault remove --all", "faults", None),
    "DELETE /sandbox/faults/{fault_id}": ("sandbox fault remove 2", "faults/2", None),
    "GET /sandbox/jobs/{job_id}": ("sandbox clock job job1", "jobs/job1", None),
    "GET /sandbox/keys": ("sandbox keys", "keys", None),
    "GET /sandbox/ledger": ("sandbox ledger 11", "ledger?shop_id=7&sku_id=11", None),
    "GET /sandbox/openapi.json": ("sandbox request GET openapi.json", "openapi.json", None),
    "GET /sandbox/orders": (
        "sandbox orders --shop GCP_x --status ON_HOLD --limit 3",
        "orders?shop_id=7&status=ON_HOLD&size=3",
        None,
    ),
    "POST /sandbox/orders": (
        "sandbox buy 11:2 12 --unpaid --buyer ada",
        "orders",
        {
            "shop_cipher": "GCP_x",
            "line_items": [{"sku_id": "11", "quantity": 2}, {"sku_id": "12", "quantity": 1}],
            "paid": False,
            "buyer": "ada",
        },
    ),
    "GET /sandbox/orders/{order_id}": ("sandbox orders show 8", "orders/8", None),
    "POST /sandbox/orders/{order_id}/address": ("sandbox address 8 --seed s", "orders/8/address", {"seed": "s"}),
    "POST /sandbox/orders/{order_id}/advance": (
        "sandbox ship 8",
        "orders/8/advance",
        {"status": "AWAITING_COLLECTION"},
    ),
    "POST /sandbox/orders/{order_id}/cancel": ("sandbox cancel 8 --reason r", "orders/8/cancel", {"reason": "r"}),
    "POST /sandbox/orders/{order_id}/pay": ("sandbox pay 8", "orders/8/pay", {}),
    "POST /sandbox/orders/{order_id}/return": (
        "sandbox return 8 --kind REFUND --lines 1,2",
        "orders/8/return",
        {"return_type": "REFUND", "line_items": ["1", "2"]},
    ),
    "GET /sandbox/packages": ("sandbox packages --limit 0", "packages?size=100", None),
    "GET /sandbox/packages/{package_id}": ("sandbox packages show 6", "packages/6", None),
    "POST /sandbox/packages/{package_id}/acts": (
        "sandbox carrier 6 LOSE --in-time",
        "packages/6/acts",
        {"act": "LOSE", "when": "in_time"},
    ),
    "POST /sandbox/products/{product_id}/acts": (
        "sandbox products act 10 FREEZE --reason Counterfeit",
        "products/10/acts",
        {"shop_id": "7", "act": "FREEZE", "reasons": ["Counterfeit"]},
    ),
    "GET /sandbox/requests": (
        "logs --failed --operation get_order_list",
        "requests?operation=getOrderList&failed=true&size=20",
        None,
    ),
    "GET /sandbox/requests/{request_id}": ("sandbox requests show r1", "requests/r1", None),
    "POST /sandbox/reset": ("sandbox reset", "reset", {}),
    "POST /sandbox/restore": ("sandbox restore s1", "restore", {"snapshot_id": "s1"}),
    "GET /sandbox/returns/{return_id}": ("sandbox returns show 4", "returns/4", None),
    "POST /sandbox/returns/{return_id}/acts": ("sandbox returns act 4 SHIP", "returns/4/acts", {"act": "SHIP"}),
    "GET /sandbox/settings": ("sandbox settings", "settings", None),
    "PATCH /sandbox/settings": (
        "sandbox settings change requests_per_second=5 trace=true",
        "settings",
        {"requests_per_second": 5, "trace": True},
    ),
    "GET /sandbox/shops": ("sandbox shops", "shops", None),
    "POST /sandbox/shops": (
        "sandbox shops create de --name Licht --authorize a1",
        "shops",
        {"region": "DE", "name": "Licht", "authorize": ["a1"]},
    ),
    "GET /sandbox/shops/{shop_id}": ("sandbox shops show 7", "shops/7", None),
    "PATCH /sandbox/shops/{shop_id}": (
        "sandbox shops change 7 carrier=MANUAL audit.delay_seconds=0 name=7495000000000000002",
        "shops/7",
        {"carrier": "MANUAL", "audit": {"delay_seconds": 0}, "name": "7495000000000000002"},
    ),
    "GET /sandbox/snapshots": ("sandbox snapshot list", "snapshots", None),
    "POST /sandbox/snapshots": ("sandbox snapshot --name before", "snapshots", {"name": "before"}),
    "DELETE /sandbox/snapshots/{snapshot_id}": ("sandbox snapshot remove s1", "snapshots/s1", None),
    "POST /sandbox/snapshots/{snapshot_id}/restore": (
        "sandbox request POST snapshots/s1/restore",
        "snapshots/s1/restore",
        {},
    ),
    "POST /sandbox/tokens": (
        "sandbox tokens create --shop GCP_x --scopes s1",
        "tokens",
        {"app_key": "a1", "shop_cipher": "GCP_x", "scopes": ["s1"]},
    ),
    "POST /sandbox/tokens/expire": ("sandbox tokens expire --refresh", "tokens/expire", {"refresh_token": "r1"}),
    "GET /sandbox/world": ("sandbox simulation", "world?shop_id=7", None),
    "POST /sandbox/world": (
        "sandbox simulation start 20 seed=7 mix.return_rate=0.1",
        "world",
        {"shop_cipher": "GCP_x", "orders_per_hour": 20.0, "seed": 7, "mix": {"return_rate": 0.1}},
    ),
    "DELETE /sandbox/world": ("sandbox simulation stop --shop 7", "world?shop_id=7", None),
}


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
        lists = (
            "activities",
            "coupons",
            "accounts",
            "apps",
            "buyers",
            "deliveries",
            "faults",
            "orders",
            "packages",
            "planned",
            "requests",
        )
        page: dict[str, Any] = {name: [] for name in (*lists, "snapshots")} | {
            "next_before": None,
            "webhook_url": "http://x/",
        }
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
        ("trigger 13", "nothing that this command can do causes topic 13"),
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
