"""Acts of the hub on very many things: what the page takes to answer, and the worker to do it.

``python -m bench hub_heavy`` needs the extra ``hub``. Beside it the database alone reads or writes as many rows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .postgres import running
from .table import Row, Settings

if TYPE_CHECKING:
    from django.test import Client

    from shopwright.hub.access.models import Workspace
    from shopwright.hub.orders.models import Order

#: Milliseconds in which a page answers that leaves the rest to a worker.
_MILLISECONDS = 300
_COPIED = "CREATE TABLE plain AS SELECT * FROM orders_orderline LIMIT {}"
_READ = (
    "COPY (SELECT p.*, v.* FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id ORDER BY v.id LIMIT {})"
    " TO STDOUT"
)


def rows(settings: Settings) -> Iterator[Row]:
    """A row for each act."""
    products, edited, orders = (10_000, 1_000, 2_000) if settings.quick else (100_000, 10_000, 20_000)
    with running() as postgres, tempfile.TemporaryDirectory() as folder:
        figures = _measure(postgres.database(), Path(folder), products, edited, orders)
    on = f"{products:,} products, {orders:,} open orders"
    read = f"PostgreSQL alone reads {edited:,} of them"
    yield _row(f"a bulk edit of {edited:,} SKUs worked out", figures["bulk"], read, on)
    yield _row(f"a rule holds {orders:,} open orders", figures["hold"], "PostgreSQL alone copies as many rows", on)
    yield _row(f"numbers of {products:,} offers after a halt", figures["halt"], "PostgreSQL alone updates them", on)
    words = f"PostgreSQL alone reads {products:,} of them"
    yield _row(f"export of {products:,} products as CSV", figures["export"], words, on)


def _row(what: str, figures: dict[str, float], yardstick: str, on: str) -> Row:
    page, run, plain = figures["page"], figures["run"], figures["plain"]
    return Row(
        what,
        f"page {page * 1000:.0f} ms, worker {run:.1f} s",
        yardstick,
        f"{plain:.2f} s",
        run / plain,
        f"page ≤ {_MILLISECONDS} ms",
        page * 1000 <= _MILLISECONDS,
        on,
    )


def _measure(url: str, data: Path, products: int, edited: int, orders: int) -> dict[str, dict[str, float]]:
    environment = {
        **os.environ,
        "SHOPWRIGHT_HUB_DATA": str(data),
        "SHOPWRIGHT_HUB_DATABASE": url,
        "SHOPWRIGHT_HUB_URL": "http://testserver",
        "SHOPWRIGHT_HUB_NETWORKS": "127.0.0.0/8",
    }
    command = [sys.executable, "-m", "bench.hub_heavy", "--measure", str(products), str(edited), str(orders)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    figures: dict[str, dict[str, float]] = json.loads(done.stdout)
    return figures


def _run(products: int, edited: int, orders: int) -> None:
    """Fill a hub, do each act, and print its seconds."""
    from shopwright.hub.core.config import read_config
    from shopwright.hub.project.start import migrate, prepare

    prepare(read_config())
    migrate()
    from django.test import Client
    from django.urls import reverse

    from shopwright.hub.access.services import make_login_link

    from .hub_rows import make_goods, make_orders, make_workspace

    workspace, owner, shop = make_workspace()
    make_goods(workspace, shop, products)
    _give_buyers(make_orders(shop, orders, ready=orders))
    browser = Client()
    browser.post(reverse("login-link", args=[make_login_link(owner)]))
    acts = _Acts(browser, workspace)
    acts.address("products")  # the first page of a process reads its modules
    figures = {
        "bulk": acts.edit(edited),
        "hold": acts.hold(orders),
        "halt": acts.resume(),
        "export": acts.export(products),
    }
    print(json.dumps(figures))


def _give_buyers(first: Order) -> None:
    """A buyer is encrypted for one order alone, and the orders are copies."""
    from shopwright.hub.core.vault import vault

    text = vault().decrypt(first.buyer_purpose, first.sealed)
    orders = type(first).objects.all()
    for order in orders:
        order.sealed = vault().encrypt(order.buyer_purpose, text)
    orders.bulk_update(orders, ["sealed"], 2_000)


class _Acts:
    """What a person does, each with the seconds of the page, of the worker, and of the database alone."""

    def __init__(self, browser: Client, workspace: Workspace) -> None:
        self._browser, self._workspace = browser, workspace

    def address(self, page: str, *args: int) -> str:
        from django.urls import reverse

        return reverse(page, args=[self._workspace.slug, *args])

    def edit(self, count: int) -> dict[str, float]:
        """Have a bulk edit worked out."""
        from shopwright.hub.catalog.bulk import work

        skus = "\n".join(f"SKU-{number}" for number in range(1, count + 1))
        acts = {"acts-TOTAL_FORMS": "1", "acts-INITIAL_FORMS": "0", "acts-0-what": "price:add", "acts-0-value": "1"}
        return self._act(work.work_due, _READ.format(count), "bulk-new", preview="1", skus=skus, **acts)

    def hold(self, count: int) -> dict[str, float]:
        """Switch on a rule that holds every open order."""
        from shopwright.hub.background import work

        self._browser.post(self.address("hold-rule-write"), {"kind": "pieces", "amount": "0"})
        rule = self._workspace.hold_rules.get()
        plain = _COPIED.format(count)
        return self._act(work.work_due, plain, "hold-rule-switch", rule.pk, on="1")

    def resume(self) -> dict[str, float]:
        """End a halt."""
        from shopwright.hub.background import work

        self._browser.post(self.address("halt"), {"do": "halt"})
        return self._act(work.work_due, "UPDATE listings_offer SET seller_sku = seller_sku", "halt", do="resume")

    def export(self, count: int) -> dict[str, float]:
        """Take all products out as a file."""
        from shopwright.hub.background import work

        statuses: list[int] = []
        url = self.address("products")
        seconds = _seconds(lambda: statuses.append(self._browser.get(url, {"format": "csv"}).status_code))
        if statuses != [302]:
            raise RuntimeError(f"{url} answered {statuses}")
        return {
            "page": seconds, "run": _seconds(lambda: _through(work.work_due)), "plain": _plain(_READ.format(count))
        }  # fmt: skip

    def _act(self, work: Callable[[], int], plain: str, page: str, *args: int, **form: str) -> dict[str, float]:
        statuses: list[int] = []
        url = self.address(page, *args)
        seconds = _seconds(lambda: statuses.append(self._browser.post(url, form).status_code))
        if statuses != [302]:
            raise RuntimeError(f"{url} answered {statuses}")
        return {"page": seconds, "run": _seconds(lambda: _through(work)), "plain": _plain(plain)}


def _through(work: Callable[[], int]) -> None:
    while work():
        pass


def _plain(statement: str) -> float:
    from django.db import connection

    def run() -> None:
        with connection.cursor() as cursor:
            if statement.startswith("COPY"):
                with cursor.copy(statement) as copy:
                    for _ in copy:
                        pass
            else:
                cursor.execute(statement)

    return _seconds(run)


def _seconds(take: Callable[[], object]) -> float:
    begun = time.perf_counter()
    take()
    return time.perf_counter() - begun


if __name__ == "__main__":
    if "--measure" in sys.argv:
        products, edited, orders = (int(text) for text in sys.argv[-3:])
        _run(products, edited, orders)
