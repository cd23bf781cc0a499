"""One SKU that everybody wants: N pieces, 64 buyers, exactly N sold; and the rate beside the bare statement's.

Sold twice: as a movement of stock alone, and as a whole order that is placed and paid, with its lines, its package,
its deadlines and its notifications.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from statistics import median

import psycopg

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.quantities import Quantities, Reason
from shopwright.platform.catalogue.stock.store import LedgerEntry, Place, Stock
from shopwright.platform.core.config import Config
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import SerializationConflict
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as
from shopwright.platform.sales.orders.place_order import place
from shopwright.platform.sales.orders.purchase import BasketLine, Purchase
from shopwright.platform.sales.packages.package_change import pay_order
from shopwright.wire.errors import ApiError
from shopwright.wire.ids import IdKind

from .calls import Shop, open_shop
from .postgres import running
from .table import Row, Settings

BUYERS = 64

#: Connections that the platform's pool gives out, which the bare statements get too.
_CONNECTIONS = 20

_BUY = """UPDATE stock SET committed = committed + 1
    WHERE shop_id = {0} AND sku_id = {0} AND warehouse_id = {0}
    AND committed + 1 + campaign_lock + creator_lock <= on_hand"""

Buy = Callable[[], bool]


def rows(settings: Settings) -> Iterator[Row]:
    """On a SQLite file, where buyers queue, and on PostgreSQL, where they come in threads."""
    pieces, rounds = (300, 3) if settings.quick else (2000, 5)
    with tempfile.TemporaryDirectory(prefix="shopwright-bench-") as folder:
        platform, shop = open_shop(Config(folder=Path(folder), requests_per_second=0))
        with closing(platform.store), closing(_open(Path(folder) / "shop.db")) as raw:
            hot = Hot(platform.store, shop)
            bare = partial(_buy_bare, raw, hot.place)
            yield from _measured("SQLite file, one writer", hot, bare, pieces, rounds, threads=1)
    with running() as server:
        url = server.database()
        platform, shop = open_shop(Config(database=url, requests_per_second=0))
        with closing(platform.store), closing(_Pool(url)) as pool:
            hot = Hot(platform.store, shop)
            where = f"PostgreSQL, {BUYERS} threads, {_CONNECTIONS} connections"
            yield from _measured(where, hot, partial(pool.buy, hot.place), pieces, rounds, threads=BUYERS)


def _measured(where: str, hot: Hot, bare: Buy, pieces: int, rounds: int, *, threads: int) -> Iterator[Row]:
    """A row for each way to sell, its rounds and the bare statement's taking turns."""
    for what, buy, count in (
        ("one hot SKU, sales a second with ledger", hot.buy, pieces),
        ("one hot SKU, paid orders a second", hot.order, pieces // 10),
    ):
        pairs = []
        for _ in range(rounds):
            ours = hot.sell(count, buy, threads=threads)
            pairs.append((ours, hot.sell(pieces, bare, threads=threads)))
        yield _row(what, where, hot, pairs)


class Hot:
    """One SKU at one warehouse, filled up and sold out again."""

    def __init__(self, store: Store, shop: Shop) -> None:
        thing = shop.things[0]
        self.place = Place(shop.shop_id, thing.sku_ids[0], thing.warehouse_id)
        self.is_exact = True
        self._store = store
        with store.write() as tx:
            bench_shop = tx[Accounts].shop(shop.shop_id)
            assert bench_shop is not None
            self._shop, self._buyer = bench_shop, buyer_known_as(tx, bench_shop, "bench")

    def sell(self, pieces: int, buy: Buy, threads: int) -> float:
        """Put so many on sale and sell until none is left; answers the sales a second."""
        self._fill(pieces)
        sold: SimpleQueue[int] = SimpleQueue()
        buyers = [threading.Thread(target=_buy_all, args=(buy, sold)) for _ in range(threads)]
        begun = time.perf_counter()
        for buyer in buyers:
            buyer.start()
        for buyer in buyers:
            buyer.join()
        taken = time.perf_counter() - begun
        total = sum(sold.get() for _ in buyers)
        left = self._held()
        self.is_exact = self.is_exact and total == pieces and left.committed == pieces and left.available == 0
        return total / taken

    def _held(self) -> Quantities:
        with self._store.read() as tx:
            return tx[Stock].of_skus(self.place.shop_id, [self.place.sku_id])[self.place.sku_id][
                self.place.warehouse_id
            ]

    def _fill(self, pieces: int) -> None:
        held = self._held()
        self._move(Quantities(pieces - held.on_hand, -held.committed))

    def buy(self) -> bool:
        """One sale through the store: a movement and its ledger line, in a transaction of their own."""
        return self._move(Quantities(0, 1))

    def order(self) -> bool:
        """One sale as it is: an order that is placed and paid, in a transaction of its own."""
        basket = Purchase(lines=[BasketLine(self.place.sku_id, 1)], buyer=self._buyer)
        while True:
            try:
                with self._store.write() as tx:
                    change = place(tx, self._shop, basket)
                    pay_order(change)
                    return True
            except SerializationConflict:
                continue
            except ApiError:
                return False

    def _move(self, change: Quantities) -> bool:
        while True:
            try:
                with self._store.write() as tx:
                    entry_id = tx.new_id(IdKind.LEDGER)
                    entry = LedgerEntry(entry_id, self.place, Reason.API_SYNC, "bench", change, tx.now_ms())
                    return tx[Stock].move(entry) is not None
            except SerializationConflict:
                continue


def _buy_all(buy: Buy, sold: SimpleQueue[int]) -> None:
    count = 0
    while buy():
        count += 1
    sold.put(count)


def _open(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection


def _buy_bare(connection: sqlite3.Connection, place: Place) -> bool:
    connection.execute("BEGIN IMMEDIATE")
    changed = connection.execute(_BUY.format("?"), (place.shop_id, place.sku_id, place.warehouse_id)).rowcount
    connection.execute("COMMIT")
    return changed == 1


class _Pool:
    """As many connections as the platform has, handed to whoever comes first."""

    def __init__(self, url: str) -> None:
        self._all = [psycopg.connect(url, autocommit=True) for _ in range(_CONNECTIONS)]
        self._free: SimpleQueue[psycopg.Connection] = SimpleQueue()
        for connection in self._all:
            self._free.put(connection)

    def buy(self, place: Place) -> bool:
        connection = self._free.get()
        try:
            done = connection.execute(_BUY.format("%s"), (place.shop_id, place.sku_id, place.warehouse_id))
            return done.rowcount == 1
        finally:
            self._free.put(connection)

    def close(self) -> None:
        for connection in self._all:
            connection.close()


def _row(what: str, where: str, hot: Hot, pairs: list[tuple[float, float]]) -> Row:
    return Row(
        what,
        f"{median(ours for ours, _ in pairs):.0f}/s",
        "the bare UPDATE",
        f"{median(bare for _, bare in pairs):.0f}/s",
        median(ours / bare for ours, bare in pairs),
        "exactly N sold",
        hot.is_exact,
        where,
    )
