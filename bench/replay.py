"""An order history put into a shop at once, beside bare SQLite given the same orders; and whether it adds up."""

from __future__ import annotations

import csv
import gzip
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import msgspec

from shopwright.platform.accounts.demo_users import demo_of
from shopwright.platform.core.config import Config
from shopwright.platform.database.store import Store
from shopwright.platform.market.regions import region
from shopwright.platform.replay.engine import Engine
from shopwright.platform.replay.history import DEMO_HISTORY, read_history
from shopwright.platform.replay.model import HistoricLine, HistoricOrder, History, ReplayOptions
from shopwright.platform.replay.report import ReportRow
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.states import LineStatus
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.server.platform import Platform

from .table import Row, Settings

#: UCI's Online Retail, where it lies beside the repository.
SALES = Path(__file__).resolve().parents[1] / "../shared/data/online_retail/online_retail.csv.gz"

#: At most so many times as long as the bare one may it take.
_MOST_TIMES = 12.0
_MOST_SECONDS, _MOST_MB = 600, 1500
_BATCH = 150
_MB = 1_000_000


def rows(settings: Settings) -> Iterator[Row]:
    """The extract that ships; with ``large`` also the whole of Online Retail, each row of it checked."""
    yield _measured("replay, the extract that ships", DEMO_HISTORY, 5_000 if settings.quick else None).row
    if not settings.large:
        return
    if not SALES.exists():
        print(f"replay: there is no {SALES}", file=sys.stderr)
        return
    whole = _measured("replay, all of Online Retail", SALES, None)
    yield whole.row
    yield _budget(
        "replay, all of Online Retail, time", f"{whole.seconds:.0f} s", whole.seconds / _MOST_SECONDS, "10 min"
    )
    yield _budget(
        "replay, all of Online Retail, database", f"{whole.size_mb:.0f} MB", whole.size_mb / _MOST_MB, "1.5 GB"
    )
    yield _account(whole)


@dataclass(frozen=True)
class Measured:
    """What one replay took, and how it added up."""

    row: Row
    seconds: float
    size_mb: float
    faults: Sequence[str]
    said: str


def _measured(what: str, file: Path, limit: int | None) -> Measured:
    prices = region("GB").price.local
    history = read_history(file, ReplayOptions(price_range=(prices.least, prices.most), limit_rows=limit))
    with tempfile.TemporaryDirectory(prefix="shopwright-bench-") as folder:
        platform = Platform(Config(folder=Path(folder)))
        with closing(platform.store) as store:
            with store.read() as tx:
                demo = demo_of(tx)
            assert demo is not None
            begun, begun_cpu = time.perf_counter(), time.process_time()
            Engine(store, demo.shop, history).run()
            seconds, ours = time.perf_counter() - begun, time.process_time() - begun_cpu
            faults = list(_faults(store, demo.shop.shop_id, file, history))
        size_mb = (Path(folder) / "shop.db").stat().st_size / _MB
        bare = _bare(Path(folder) / "bare.db", history)
    count, totals = len(history.report), history.report.totals
    orders = sum(isinstance(event, HistoricOrder) for event in history.events)
    said = f"{count:,} rows, {orders:,} orders, {totals.units_sold:,} units, {totals.sold:,} GBP"
    row = Row(
        what,
        f"{count / ours:,.0f} rows/s, {orders / ours:,.0f} orders/s of CPU, {size_mb:.0f} MB",
        "bare sqlite3, the same orders",
        f"{count / bare:,.0f} rows/s of CPU",
        ours / bare,
        f"≤ {_MOST_TIMES:g} ×",
        ours / bare <= _MOST_TIMES and not faults,
        f"SQLite file, {said}",
    )
    return Measured(row, seconds, size_mb, faults, said)


def _budget(what: str, measured: str, ratio: float, budget: str) -> Row:
    return Row(what, measured, "the budget", budget, ratio, f"≤ {budget}", ratio <= 1, "SQLite file, one process")


def _account(whole: Measured) -> Row:
    for fault in whole.faults[:10]:
        print(f"replay: {fault}", file=sys.stderr)
    measured = f"{len(whole.faults)} rows, orders or sums differ"
    return Row(
        "replay, all of Online Retail, row by row",
        measured,
        "the file and its report",
        whole.said,
        float(not whole.faults),
        "= 1",
        not whole.faults,
        "SQLite file",
    )


def _faults(store: Store, shop_id: str, file: Path, history: History) -> Iterator[str]:
    """Where file, report and platform do not agree: rows, then orders, then sums."""
    report, money, units = history.report, Decimal(0), 0
    sales: list[ReportRow] = []
    priced: dict[int, Decimal] = {}
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        for csv_row, end in zip(csv.DictReader(text), report.rows(), strict=False):
            quantity, price = int(csv_row["Quantity"]), Decimal(csv_row["UnitPrice"])
            money += quantity * price
            units += quantity
            if end.units + end.units_left_out != quantity:
                yield f"row {end.row}: {quantity} units in the file, {end.units} + {end.units_left_out} in the report"
            if end.units > 0:
                sales.append(end)
                priced[end.row] = price
                if end.units * price + end.money_left_out != quantity * price:
                    yield f"row {end.row}: its money does not add up"
    totals = report.totals
    if money != totals.sold - totals.undone + totals.left_out + totals.refused:
        yield f"the file comes to {money}, its report does not"
    if units != totals.units_sold - totals.units_undone + totals.units_left_out + totals.units_refused:
        yield f"the file has {units} units, its report does not"
    yield from _unlike(store, shop_id, history, sales, priced)


def _unlike(
    store: Store, shop_id: str, history: History, sales: Sequence[ReportRow], priced: dict[int, Decimal]
) -> Iterator[str]:
    """Which orders on the platform are not the report's, line by line; and the sums over all of them."""
    sold: dict[str, list[ReportRow]] = {}
    for end in sales:
        sold.setdefault(end.order_reference, []).append(end)
    bought, back = _Sum(), _Sum()
    with store.read() as tx:
        if sum(tx[Orders].counts(shop_id).values()) != len(sold):
            yield f"{len(sold)} orders in the report, {tx[Orders].counts(shop_id)} on the platform"
        for reference, ends in sold.items():
            order = tx[Orders].get(shop_id, tx[Orders].by_reference(shop_id, reference) or "")
            expected = [(end.units, priced[end.row]) for end in ends]
            if order is None or _bought(order) != expected:
                yield f"order {reference} is not what the file says"
                continue
            bought.add(order.lines)
            back.add([line for line in order.lines if line.status is LineStatus.CANCELLED or line.is_refunded])
    totals = history.report.totals
    if (bought.units, bought.money) != (totals.units_sold, totals.sold):
        yield f"{bought.units} units for {bought.money} are on the platform"
    if (back.units, back.money) != (totals.units_undone, totals.undone):
        yield f"{back.units} units for {back.money} were taken back on the platform"


@dataclass
class _Sum:
    """Units and what was paid for them."""

    units: int = 0
    money: Decimal = Decimal(0)

    def add(self, lines: Sequence[Line]) -> None:
        self.units += len(lines)
        self.money += sum((line.money.sale_price for line in lines), Decimal(0))


def _bought(order: Order) -> list[tuple[int, Decimal]]:
    """Units and price of each line of the basket."""
    baskets = (list(group) for _, group in groupby(order.lines, key=lambda line: line.item))
    return [(len(basket), basket[0].money.sale_price) for basket in baskets]


_BARE = """
    CREATE TABLE orders (id INTEGER PRIMARY KEY, reference TEXT, buyer TEXT, at INTEGER, doc TEXT);
    CREATE INDEX orders_by_time ON orders (at, id);
    CREATE TABLE stock (sku TEXT PRIMARY KEY, on_hand INTEGER, committed INTEGER);
    CREATE TABLE ledger (id INTEGER PRIMARY KEY, sku TEXT, reason TEXT, units INTEGER, at INTEGER);
    CREATE INDEX ledger_by_sku ON ledger (sku);
"""


def _bare(file: Path, history: History) -> float:
    """Seconds that it takes to write each order as one JSON document, and its stock with two ledger lines a SKU."""
    begun = time.process_time()
    orders = [event for event in history.events if isinstance(event, HistoricOrder)]
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.executescript(_BARE)
        db.executemany("INSERT INTO stock VALUES (?, 1000000, 0)", [(sku,) for sku in history.products])
        for start in range(0, len(orders), _BATCH):
            db.execute("BEGIN IMMEDIATE")
            for number, order in enumerate(orders[start : start + _BATCH], start):
                _write_bare(db, number, order)
            db.execute("COMMIT")
    return time.process_time() - begun


def _write_bare(db: sqlite3.Connection, number: int, order: HistoricOrder) -> None:
    items = [_line_item(f"{number}-{line.row}-{unit}", line) for line in order.lines for unit in range(line.units)]
    doc = msgspec.json.encode({"reference": order.reference, "items": items})
    db.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", (number, order.reference, order.buyer, order.at, doc))
    for line in order.lines:
        for reason, on_hand, committed in (("created", 0, 1), ("shipped", -1, -1)):
            change = (on_hand * line.units, committed * line.units, line.sku)
            db.execute("UPDATE stock SET on_hand = on_hand + ?, committed = committed + ? WHERE sku = ?", change)
            entry = (line.sku, reason, line.units, order.at)
            db.execute("INSERT INTO ledger (sku, reason, units, at) VALUES (?, ?, ?, ?)", entry)


_SAME = ("seller_discount", "platform_discount", "small_order_fee")


def _line_item(line_id: str, line: HistoricLine) -> dict[str, object]:
    """One unit with as many fields as a line item has."""
    price = f"{line.price:.2f}"
    return {
        "id": line_id,
        "product_id": line.sku,
        "product_name": "A plain thing",
        "sku_id": line.sku,
        "sku_name": "Default",
        "seller_sku": line.sku,
        "sku_image": "media://demo/plain",
        "sku_type": "NORMAL",
        "display_status": "COMPLETED",
        "package_status": "COMPLETED",
        "package_id": line_id,
        "tracking_number": line_id,
        "shipping_provider_id": "1",
        "shipping_provider_name": "A carrier",
        "rts_time": line.row,
        "currency": "GBP",
        "original_price": price,
        "sale_price": price,
        **{name: f"{Decimal(0):.2f}" for name in _SAME},
        "is_gift": False,
        "is_dangerous_good": False,
        "needs_prescription": False,
    }
