"""The till of a market stall: a server that the worked example of a channel talks to."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

KEY = "key-of-the-stall"
_PAGE = 2


class Till:
    """``url`` has no slash at its end."""

    def __init__(self) -> None:
        self.stock: dict[str, int] = {}
        self.orders: dict[str, dict[str, Any]] = {}
        self.shipments: dict[str, dict[str, Any]] = {}
        self.key = KEY
        self._now = float(int(time.time()))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"till": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def tick(self) -> float:
        self._now += 0.5
        return self._now

    def sell(self, lines: list[tuple[str, int]]) -> str:
        at = self.tick()
        order_id = f"B{len(self.orders) + 1}"
        items = [{"sku": sku, "title": "A mug", "quantity": pieces, "price": "4.50"} for sku, pieces in lines]
        self.orders[order_id] = {
            "id": order_id, "status": "paid", "currency": "GBP", "placed": at, "changed": at, "buyer": "Zoë",
            "items": items,
        }  # fmt: skip
        for sku, pieces in lines:
            self.stock[sku] -= pieces
        return order_id

    def cancel(self, order_id: str) -> None:
        self.orders[order_id].update(status="cancelled", changed=self.tick())


class _Handler(BaseHTTPRequestHandler):
    till: Till

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer(*self._get(urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)))

    def do_PUT(self) -> None:
        values = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._answer(*self._put(self.path, values))

    def _get(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        till = self.till
        if self.headers["x-key"] != till.key:
            return 401, {}
        if path == "/shop":
            return 200, {"id": "stall-1", "name": "Stall", "country": "GB", "currency": "GBP"}
        if path == "/orders":
            since, begin = float(query["since"][0]), int(query.get("from", ["0"])[0])
            rows = [row for row in till.orders.values() if row["changed"] >= since]
            rows.sort(key=lambda row: row["changed"])
            after = f"/orders?since={since}&from={begin + _PAGE}" if begin + _PAGE < len(rows) else ""
            return 200, {"orders": rows[begin : begin + _PAGE], "next": after}
        _, _, order_id, *rest = path.split("/")
        row = (till.shipments if rest else till.orders).get(order_id)
        return (200, row) if row else (404, {})

    def _put(self, path: str, values: Any) -> tuple[int, Any]:
        till = self.till
        if self.headers["x-key"] != till.key:
            return 401, {}
        _, kind, name, *_ = path.split("/")
        if kind == "stock" and name in till.stock:
            till.stock[name] = values["quantity"]
            return 200, {}
        if kind == "orders" and name in till.orders and till.orders[name]["status"] != "cancelled":
            if name not in till.shipments:
                till.shipments[name] = values
                till.orders[name].update(status="sent", changed=till.tick())
            return 200, {}
        return 404, {}

    def _answer(self, status: int, answer: Any) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
