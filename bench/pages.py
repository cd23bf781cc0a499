"""A page of 20 products, or of 20 orders, costs the same in a shop of a hundred and in one of a million."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from sqlalchemy import Table

from shopwright.contract.load import operation
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.core.config import Config
from shopwright.platform.logistics.store import SALES, Warehouses
from shopwright.platform.server.platform import Platform

from .calls import PAGE_SIZE, Prepared, Shop, open_shop, prepare
from .postgres import Postgres, running
from .seeding import Place, Values, product_tables, seed_postgres, seed_sqlite, seller_sku
from .seeding_orders import buyer_of, order_tables
from .table import Row, Settings

#: How much dearer (or cheaper) a page may be than in the smallest shop.
TOLERANCE = 0.2

#: A search of products reaches so many and no more; orders are paged as far here.
REACH = 10_000

#: The largest shop on PostgreSQL, unless a million is asked for.
_MOST_ON_SERVER = 100_000

#: Page number and body of each kind of page; the page is that of the shop itself where it has fewer.
_FIRST, _MIDDLE, _LAST = "first page", "middle page", "last page"


@dataclass(frozen=True)
class Kind:
    """A list that is paged: its operation, what its rows are called, how to make them, and bodies of some searches.

    ``query`` and ``path`` are what a call needs besides.
    """

    operation_id: str
    rows: str
    tables: Callable[[Place, int], dict[Table, Iterator[Values]]]
    searches: Callable[[int], dict[str, dict[str, object]]]
    query: tuple[tuple[str, str], ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)


PRODUCTS = Kind(
    "searchProducts",
    "products",
    product_tables,
    lambda count: {"status": {"status": "ACTIVATE"}, "seller_sku": {"seller_skus": [seller_sku(count // 3)]}},
)
ORDERS = Kind(
    "getOrderList",
    "orders",
    order_tables,
    lambda count: {"status": {"order_status": "AWAITING_SHIPMENT"}, "buyer": {"buyer_user_id": buyer_of(count // 3)}},
)


class Stocked:
    """A platform with very many rows of a kind."""

    def __init__(self, kind: Kind, platform: Platform, shop: Shop, count: int) -> None:
        self.kind = kind
        self.platform = platform
        self.shop = shop
        self.count = count
        self.calls: dict[str, Prepared] = {}

    def prepare(self) -> None:
        """Sign one call for each kind of page; reaching the later ones takes all those before them."""
        pages = min(self.count, REACH) // PAGE_SIZE
        marks = {1: _FIRST, pages // 2: _MIDDLE, pages: _LAST}
        token = ""
        for number in range(1, pages + 1):
            call = self._page({}, token)
            if number in marks:
                self.calls[marks[number]] = call
            token = self._data(call)["next_page_token"]
        self.calls |= {name: self._page(body, "") for name, body in self.kind.searches(self.count).items()}

    def _page(self, body: dict[str, object], token: str) -> Prepared:
        query = [("page_size", str(PAGE_SIZE)), *self.kind.query, *([("page_token", token)] if token else [])]
        sent = None if operation(self.kind.operation_id).body is None else body
        return prepare(self.shop, self.kind.operation_id, query=query, body=sent, path=self.kind.path)

    def _data(self, call: Prepared) -> dict[str, str]:
        reply = self.platform.pipeline.handle(call.request)
        body = json.loads(reply.body)
        if body["code"]:
            raise RuntimeError(f"{call.target}: {body['message']}")
        return dict(body["data"])

    def cost(self, kind: str, times: int) -> float:
        """Microseconds that the fastest of some calls took, which is least disturbed by what else the machine does.

        Of this thread's CPU, or of time where another process does the reading.
        """
        requests = [self.calls[kind].request for _ in range(times)]
        handle = self.platform.pipeline.handle
        clock = time.thread_time_ns if self.platform.store.inline else time.perf_counter_ns
        taken = []
        for request in requests:
            begun = clock()
            handle(request)
            taken.append(clock() - begun)
        self.platform.requests.flush()
        return min(taken) / 1000

    def close(self) -> None:
        self.platform.store.close()


def rows(settings: Settings) -> Iterator[Row]:
    """Products, then orders, each on a SQLite file, then on PostgreSQL."""
    sizes = (100, 1_000, 10_000) if settings.quick else (100, 10_000, 1_000_000)
    for kind in (PRODUCTS, ORDERS):
        yield from rows_of_kind(kind, settings, sizes)


def rows_of_kind(kind: Kind, settings: Settings, sizes: Sequence[int]) -> Iterator[Row]:
    """Rows for each size but the smallest, which is the yardstick; PostgreSQL has a million only where asked."""
    with tempfile.TemporaryDirectory(prefix="shopwright-bench-") as folder, ExitStack() as stack:
        shops = [_on_sqlite(kind, Path(folder) / str(count), count) for count in sizes]
        for shop in shops:
            stack.callback(shop.close)
        yield from _compare(shops, "SQLite file", settings)
    with running() as server, ExitStack() as stack:
        shops = [_on_postgres(kind, server, count) for count in _on_server(sizes, settings)]
        for shop in shops:
            stack.callback(shop.close)
        yield from _compare(shops, "PostgreSQL", settings)


def _on_server(sizes: Sequence[int], settings: Settings) -> Sequence[int]:
    """The sizes for PostgreSQL, which takes long to fill."""
    return [
        count if settings.large else min(count, _MOST_ON_SERVER) for count in sizes[: None if settings.large else 2]
    ]


def _place(platform: Platform, shop: Shop) -> Place:
    with platform.store.read() as tx:
        warehouse = next(w for w in tx[Warehouses].of_shop(shop.shop_id) if w.type == SALES)
    category = taxonomy.by_code("hg-3-39-2")
    assert category is not None
    return Place(shop.shop_id, warehouse.warehouse_id, category.id)


def _on_sqlite(kind: Kind, folder: Path, count: int) -> Stocked:
    config = Config(folder=folder, demo=False, requests_per_second=0)
    platform, shop = open_shop(config)
    place = _place(platform, shop)
    platform.store.close()
    seed_sqlite(folder / "shop.db", kind.tables(place, count))
    stocked = Stocked(kind, Platform(config), shop, count)
    stocked.prepare()
    return stocked


def _on_postgres(kind: Kind, server: Postgres, count: int) -> Stocked:
    url = server.database()
    platform, shop = open_shop(Config(database=url, demo=False, requests_per_second=0))
    seed_postgres(url, kind.tables(_place(platform, shop), count))
    stocked = Stocked(kind, platform, shop, count)
    stocked.prepare()
    return stocked


def _compare(shops: Sequence[Stocked], database: str, settings: Settings) -> Iterator[Row]:
    rounds, times = (9, 20) if settings.quick else (31, 20)
    smallest = shops[0]
    for kind in smallest.calls:
        for shop in shops:
            shop.cost(kind, times)
        costs = [[shop.cost(kind, times) for shop in shops] for _ in range(rounds)]
        for place, shop in enumerate(shops[1:], 1):
            ratio = median(cost[place] / cost[0] for cost in costs)
            yield Row(
                f"{shop.kind.operation_id}, {kind}, {shop.count:,} {shop.kind.rows}",
                f"{median(cost[place] for cost in costs):.0f} µs",
                f"{smallest.count} {smallest.kind.rows}",
                f"{median(cost[0] for cost in costs):.0f} µs",
                ratio,
                f"± {TOLERANCE:.0%}",
                abs(ratio - 1) <= TOLERANCE,
                f"in process, {database}",
            )
