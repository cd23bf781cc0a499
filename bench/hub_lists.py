"""The hub's pages in a workspace of a thousand products and orders, and in one of very many.

``python -m bench hub_lists`` needs the extra ``hub``; with ``--large`` there are 1,000,000 orders.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .postgres import running
from .table import Row, Settings

if TYPE_CHECKING:
    from django.db.models import Model
    from django.test import Client

#: How much dearer a page may be than in the small workspace, and milliseconds that it may take.
_TIMES, _MILLISECONDS = 2.0, 150
_ROUNDS = 15
#: The address name and the query of each page. Searches match a whole page in both workspaces, or nothing.
_PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "today": ("today", {}),
    "orders": ("orders", {}),
    "orders to ship": ("orders", {"view": "ship"}),
    "orders cancelled, none": ("orders", {"view": "cancelled"}),
    "orders by number": ("orders", {"q": "order-77"}),
    "orders by SKU": ("orders", {"q": "SKU-0"}),
    "orders by buyer": ("orders", {"q": "zoe@example.com"}),
    "orders by buyer, none": ("orders", {"q": "nobody@example.com"}),
    "products": ("products", {}),
    "products by SKU": ("products", {"q": "SKU-7"}),
    "products by a word": ("products", {"q": "linen"}),
    "stock": ("stock", {}),
    "stock by a word": ("stock", {"q": "linen"}),
    "stock sold out": ("stock", {"only": "out"}),
    "listings": ("listings", {}),
    "listings by a word": ("listings", {"q": "linen"}),
    "listings by a word, none": ("listings", {"q": "jacquard"}),
    "listings refused": ("listings", {"state": "refused"}),
    "products by channel": ("grid", {}),
    "shipments": ("shipments", {}),
    "shipments to print": ("shipments", {"view": "print"}),
    "picking": ("picks", {}),
    "returns": ("returns", {}),
    "returns by order": ("returns", {"view": "all", "q": "order-930"}),
    "jobs": ("jobs", {}),
    "messages": ("notices", {}),
    "alerts": ("alerts", {}),
    "search for an order": ("search", {"q": "order-77"}),
    "search for a word": ("search", {"q": "linen"}),
    "search, none": ("search", {"q": "nobody@example.com"}),
}
#: Lists that are asked for a page in their middle too.
_DEEP = ("orders", "products", "stock", "listings", "shipments", "messages")


def rows(settings: Settings) -> Iterator[Row]:
    """A row for each page."""
    products = 10_000 if settings.quick else 100_000
    orders = 20_000 if settings.quick else 1_000_000 if settings.large else 200_000
    with running() as postgres, tempfile.TemporaryDirectory() as folder:
        small = _measure(postgres.database(), Path(folder, "small"), 1_000, 1_000)
        large = _measure(postgres.database(), Path(folder, "large"), products, orders)
    for name in large:
        ratio = large[name] / small[name]
        yield Row(
            f"page: {name}",
            f"{large[name]:.0f} ms",
            "the same page at 1,000 of each",
            f"{small[name]:.0f} ms",
            ratio,
            f"≤ {_TIMES:.0f} ×, {_MILLISECONDS} ms",
            ratio <= _TIMES and large[name] <= _MILLISECONDS,
            f"{products:,} products, {orders:,} orders",
        )


def _measure(url: str, data: Path, products: int, orders: int) -> dict[str, float]:
    environment = {
        **os.environ,
        "SHOPWRIGHT_HUB_DATA": str(data),
        "SHOPWRIGHT_HUB_DATABASE": url,
        "SHOPWRIGHT_HUB_URL": "http://testserver",
        "SHOPWRIGHT_HUB_NETWORKS": "127.0.0.0/8",
    }
    command = [sys.executable, "-m", "bench.hub_lists", str(products), str(orders)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _run(products: int, orders: int) -> None:
    """Fill a new hub, and print the milliseconds that each page takes."""
    from shopwright.hub.core.config import read_config
    from shopwright.hub.project.start import migrate, prepare

    prepare(read_config())
    migrate()
    from django.test import Client
    from django.urls import reverse

    from shopwright.hub.access.services import make_login_link

    from .hub_past import make_past
    from .hub_rows import make_goods, make_orders, make_workspace

    workspace, owner, shop = make_workspace()
    make_goods(workspace, shop, products)
    make_past(make_orders(shop, orders, ready=min(orders, 200)), orders)
    browser = Client()
    browser.post(reverse("login-link", args=[make_login_link(owner)]))
    slug = [workspace.slug]
    figures = {name: _fastest(browser, reverse(page, args=slug), query) for name, (page, query) in _PAGES.items()}
    for name in _DEEP:
        url = reverse(_PAGES[name][0], args=slug)
        figures[f"{name}, deep in the list"] = _fastest(browser, url, {"after": _middle(name)})
    print(json.dumps(figures))


def _fastest(browser: Client, url: str, query: dict[str, str]) -> float:
    """Milliseconds of the fastest of some calls: others wait for programs that share the machine."""
    taken = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        reply = browser.get(url, query)
        taken.append((time.perf_counter() - begun) * 1000)
        if reply.status_code not in (200, 302):  # an order number leads to its order
            raise RuntimeError(f"{url} answers {reply.status_code}")
    return min(taken)


def _middle(name: str) -> str:
    """Where a page in the middle of a list begins, as the list itself writes it."""
    from shopwright.hub.catalog.models import Product
    from shopwright.hub.core.lists import Sorting, place_of
    from shopwright.hub.fulfilment.models import Shipment
    from shopwright.hub.listings.models import Listing
    from shopwright.hub.notices.models import Notice
    from shopwright.hub.orders.models import Order
    from shopwright.hub.stock.models import Balance

    models: dict[str, type[Model]] = {
        "orders": Order,
        "products": Product,
        "stock": Balance,
        "listings": Listing,
        "shipments": Shipment,
        "messages": Notice,
    }
    rows = models[name]._default_manager
    ids = rows.order_by("pk").values_list("pk", flat=True)
    sorting = Sorting(("placed_at", "pk")) if name == "orders" else Sorting()
    return place_of(rows.get(pk=(ids[0] + ids.reverse()[0]) // 2), sorting)


if __name__ == "__main__":
    _run(int(sys.argv[1]), int(sys.argv[2]))
