"""A hub as ``shopwright up`` starts it: its start, sales that lower the other shops' stock, intake, and labels.

``python -m bench hub_day`` needs the extras ``hub`` and ``platform``. Everything runs as processes of their own, with
fsync on; the shop that is sold in shares the machine with the hub.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener, urlopen

import psycopg

from .table import Row, Settings

_PORT, _HUB = 8711, "http://localhost:8712"
_START_SECONDS, _P95_SECONDS, _BURST_SECONDS, _PER_HOUR, _LABEL_SECONDS = 6.0, 1.0, 20.0, 10_000, 60.0
_PER_SECOND, _FIRST, _MOST_WAIT = 10, 20, 300.0
_ON = "one machine, console, worker and shop"


class Tree:
    """A running ``shopwright up`` on a folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, begun = folder, time.perf_counter()
        command = [sys.executable, "-m", "shopwright.cli", "up", "--ready-line", "--port", str(_PORT), *options]
        hub = () if "--platform-only" in options else ("--hub-url", _HUB)
        self._process = subprocess.Popen(
            [*command, "--orders-per-minute", "0", *hub], cwd=folder, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self._process.stdout.readline())
        self.seconds = time.perf_counter() - begun
        self._database: psycopg.Connection | None = None

    def cpu(self) -> float:
        """Seconds of CPU that its console and worker have used so far."""
        lines = subprocess.run(
            ["ps", "-ww", "-o", "times=,args=", "--ppid", str(self._process.pid)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
        return sum(int(line.split()[0]) for line in lines if " hub " in line)

    def stop(self) -> None:
        if self._database is not None:
            self._database.close()
        self._process.send_signal(signal.SIGINT)
        self._process.wait(60)

    def ask(self, path: str, body: dict[str, object] | None = None) -> Any:
        """Call the shop's control API."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.ready['url']}/sandbox/{path}", data, {"content-type": "application/json"})
        with urlopen(request, timeout=60) as reply:
            return json.load(reply)["data"]

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Look into its database, by one connection: to look must not be what is measured."""
        if self._database is None:
            note = json.loads((self.folder / ".shopwright/hub/postgres.json").read_text())
            self._database = psycopg.connect(note["url"], autocommit=True)
        return self._database.execute(statement.encode(), values).fetchall()

    def log_in(self) -> tuple[OpenerDirector, str]:
        """The owner's browser, and the address of the workspace."""
        data = str(self.folder / ".shopwright/hub")
        command = ["hub", "link", "owner@demo.localhost", "--data", data, "--url", _HUB]
        done = subprocess.run(
            [sys.executable, "-m", "shopwright.cli", *command], check=True, capture_output=True, text=True
        )
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        link = done.stdout.strip()
        with browser.open(Request(link, _form(browser, link)), timeout=60) as reply:
            return browser, reply.url


def _form(browser: OpenerDirector, page: str, **values: object) -> bytes:
    """A form with the token of a page."""
    with browser.open(page, timeout=60) as reply:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', reply.read().decode())
    assert token is not None
    return urlencode({"csrfmiddlewaretoken": token[1], **values}, doseq=True).encode()


def rows(settings: Settings) -> Iterator[Row]:
    """Start, then sales at a pace, then all at once, then what it takes to ship them."""
    with tempfile.TemporaryDirectory(prefix="shopwright-bench-") as name:
        folder = Path(name)
        _fill(folder)
        yield _start(folder, 1 if settings.quick else 3)
        tree = Tree(folder)
        try:
            yield from _sales(tree, 40 if settings.quick else 100)
            yield _labels(tree, 30 if settings.quick else 100)
        finally:
            tree.stop()


def _fill(folder: Path) -> None:
    """A first start, until the demo's goods are listed everywhere and read."""
    tree = Tree(folder)
    try:
        _wait(lambda: '"is_listed":true' in (folder / ".shopwright/hub/demo.json").read_text())
        _wait(lambda: tree.rows("SELECT count(*) FROM listings_listing WHERE wish <> ''") == [(0,)])
        _wait(lambda: tree.rows("SELECT count(*) FROM channels_event WHERE state = 'new'") == [(0,)])
        _wait(lambda: tree.rows("SELECT count(*) FROM listings_offerstock WHERE is_due") == [(0,)])
    finally:
        tree.stop()


def _start(folder: Path, rounds: int) -> Row:
    taken: list[float] = []
    alone: list[float] = []
    for _ in range(rounds):
        for times, options in ((alone, ("--platform-only",)), (taken, ())):
            tree = Tree(folder, *options)
            times.append(tree.seconds)
            tree.stop()
    seconds = median(taken)
    return Row(
        "up, from stopped to a console that answers",
        f"{seconds:.1f} s",
        "up --platform-only on the same folder",
        f"{median(alone):.1f} s",
        seconds / median(alone),
        f"< {_START_SECONDS:.0f} s",
        seconds < _START_SECONDS,
        "demo of 304 products, its own PostgreSQL",
    )


def _sales(tree: Tree, count: int) -> Iterator[Row]:
    """Sales of different SKUs in the first shop, until the other shops have acknowledged the number."""
    keys = tree.ask("keys")
    offers = tree.rows(
        "SELECT o.external_id, o.variant_id FROM listings_offer o JOIN channels_connection c ON c.id = o.connection_id"
        " WHERE c.external_id = %s AND (SELECT count(*) FROM listings_offer x WHERE x.variant_id = o.variant_id) = 3"
        " AND EXISTS (SELECT FROM stock_balance b WHERE b.variant_id = o.variant_id AND b.on_hand - b.reserved > 20)"
        " ORDER BY o.id LIMIT %s",
        keys["shop_id"],
        count,
    )
    bare = _call_seconds(tree, keys, [sku for sku, _ in offers[:5]])
    # A hub that was started a moment ago loads what it needs with the first of them.
    _sell(tree, keys["shop_cipher"], offers[:_FIRST], 1 / _PER_SECOND)
    paced, _ = _sell(tree, keys["shop_cipher"], offers, 1 / _PER_SECOND)
    p50, p95 = median(paced), quantiles(paced, n=20)[-1]
    yield Row(
        f"a sale until two other shops acknowledge its stock, {_PER_SECOND} orders a second, p95",
        f"{p95:.2f} s (p50 {p50:.2f})",
        "the shop's answer to one order",
        f"{bare * 1000:.0f} ms",
        p95 / bare,
        f"< {_P95_SECONDS:.0f} s",
        p95 < _P95_SECONDS,
        f"{_ON}, {len(offers)} orders",
    )
    used = tree.cpu()
    burst, seconds = _sell(tree, keys["shop_cipher"], offers, 0)
    used = tree.cpu() - used
    yield Row(
        f"a burst of {len(offers)} sales until all shops acknowledge them",
        f"{max(burst):.1f} s ({used:.0f} s of the hub's CPU)",
        "placing the orders alone",
        f"{seconds:.1f} s",
        max(burst) / seconds,
        f"< {_BURST_SECONDS:.0f} s",
        max(burst) < _BURST_SECONDS,
        _ON,
    )
    per_hour = len(offers) / max(burst) * 3600
    yield Row(
        "order intake with everything on, orders an hour",
        f"{per_hour:,.0f}",
        "orders that the shop alone takes in an hour",
        f"{len(offers) / seconds * 3600:,.0f}",
        seconds / max(burst),
        f"≥ {_PER_HOUR:,}",
        per_hour >= _PER_HOUR,
        f"{_ON}, of a burst of {len(offers)}",
    )


def _call_seconds(tree: Tree, keys: dict[str, Any], skus: Sequence[str]) -> float:
    taken = []
    for sku in skus:
        begun = time.perf_counter()
        tree.ask("orders", {"shop_cipher": keys["shop_cipher"], "line_items": [{"sku_id": sku}]})
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _sell(tree: Tree, cipher: str, offers: Sequence[tuple[str, int]], pause: float) -> tuple[list[float], float]:
    """Seconds from each sale, begun one after the other, to the last acknowledgement; and of placing all of them."""
    before = dict(_acknowledged(tree, offers))
    sold, begun = {}, time.time()
    for number, (sku, variant) in enumerate(offers):
        time.sleep(max(0.0, begun + number * pause - time.time()))
        sold[variant] = time.time()
        tree.ask("orders", {"shop_cipher": cipher, "line_items": [{"sku_id": sku}]})
    placed = time.time() - begun
    late: dict[int, float] = {}

    def is_done() -> bool:
        for variant, (numbers, at) in _acknowledged(tree, offers):
            if variant not in late and all(new < old for new, old in zip(numbers, before[variant][0], strict=True)):
                late[variant] = at - sold[variant]
        return len(late) == len(offers)

    _wait(is_done)
    first = min(sold.values())
    return ([late[variant] if pause else late[variant] + sold[variant] - first for variant in late], placed)


def _acknowledged(tree: Tree, offers: Sequence[tuple[str, int]]) -> Iterator[tuple[int, tuple[tuple[int, ...], float]]]:
    """For each variant, the numbers that the shops that were not sold in have, and when the last one had its."""
    statement = (
        "SELECT o.variant_id, array_agg(s.acknowledged ORDER BY s.id), extract(epoch FROM max(s.acknowledged_at))"
        " FROM listings_offerstock s JOIN listings_offer o ON o.id = s.offer_id"
        " WHERE o.variant_id = ANY(%s) AND o.connection_id <> (SELECT connection_id FROM listings_offer"
        " WHERE external_id = %s) GROUP BY 1"
    )
    for variant, numbers, at in tree.rows(statement, [variant for _, variant in offers], offers[0][0]):
        yield variant, (tuple(numbers), float(at))


def _labels(tree: Tree, count: int) -> Row:
    """Orders that may be shipped, from one press of a button to one file of labels."""
    numbers = [number for (number,) in tree.rows("SELECT external_id FROM orders_order ORDER BY id LIMIT %s", count)]
    for number in numbers:
        tree.ask(f"orders/{number}/advance", {"status": "AWAITING_SHIPMENT"})
    ready = "SELECT id FROM orders_order WHERE external_id = ANY(%s) AND can_ship AND hold = ''"
    _wait(lambda: len(tree.rows(ready, numbers)) == len(numbers))
    ids = [pk for (pk,) in tree.rows(ready, numbers)]
    browser, base = tree.log_in()
    page = f"{base}orders/?view=ship"
    begun = time.perf_counter()
    browser.open(Request(f"{base}shipments/ship", _form(browser, page, orders=ids)), timeout=120).read()
    made = "SELECT count(*) FROM fulfilment_shipment WHERE state = 'ready' AND label_file <> '' AND order_id = ANY(%s)"
    _wait(lambda: tree.rows(made, ids) == [(len(ids),)])
    booked = time.perf_counter() - begun
    with browser.open(Request(f"{base}shipments/labels", _form(browser, page, orders=ids)), timeout=120) as reply:
        run = reply.url  # many labels are drawn by a worker, whose page this is
    drawn = "SELECT count(*) FROM background_runpart WHERE run_id = %s AND number = 0"
    _wait(lambda: tree.rows(drawn, int(run.rpartition("/")[2])) == [(1,)])
    with browser.open(Request(f"{run}/file", _form(browser, run)), timeout=120) as reply:
        if not reply.read().startswith(b"%PDF-"):
            raise RuntimeError("the labels are no PDF")
    seconds = time.perf_counter() - begun
    twice = tree.rows("SELECT count(*) FROM fulfilment_shipment WHERE order_id = ANY(%s)", ids)
    if twice != [(len(ids),)]:
        raise RuntimeError(f"{twice} shipments of {len(ids)} orders")
    return Row(
        f"{len(ids)} orders to one file of labels, each booked once",
        f"{seconds:.1f} s",
        "booking and fetching them, without the file",
        f"{booked:.1f} s",
        seconds / booked,
        f"< {_LABEL_SECONDS:.0f} s",
        seconds < _LABEL_SECONDS,
        _ON,
    )


def _wait(is_done: Callable[[], bool]) -> None:
    ends = time.monotonic() + _MOST_WAIT
    while not is_done():
        if time.monotonic() > ends:
            raise RuntimeError(f"not done after {_MOST_WAIT:.0f} s")
        time.sleep(0.1)
