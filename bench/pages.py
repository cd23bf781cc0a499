"""A page of 20 products costs the same in a shop of a hundred and in one of a million."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from shopwright.platform.config import Config
from shopwright.platform.domain import taxonomy
from shopwright.platform.runtime import Platform
from shopwright.platform.store.warehouses import SALES

from .calls import PAGE_SIZE, Prepared, Shop, open_shop, prepare
from .postgres import Postgres, running
from .seeding import Place, seed_postgres, seed_sqlite, seller_sku
from .table import Row, Settings

#: How much dearer (or cheaper) a page may be than in the smallest shop.
TOLERANCE = 0.2

#: A search reaches so many products and no more.
REACH = 10_000

#: Page number and body of each kind of page; the page is that of the shop itself where it has fewer.
_FIRST, _MIDDLE, _LAST = "first page", "middle page", "last page"


class Stocked:
    """A platform with very many products."""

    def __init__(self, platform: Platform, shop: Shop, count: int) -> None:
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
        self.calls["status"] = self._page({"status": "ACTIVATE"}, "")
        self.calls["seller_sku"] = self._page({"seller_skus": [seller_sku(self.count // 3)]}, "")

    def _page(self, body: dict[str, object], token: str) -> Prepared:
        query = [("page_size", str(PAGE_SIZE)), *([("page_token", token)] if token else [])]
        return prepare(self.shop, "searchProducts", query=query, body=body)

    def _data(self, call: Prepared) -> dict[str, str]:
        reply = self.platform.pipeline.handle(call.request)
        found = json.loads(reply.body)
        if found["code"]:
            raise RuntimeError(f"{call.target}: {found['message']}")
        return dict(found["data"])

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
    """On a SQLite file, then on PostgreSQL."""
    sizes = (100, 1_000, 10_000) if settings.quick else (100, 10_000, 1_000_000)
    with tempfile.TemporaryDirectory(prefix="shopwright-bench-") as folder, ExitStack() as stack:
        shops = [_on_sqlite(Path(folder) / str(count), count) for count in sizes]
        for one in shops:
            stack.callback(one.close)
        yield from _compare(shops, "SQLite file", settings)
    with running() as server, ExitStack() as stack:
        shops = [_on_postgres(server, count) for count in (sizes if settings.large else sizes[:2])]
        for one in shops:
            stack.callback(one.close)
        yield from _compare(shops, "PostgreSQL", settings)


def _place(platform: Platform, shop: Shop) -> Place:
    with platform.store.read() as tx:
        warehouse = next(w for w in tx.warehouses.of_shop(shop.shop_id) if w.type == SALES)
    category = taxonomy.by_code("hg-3-39-2")
    assert category is not None
    return Place(shop.shop_id, warehouse.warehouse_id, category.id)


def _on_sqlite(folder: Path, count: int) -> Stocked:
    config = Config(folder=folder, demo=False, requests_per_second=0)
    platform, shop = open_shop(config)
    place = _place(platform, shop)
    platform.store.close()
    seed_sqlite(folder / "shop.db", place, count)
    stocked = Stocked(Platform(config), shop, count)
    stocked.prepare()
    return stocked


def _on_postgres(server: Postgres, count: int) -> Stocked:
    url = server.database()
    platform, shop = open_shop(Config(database=url, demo=False, requests_per_second=0))
    seed_postgres(url, _place(platform, shop), count)
    stocked = Stocked(platform, shop, count)
    stocked.prepare()
    return stocked


def _compare(shops: Sequence[Stocked], database: str, settings: Settings) -> Iterator[Row]:
    rounds, times = (9, 20) if settings.quick else (31, 20)
    smallest = shops[0]
    for kind in smallest.calls:
        for one in shops:
            one.cost(kind, times)
        costs = [[one.cost(kind, times) for one in shops] for _ in range(rounds)]
        for place, one in enumerate(shops[1:], 1):
            ratio = median(cost[place] / cost[0] for cost in costs)
            yield Row(
                f"searchProducts, {kind}, {one.count:,} products",
                f"{median(cost[place] for cost in costs):.0f} µs",
                f"{smallest.count} products",
                f"{median(cost[0] for cost in costs):.0f} µs",
                ratio,
                f"± {TOLERANCE:.0%}",
                abs(ratio - 1) <= TOLERANCE,
                f"in process, {database}",
            )
